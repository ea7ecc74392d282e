// A chart takes the steps that XState's own interpreter takes.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AnyActorLogic, type AnyStateMachine, assign, createActor, setup } from 'xstate'
import type { Outcome } from '../../src/actors/effect.ts'
import { CompiledMachine } from '../../src/actors/engine/compiledMachine.ts'
import { matchmaker } from '../../src/actors/matchmaker.ts'
import { room } from '../../src/actors/room.ts'
import { session } from '../../src/actors/session.ts'

const ids = { session: () => 's', room: () => 'r' }
const who = fc.constantFrom('a', 'b', 'c')
const rooms = fc.constantFrom('r', 'q')
const moment = fc.integer({ min: 0, max: 9 })
const person = fc.record({ id: who, day: fc.constantFrom('1970-01-01', '1970-01-02') })
const day = fc.constantFrom('1970-01-01', '1970-01-02')
const profile = { username: 'Ann', bio: '', gender: 'other' }

const of = (type: string, fields: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc.record({ type: fc.constant(type), at: moment, ...fields })

const cases: { machine: AnyStateMachine; input: object; event: fc.Arbitrary<{ type: string }> }[] =
  [
    {
      machine: session,
      input: { id: 'a', gender: 'other', seeks: 'anyone', until: 3, interests: ['tea'] },
      event: fc.oneof(
        ...['connect', 'expired', 'left', 'leave_chat', 'unheard_of'].map((type) => of(type)),
        ...['disconnect', 'restart'].map((type) => of(type, { until: moment })),
        ...['find_match', 'find_match'].map((type) => of(type, { relaxAt: moment })),
        of('matched', {
          room: rooms,
          partner: who,
          person,
          member: fc.constantFrom(1, 2),
          profile: fc.constant(profile),
          shared: fc.constant([]),
        }),
        ...['block', 'reported', 'reported'].map((type) =>
          of(type, { room: rooms, proven: fc.boolean() }),
        ),
        of('suspended', { until: moment, by: fc.constantFrom('reports', 'moderator') }),
        of('warned'),
        of('chat_ended', { room: rooms, reason: fc.constant('left') }),
        of('chat_ended', { room: rooms, reason: fc.constant('left'), againUntil: moment }),
        of('leave_chat', { againUntil: moment }),
        ...['again', 'again'].map((type) => of(type, { room: rooms })),
        of('forget'),
      ),
    },
    {
      machine: room,
      input: { id: 'r', members: ['a', 'b'] },
      event: fc.oneof(
        ...['away', 'away'].map((type) => of(type, { by: who, until: moment })),
        ...['back', 'back'].map((type) => of(type, { by: who })),
        of('send_message', {
          by: who,
          id: fc.constantFrom('1', '2', '3'),
          text: fc.constant('hi'),
        }),
        of('leave_chat', { by: who, reason: fc.constant('left') }),
        of('leave_chat', { by: who, reason: fc.constant('left'), blocks: fc.constant(true) }),
      ),
    },
    {
      machine: matchmaker,
      input: {},
      event: fc.oneof(
        of('find_match', {
          session: who,
          person,
          interests: fc.constantFrom([], ['tea']),
          gender: fc.constant('other'),
          seeks: fc.constantFrom('anyone', 'male'),
          since: moment,
          relaxAt: moment,
          avoid: fc.constant(null),
          blocks: fc.constant([]),
        }),
        ...['leave_chat', 'relax'].map((type) => of(type, { session: who })),
        of('matched', { room: rooms, members: fc.constantFrom(['a', 'b'], ['b', 'c']) }),
        ...['again', 'again'].map((type) =>
          of(type, {
            session: who,
            interests: fc.constant([]),
            gender: fc.constant('other'),
            seeks: fc.constantFrom('anyone', 'male'),
            room: rooms,
            partner: who,
            blocks: fc.constant([]),
          }),
        ),
        of('withdraw', { session: who }),
        of('closed', { room: rooms }),
        of('faulted', { actor: fc.oneof(who, rooms) }),
        of('day_began', { day, until: moment }),
        of('day_ended', { day }),
        of('blocked', { person, other: person }),
        ...['cooled_down', 'suspended'].map((type) => of(type, { person, until: moment })),
        of('reported', {
          ...{ session: who, partner: who, room: rooms, person, other: person, place: who },
          ...{ counted: fc.boolean(), report: who, until: moment },
        }),
        of('report_closed', { report: who, why: fc.constantFrom('expired', 'displaced') }),
        of('decided', {
          ...{ report: who, person, until: moment, sessions: fc.constant(['a']) },
          decision: fc.constantFrom('dismiss', 'warn', 'suspend'),
        }),
      ),
    },
  ]

/** An actor's state as data, its tables included. */
const stateOf = (actor: { getSnapshot: () => unknown }) => {
  const { status, value, context } = actor.getSnapshot() as Record<string, unknown>
  const plain = (_: string, part: unknown) => (part instanceof Map ? [...part] : part)
  return JSON.parse(JSON.stringify({ status, value, context }, plain))
}

/** What the actor says when it begins, and after each event whether it took it and where it is. */
const lived = (logic: AnyActorLogic, input: object, events: readonly { type: string }[]) => {
  const begun: Outcome[] = []
  const actor = createActor(logic, { input: { ...input, collector: { ids, outcomes: begun } } })
  actor.start()
  return [
    { begun, is: stateOf(actor) },
    ...events.flatMap((event) => {
      // Whoever is over takes nothing, and XState warns of each attempt.
      if (actor.getSnapshot().status !== 'active') return []
      const outcomes: Outcome[] = []
      actor.send({ ...event, collector: { ids, outcomes } } as typeof event)
      return [{ event, outcomes, is: stateOf(actor) }]
    }),
  ]
}

describe('a chart', () => {
  for (const { machine, input, event } of cases) {
    it(`of a ${machine.id} goes where XState goes, and says what it says`, () => {
      fc.assert(
        fc.property(fc.array(event, { maxLength: 40, size: 'max' }), (events) => {
          const chart = new CompiledMachine(machine)
          expect(lived(chart.logic, input, events)).toEqual(lived(machine, input, events))
        }),
        { numRuns: 300, seed: 20_240_501 },
      )
    })

    it(`of a ${machine.id} takes what XState says it can`, () => {
      fc.assert(
        fc.property(fc.array(event, { maxLength: 40, size: 'max' }), (events) => {
          const chart = new CompiledMachine(machine)
          const actor = createActor(machine, { input }).start()
          for (const next of events) {
            const snapshot = actor.getSnapshot()
            expect(chart.chosen(snapshot, next).length > 0).toBe(snapshot.can(next))
            if (snapshot.status === 'active') actor.send(next)
          }
        }),
        { numRuns: 100, seed: 20_240_501 },
      )
    })
  }

  const kit = setup({
    types: { context: {} as { n: number }, events: {} as { type: 'go' } },
    actions: { act: () => {}, byField: assign({ n: ({ context }) => context.n + 1 }) },
  })
  const context = { n: 0 }

  it.each([
    ['eventless transitions', kit.createMachine({ context, always: { actions: 'act' } })],
    ['actions of a state', kit.createMachine({ context, exit: 'act' })],
    ['delays', kit.createMachine({ context, after: { 10: { actions: 'act' } } })],
    ['a wildcard', kit.createMachine({ context, on: { '*': { actions: 'act' } } })],
    ['does nothing', kit.createMachine({ context, on: { go: {} } })],
    [
      'no plain function',
      kit.createMachine({ context, on: { go: { guard: () => true, actions: 'act' } } }),
    ],
    ['field by field', kit.createMachine({ context, on: { go: { actions: 'byField' } } })],
    ['no action', kit.createMachine({ context, on: { go: { actions: () => {} } } })],
  ])('is not made of a machine with more to it: %s', (what, machine) => {
    expect(() => new CompiledMachine(machine)).toThrow(what)
  })

  it('asks its guards once of an event that it is asked for and then takes', () => {
    let asked = 0
    const guarded = setup({
      types: { context: {} as { n: number }, events: {} as { type: 'go' } },
      guards: { isLow: ({ context: { n } }) => ++asked > 0 && n < 3 },
      actions: { count: assign(({ context: { n } }) => ({ n: n + 1 })) },
    }).createMachine({ context, on: { go: { guard: 'isLow', actions: 'count' } } })
    const chart = new CompiledMachine(guarded)
    const actor = createActor(chart.logic).start()
    // The first time, XState is asked as well.
    actor.send({ type: 'go' })
    asked = 0
    const event = { type: 'go' }
    expect(chart.chosen(actor.getSnapshot(), event)).toHaveLength(1)
    actor.send(event)
    expect(asked).toBe(1)
    // The same event once more, as it stands by then.
    actor.send(event)
    actor.send(event)
    expect(actor.getSnapshot().context).toEqual({ n: 3 })
    expect(asked).toBe(3)
  })

  it('refuses two transitions of which one would leave the state of the other', () => {
    const machine = kit.createMachine({
      context,
      type: 'parallel',
      states: {
        one: { initial: 'a', states: { a: { on: { go: { target: '#end', actions: 'act' } } } } },
        two: { initial: 'b', states: { b: { on: { go: { actions: 'act' } } } } },
        end: { id: 'end' },
      },
    })
    const actor = createActor(new CompiledMachine(machine).logic).start()
    actor.subscribe({ error: () => {} })
    actor.send({ type: 'go' })
    expect(actor.getSnapshot()).toMatchObject({ status: 'error' })
  })
})
