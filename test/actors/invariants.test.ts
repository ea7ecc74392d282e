// test/actors/invariants.test.ts — M1 to M8 over generated lives of several visitors.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shapes } from '../../src/events/event.ts'
import { memoryLog } from '../../src/events/memoryLog.ts'
import { Client } from '../kit/client.ts'
import { Invariants } from '../kit/invariants.ts'
import type { Wishes } from '../kit/visitors.ts'
import { graceMs, relaxMs, World } from '../kit/world.ts'

const runs = Number(process.env.SOAK_RUNS ?? 400)
const seed = process.env.SOAK_RUNS === undefined ? 20_240_501 : Date.now()
const visitorsMax = 7

const wishes: fc.Arbitrary<Wishes> = fc.record({
  gender: fc.constantFrom('male', 'female', 'other'),
  seeks: fc.constantFrom('anyone', 'anyone', 'male', 'female'),
  interests: fc.uniqueArray(fc.constantFrom('tea', 'Tea', 'rowing', 'maps'), { maxLength: 2 }),
})

const deed = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('arrive' as const), wishes }) },
  ...(
    [
      ['connect', 5],
      ['find_match', 8],
      ['send_message', 8],
      ['resend', 2],
      ['leave_chat', 3],
      ['disconnect', 3],
      ['left', 1],
    ] as const
  ).map(([does, weight]) => ({ weight, arbitrary: fc.record({ does: fc.constant(does) }) })),
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('pass' as const),
      ms: fc.constantFrom(1, 500, relaxMs / 2, relaxMs, graceMs / 2, graceMs),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('hold' as const) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('commit' as const) }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('commit one' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('crash' as const) }) },
)

const step = fc.record({ who: fc.nat(visitorsMax - 1), deed })
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** One generated life of a world, with an eye on every step of it. */
class Life {
  /** Attested every few turns, so that many a life sees it. */
  readonly world = new World(memoryLog({ held: true }), 7)
  readonly invariants = new Invariants(this.world)
  readonly clients: (Client | undefined)[] = Array.from({ length: visitorsMax })
  #messages = 0

  async take({ who, deed: does }: Step): Promise<void> {
    const { world } = this
    switch (does.does) {
      case 'arrive':
        this.#arrive(who, does.wishes)
        break
      case 'pass':
        world.pass(does.ms)
        break
      case 'hold':
        world.hold()
        break
      case 'commit':
        world.commit()
        break
      case 'commit one':
        world.log.flush(1)
        break
      case 'crash':
        await world.crash()
        await this.invariants.restarted()
        break
      default:
        this.#act(this.clients[who], does.does)
    }
    for (const client of this.clients) client?.read()
    expect(this.invariants.broken()).toEqual([])
  }

  /** Somebody new joins, or one who is here comes back; then it looks for a partner. */
  #arrive(who: number, wishes: Wishes): void {
    const known = this.clients[who]
    const client =
      known === undefined || known.visitor.state === 'gone' ? new Client(this.world, wishes) : known
    this.clients[who] = client
    if (!this.world.sockets.has(client.visitor.id)) client.visitor.connect()
    client.visitor.findMatch()
  }

  #act(client: Client | undefined, does: string): void {
    if (client === undefined) return
    const { visitor } = client
    const isHere = this.world.sockets.has(visitor.id)
    if (does === 'connect') visitor.connect()
    if (does === 'left') visitor.leave()
    if (!isHere) return
    if (does === 'find_match') visitor.findMatch()
    if (does === 'leave_chat') visitor.leaveChat()
    if (does === 'disconnect') visitor.disconnect()
    if (does === 'send_message') this.#messages += 1
    if (does === 'send_message' || does === 'resend') {
      client.say(`m${this.#messages}`, `words ${this.#messages}`)
    }
  }

  /** What must hold once everything has been committed. */
  async end(): Promise<void> {
    this.world.commit()
    for (const client of this.clients) {
      client?.read()
      for (const room of client?.seen.keys() ?? []) client?.check(room)
    }
    await this.invariants.sameAsFold()
  }
}

it(`[M1] [M2] [M3] [M4] [M5] [M6] [M7] [M8] hold after every step of ${runs} lives`, async () => {
  let steps = 0
  const happened = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 200, size: 'max' }),
      async (life) => {
        const lived = new Life()
        for (const next of life) {
          await lived.take(next)
          steps += 1
        }
        await lived.end()
        for (const { type } of lived.world.played) happened.set(type, (happened.get(type) ?? 0) + 1)
      },
    ),
    { numRuns: runs, seed },
  )
  expect(steps).toBeGreaterThanOrEqual(10_000)
  // Lives in which hardly anything happens would prove nothing.
  for (const type of shapes.keys()) {
    if (type !== 'matchmaker.faulted')
      expect([type, happened.get(type) ?? 0]).not.toEqual([type, 0])
  }
}, 300_000)
