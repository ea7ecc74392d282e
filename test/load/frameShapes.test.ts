// Whatever a server says, it is taken for what it is: no frame makes the load tester throw.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { serverFrames } from '../../src/events/frames.ts'
import { passerbyWire } from '../../src/load/client/passerbyWire.ts'
import { presets } from '../../src/load/scenario/scenario.ts'
import { openRunContext } from '../../src/load/visitors/runContext.ts'
import { Visitor } from '../../src/load/visitors/visitor.ts'

const destination = { host: '127.0.0.1', port: 1 }

/** Two visitors without a connection, who are told whatever a server may say. */
const given = () => {
  let now = 0
  const wire = passerbyWire('http://127.0.0.1:1')
  const scenario = { ...presets.smoke, users: 2, blocks: 0.5, reports: 0.5 }
  const context = openRunContext(scenario, {
    ...{ origins: ['http://127.0.0.1:1'], run: 'test', seed: 5, joinConnections: 1 },
    ...{ examplesMax: 3, keepsRooms: true, unixAtZero: 0 },
    wireOf: () => wire,
    destination: () => destination,
    now: () => now,
  })
  const visitors = [0, 1].map((number) => new Visitor(number, context))
  return {
    context,
    hears: (user: number, text: string) => {
      now += 100
      // Nobody has a connection, so that this one is everybody's.
      visitors[user]?.received(null as never, text)
      context.scheduler.run(now, () => {})
    },
  }
}

const partner = { username: 'test-1', bio: '', gender: 'male' }
const message = {
  type: 'message',
  room: 'r',
  seq: 1,
  from: 'you',
  text: 'hi',
  at: 1,
  id: 'test-0-1',
}
const receipt = { room: 'r', messages: 1, chain: 'c', at: 1, proof: 'p', you: 1 }

const frames: readonly Record<string, unknown>[] = [
  {
    ...{ type: 'welcome', you: partner, visit: 'v', state: 'chatting', room: 'r', partner },
    ...{ messages: [message], receipt, suspended: { until: 1, by: 'reports' } },
  },
  { type: 'welcome', you: partner, visit: 'v', state: 'idle', receipt },
  { type: 'matched', room: 'r', partner, shared: ['a'] },
  message,
  { ...message, from: 'partner', text: 'test 1 1 0 40' },
  { type: 'sent', id: 'test-0-1', seq: 1, at: 1 },
  { type: 'waiting', since: 1 },
  { type: 'partner_away', until: 1 },
  { type: 'chat_ended', reason: 'left', receipt },
  { type: 'blocked', room: 'r' },
  { type: 'reported', room: 'r' },
  { type: 'error', code: 'suspended', message: '', until: 1, id: 'test-0-1' },
  { type: 'error', code: 'rate_limited', message: '' },
]

const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    null,
    [],
    {},
    [null, {}, 3],
    { toString: 1, valueOf: 1 },
    [[[]]],
    '',
    -1,
  ),
  fc.constantFrom<unknown>(1e308, Number.MAX_SAFE_INTEGER, 0.5, [{ toString: 1 }], 'test-1', 'r'),
)

/** A frame, of which something may be anything, or not there; its numbers may be endless. */
const anyFrame = fc
  .tuple(fc.constantFrom(...frames), fc.nat(20), fc.option(odd, { nil: undefined }), fc.nat(9))
  .map(([frame, index, value, chance]) => {
    const name = Object.keys(frame)[index]
    const text = JSON.stringify(name === undefined ? frame : { ...frame, [name]: value })
    return chance === 0 ? text.replaceAll(/:\d+/g, ':1e999') : text
  })

const anyText = fc.oneof(
  { weight: 20, arbitrary: anyFrame },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.json() },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...Object.keys(serverFrames))
      .chain((type) => fc.object().map((fields) => JSON.stringify({ ...fields, type }))),
  },
)

it('takes any frames from a server without being thrown off', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(1), anyText), { maxLength: 40 }), (said) => {
      const { context, hears } = given()
      for (const [user, text] of said) hears(user, text)
      context.referee.finish()
      expect(context.measures.counts.frames).toBe(said.length)
    }),
    { seed: 9, numRuns: 400 },
  )
})

it.each([
  ['welcome', { you: {}, visit: 'v', state: 'idle', messages: [null, {}, 3] }],
  ['welcome', { you: {}, visit: 'v', state: 'idle', room: 'r', partner: 3 }],
  ['welcome', { you: {}, visit: 'v', state: 'idle', suspended: { until: 1e300 } }],
  ['matched', { room: 'r', partner: { username: 'a', gender: { toString: 1 } }, shared: [] }],
  ['matched', { room: 'r', partner, shared: [{ toString: 1 }] }],
  ['chat_ended', { reason: 'left', receipt: [[[[[[[[[[]]]]]]]]]] }],
  ['error', { code: 'suspended', until: 1e300 }],
  ['error', { code: 'not_chatting', id: 3 }],
])('does not understand %s with %j, and says so by its name', (type, fields) => {
  const { context, hears } = given()
  hears(0, JSON.stringify({ type, ...fields }))
  expect([...context.measures.errorNames]).toEqual([`frame: ${type} not understood`])
})
