// Messages by the clients' ids, and copies that go their own ways.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ActorSystem } from '../../src/actors/engine/actorSystem.ts'
import { refusalOf } from '../../src/actors/engine/refusal.ts'
import { Ledger } from '../../src/actors/ledger.ts'
import { roomMessagesMax } from '../../src/actors/room.ts'
import type { LogEvent } from '../../src/events/event.ts'
import type { MemberNumber } from '../../src/events/fields.ts'

const said = (text: string, at = 0) => ({ room: 'r1', text, at })

describe('a ledger', () => {
  it('keeps the same id of two members apart', () => {
    const ledger = new Ledger()
    ledger.add(1, '1', said('hello', 10))
    expect(ledger.find(2, '1')).toBeUndefined()
    ledger.add(2, '1', said('hi', 20))
    expect(ledger.find(1, '1')).toMatchObject({ seq: 1, at: 10 })
    expect(ledger.find(2, '1')).toMatchObject({ seq: 2, at: 20 })
  })

  it('ends a chain that anybody who knows the words in order can make', () => {
    const hashed = (text: string) => createHash('sha256').update(text, 'utf8').digest('base64url')
    const ledger = new Ledger()
    const start = hashed('r1')
    expect(ledger.chain('r1')).toBe(start)
    ledger.add(1, '1', said('hello, Zoë 🙂'))
    const copy = ledger.copy()
    ledger.add(2, '1', said('hi'))
    const first = hashed(`${start} 1 1 hello, Zoë 🙂`)
    expect(copy.chain('r1')).toBe(first)
    expect(ledger.chain('r1')).toBe(hashed(`${first} 2 2 hi`))
    expect(JSON.stringify(ledger)).toBe('{"messages":2}')
  })

  it('and its copies know what each of them was told, however they go on', () => {
    const members = [1, 2] as const satisfies readonly MemberNumber[]
    const ids = Array.from({ length: 20 }, (_, index) => `${index}`)
    const message = fc.record({
      member: fc.constantFrom(...members),
      id: fc.constantFrom(...ids),
    })
    const step = fc.record({ which: fc.nat(), message, copies: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const all = [{ ledger: new Ledger(), known: new Map<string, number>() }]
        for (const { which, message, copies } of steps) {
          const { ledger, known } = all[which % all.length] as (typeof all)[number]
          if (copies) all.push({ ledger: ledger.copy(), known: new Map(known) })
          const { member, id } = message
          if (known.has(`${member} ${id}`)) continue
          known.set(`${member} ${id}`, known.size + 1)
          ledger.add(member, id, said(id))
        }
        for (const { ledger, known } of all) {
          expect(ledger.size).toBe(known.size)
          for (const member of members) {
            for (const id of ids) {
              expect(ledger.find(member, id)?.seq).toBe(known.get(`${member} ${id}`))
            }
          }
        }
      }),
    )
  })
})

it('takes from a log what was taken, though a room may hold less by now', () => {
  const actorSystem = new ActorSystem()
  const fold = (seq: number, type: string, data: object) =>
    actorSystem.fold({ seq, turn: seq, cause: null, at: seq, actor: 'r1', type, data } as LogEvent)
  fold(1, 'room.opened', { members: ['ann', 'bea'] })
  const count = roomMessagesMax + 1
  for (let index = 1; index <= count; index++) {
    fold(1 + index, 'room.send_message', { by: 'ann', id: `${index}`, text: 'hello' })
  }
  expect(actorSystem.room('r1')?.ledger.size).toBe(count)
  const data = { by: 'ann', id: 'one more', text: 'hello' }
  const command = { actor: 'r1', type: 'room.send_message', data } as const
  expect(refusalOf(actorSystem, command, count)).toMatchObject({
    code: 'room_full',
    max: roomMessagesMax,
  })
})
