// Chance, time, processes and the network of the simulation, before anything lives in it.
import { Result } from 'effect'
import { expect, it } from 'vitest'
import { MemoryServers } from '../../kit/memoryStream.ts'
import { Dice } from './dice.ts'
import { Network, type Weather } from './network.ts'
import { Process } from './process.ts'
import { VirtualTime } from './virtualTime.ts'

const calm: Weather = {
  ...{ delayMs: 5, lost: 0, doubled: 0 },
  ...{ unacknowledged: 0, repeated: 0, late: 0, behind: 0 },
}

const started = (weather: Partial<Weather> = {}) => {
  const time = new VirtualTime()
  const errors: unknown[] = []
  const process = (name: string) =>
    new Process({
      ...{ name, machine: name, time, dice: new Dice(name) },
      wall: () => 1_000_000 + time.now,
      threw: (error) => errors.push(error),
    })
  const network = new Network(time, new Dice('network'), { ...calm, ...weather })
  return { time, errors, network, one: process('one'), other: process('other') }
}

const nothing = () => {}

it('rolls the same for the same seed, whatever others roll', () => {
  const rolls = (name: string) => {
    const dice = new Dice(name)
    return Array.from({ length: 20 }, () => dice.between(1, 1_000))
  }
  expect(rolls('seed 1')).toEqual(rolls('seed 1'))
  expect(rolls('seed 1')).not.toEqual(rolls('seed 2'))
  const dice = new Dice('seed 1')
  const before = dice.apart('visitor').roll()
  dice.roll()
  expect(dice.apart('visitor').roll()).toBe(before)
})

it('takes steps in the order of their times, and settles promises between two', async () => {
  const time = new VirtualTime()
  const taken: string[] = []
  time.at(20, () => taken.push(`last at ${time.now}`))
  time.at(10, () => {
    void (async () => {
      for (let more = 0; more < 10; more++) await null
      taken.push(`settled at ${time.now}`)
    })()
  })
  time.at(10, () => taken.push('second'))
  time.at(15, () => taken.push('never'))()
  await time.run(100, nothing)
  expect(taken).toEqual(['settled at 10', 'second', 'last at 20'])
  expect(time.now).toBe(100)
})

it('does what came to a frozen process once it is thawed, in order, and nothing in a dead one', async () => {
  const { time, one, other } = started()
  const done: string[] = []
  one.freeze()
  for (const name of ['a', 'b']) one.enter(() => done.push(`${name} at ${time.now}`))
  time.at(50, () => one.thaw())
  time.at(50, () => one.enter(() => done.push(`c at ${time.now}`)))
  other.clock.after(10, () => done.push('of the dead'))
  other.enter(nothing)
  other.kill()
  other.enter(() => done.push('of the dead'))
  await time.run(100, nothing)
  expect(done).toEqual(['a at 50', 'b at 50', 'c at 50'])
})

it('wakes whom a clock was asked to wake, soon after', async () => {
  const { time, one, errors } = started()
  const woken: number[] = []
  one.enter(() => {
    one.clock.after(1_000, () => woken.push(time.now))
    one.clock.after(2_000, () => {
      throw new Error('planted')
    })
  })
  await time.run(3_000, nothing)
  expect(errors).toEqual([new Error('planted')])
  expect(woken).toHaveLength(1)
  expect(woken[0]).toBeGreaterThanOrEqual(1_000)
  expect(woken[0]).toBeLessThan(1_050)
})

it('hears of what throws in a process', async () => {
  const { time, one, errors } = started()
  one.enter(() => {
    throw new Error('planted')
  })
  await time.run(10, nothing)
  expect(errors).toEqual([new Error('planted')])
})

it('keeps the order from one to another, however long each takes, and may double', async () => {
  const { time, one, other, network } = started({ delayMs: 100, doubled: 0.3, lost: 0.2 })
  const arrived: number[] = []
  for (let n = 1; n <= 200; n++) time.at(n, () => network.send(one, other, () => arrived.push(n)))
  await time.run(10_000, nothing)
  expect(arrived).toEqual(arrived.toSorted((one, other) => one - other))
  const kinds = new Set(arrived)
  expect(kinds.size).toBeLessThan(200)
  expect(kinds.size).toBeLessThan(arrived.length)
})

it('carries nothing between the parts of a network, and to the servers only what is late', async () => {
  const { time, one, other, network } = started()
  const servers = new MemoryServers()
  const stream = servers.stream(network.pathOf(one))
  const arrived: string[] = []
  network.part(['one'], 1)
  network.send(one, other, () => arrived.push('lost'))
  const answer = stream.append('late or never', 0)
  await time.run(10_000, nothing)
  expect(await answer).toMatchObject(Result.fail({ _tag: 'Unanswered' }))
  expect(servers.messages).toEqual([])
  network.part(['one'], 0)
  network.send(one, other, () => arrived.push('there'))
  await time.run(20_000, nothing)
  expect(arrived).toEqual(['there'])
})

it('tells a follower of everything once, in order, though it was cut off meanwhile', async () => {
  const { time, one, other, network } = started({ delayMs: 50 })
  const servers = new MemoryServers()
  const heard: number[] = []
  servers.stream(network.pathOf(other)).follow(1, ({ number }) => heard.push(number))
  const stream = servers.stream(network.pathOf(one))
  for (let last = 0; last < 5; last++) time.at(1_000 * last, () => void stream.append('x', last))
  time.at(1_500, () => network.part(['other'], 1))
  time.at(3_500, () => network.part(['other'], 0))
  await time.run(10_000, nothing)
  expect(heard).toEqual([1, 2, 3, 4, 5])
})

it('does what was not acknowledged, and does some of it twice', async () => {
  const { time, one, network } = started({ unacknowledged: 0.5, repeated: 0.5 })
  const servers = new MemoryServers()
  servers.expects = false
  const stream = servers.stream(network.pathOf(one))
  let unanswered = 0
  for (let n = 0; n < 50; n++) {
    void stream.append(`${n}`, n).then((appended) => {
      if (Result.isFailure(appended)) unanswered += 1
    })
  }
  await time.run(20_000, nothing)
  expect(unanswered).toBeGreaterThan(0)
  expect(servers.messages.length).toBeGreaterThan(50)
})
