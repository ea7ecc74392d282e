// What the load tester reads in a server's log: every message, under the seq that it has there.
import { Result } from 'effect'
import { expect, it } from 'vitest'
import type { Command, LogEvent } from '../../src/events/event.ts'
import { LogOfRun } from '../../src/load/referee/logOfRun.ts'
import { openServerLog } from '../../src/load/referee/serverLog.ts'
import { pruning } from '../../src/store/sqlite/retention.ts'
import { succeeded } from '../kit/succeeded.ts'
import { freshDirectory, openHere } from '../store/stores.ts'
import { joins, leaves, opens, says, Tale } from '../store/tale.ts'

const messagesOf = (events: readonly LogEvent[]) =>
  events.flatMap((event) =>
    event.type === 'room.send_message'
      ? [{ seq: event.seq, room: event.actor, by: event.data.by, id: event.data.id }]
      : [],
  )

it('is every message while a server writes, however many rows there are, and after those that were pruned', () => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const tale = new Tale()
  const commit = (...commands: readonly Command[]) => {
    const turn = tale.turn(...commands)
    store.commit(turn)
    return turn
  }
  const log = succeeded(openServerLog(directory))
  for (let one = 0; one < 100; one++) commit(joins(`s${one}`), leaves(`s${one}`))
  const [opening] = commit(opens('r1', 's1', 's2'))
  const before = Array.from({ length: 200 }, (_, one) => commit(says('r1', 's1', `m${one}`))).flat()
  expect([...log.messages()]).toEqual(messagesOf(before))
  const step = pruning(store)
  while (succeeded(step(Number.POSITIVE_INFINITY)));
  const { count } = store.database
    .prepare("select count(*) as count from batches where events like '[200%'")
    .get() as { count: number }
  expect(count).toBe(1)
  const after = commit(says('r2', 's1', 'last'))
  expect([...log.messages()]).toEqual(messagesOf([...before, ...after]))
  const [last] = messagesOf(after)
  expect(log.seqOf('r2', 'last')).toBe(last?.seq)
  expect(log.seqOf('r1', 'm7')).toBe(messagesOf(before)[7]?.seq)
  expect(log.seqOf('r1', 'nothing')).toBe(opening?.seq)
  expect(log.seqOf('r9', null)).toBeNull()
  log.close()
  store.close()
})

it('is that of a run where it has the first visitor of each server since it was opened', () => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const tale = new Tale()
  store.commit(tale.turn(joins('s_before')))
  const log = succeeded(openServerLog(directory))
  expect(log.hasSession('s_before')).toBe(false)
  store.commit(tale.turn(joins('s_own')))
  expect(log.hasSession('s_own')).toBe(true)
  const origins = ['http://a', 'http://b']
  const originOf = (user: number) => origins[user % 2] ?? ''
  const asked = () => new LogOfRun({ log, path: './data', origins, originOf })
  const own = new Map([
    ['s_own', 0],
    ['s_lost', 2],
  ])
  const known = asked()
  expect([known.look(own, 0), known.look(own, 9_000), known.end(own)]).toEqual([null, null, null])
  const others = new Map([...own, ['s_other', 1]])
  const another = asked()
  expect([another.look(new Map(), 0), another.look(others, 1_000)]).toEqual([null, null])
  const message =
    "--log ./data: it is another server's: whoever joined at http://b is not in it. " +
    'Give the data directory of that server'
  expect(another.look(others, 6_000)).toEqual({ _tag: 'AnotherLog', message })
  expect(asked().end(others)).toEqual({ _tag: 'AnotherLog', message })
  store.commit(tale.turn(joins('s_other')))
  expect(another.look(others, 7_000)).toBeNull()
  log.close()
  store.close()
})

it('is nothing where there is no log', () => {
  const directory = freshDirectory()
  openHere(directory).close()
  const log = succeeded(openServerLog(directory))
  expect([...log.messages()]).toEqual([])
  log.close()
  expect(Result.isFailure(openServerLog('/nowhere'))).toBe(true)
})
