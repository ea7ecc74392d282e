// Why there is no connection: which reason is told, and for how long.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connectionLoss } from '../../../../web/session/context.ts'
import { backoffBefore, connectingMs } from '../../../../web/session/delays.ts'
import type { SocketEvent } from '../../../../web/session/events.ts'
import {
  betterReason,
  disconnectReasons,
  type LineAnswer,
} from '../../../../web/session/line/disconnectReason.ts'
import { chattingIn, openTestChat, openTestClient } from '../testClient.ts'

const closed = (code: number): SocketEvent => ({ type: 'disconnected', code })
const refused = (line: LineAnswer): SocketEvent => ({ type: 'disconnected', code: 1006, line })

const loss = (page: ReturnType<typeof openTestChat>) => connectionLoss(page.context())

describe('a reason', () => {
  it.each([
    [closed(1006), 'lost'],
    [closed(1012), 'restart'],
    [closed(4003), 'slow'],
    [closed(4029), 'flood'],
    [refused({ error: 'rate_limited', detail: 'address', retry_after: 3 }), 'address'],
    [refused({ error: 'rate_limited', detail: 'visit', retry_after: 3 }), 'visit'],
    [refused({ error: 'rate_limited', detail: 'sockets', retry_after: 3 }), 'sockets'],
    [refused({ error: 'bad_origin', detail: 'not_named' }), 'not_named'],
    [refused({ error: 'bad_origin', detail: 'other_scheme' }), 'other_scheme'],
    [refused({ error: 'bad_origin', detail: 'other_host' }), 'other_host'],
    [refused({ error: 'bad_origin', detail: 'not_ours' }), 'not_named'],
    [refused({ error: 'full', retry_after: 60 }), 'full'],
    [refused({ error: 'starting', retry_after: 2 }), 'starting'],
    [refused({ error: 'unavailable', detail: 'storing' }), 'storing'],
    [refused({ error: 'unavailable', detail: 'stopping' }), 'restart'],
    [refused({ error: 'repeated_header' }), 'refused'],
  ] as const)('is told as it is known: %j is %s', (event, reason) => {
    expect(loss(openTestChat().hears(event))).toBe(reason)
  })

  it('is a proxy without WebSocket only once it happened twice in a row', () => {
    const once = openTestChat().hears(refused({ ok: true }))
    expect(loss(once)).toBe('lost')
    expect(loss(once.hears(refused({ ok: true })))).toBe('no_websocket')
    const between = openTestChat().hears(refused({ ok: true }), closed(1006), refused({ ok: true }))
    expect(loss(between)).toBe('lost')
  })

  it('is asked for, too, where the upgrade is never answered', () => {
    const page = openTestClient()
    page.commands()
    expect(page.rests(connectingMs).commands()).toEqual([{ type: 'giveUp' }])
    expect(loss(page.hears(refused({ ok: true })))).toBe('lost')
    page.rests(backoffBefore(1, 0) + connectingMs)
    expect(page.commands().at(-1)).toEqual({ type: 'giveUp' })
    expect(loss(page.hears(refused({ ok: true })))).toBe('no_websocket')
  })

  it('stays while nothing better is known, through attempts that fail without a word', () => {
    const page = openTestChat().hears(closed(1012), closed(1006))
    expect(loss(page)).toBe('restart')
    expect(loss(page.rests(60_000).hears(closed(1006)))).toBe('restart')
    expect(loss(page.hears(refused({ error: 'starting' })))).toBe('starting')
    const offline = openTestChat().does({ type: 'offline' }).hears(closed(1006))
    expect(loss(offline.rests(60_000).hears(closed(1006)))).toBe('offline')
  })

  it('is over when the connection is back, and `offline` as soon as the machine is online', () => {
    const page = openTestChat().does({ type: 'offline' })
    expect(loss(page.does({ type: 'online' }))).toBe('lost')
    page.hears(closed(1012))
    expect(loss(page)).toBe('restart')
    page.rests(60_000).does({ type: 'reconnect' }).hears(chattingIn('r1'))
    expect(loss(page)).toBe(null)
    expect(loss(page.hears(closed(1006)))).toBe('lost')
  })

  it('never gives way to one that is worse informed', () => {
    const reason = fc.constantFrom(...disconnectReasons)
    // In the order of how well they are informed; equals stand together.
    const classes = [
      ['lost', 'work', 'longWork'],
      ['no_websocket'],
      ['restart', 'slow', 'flood'],
      disconnectReasons.slice(disconnectReasons.indexOf('address'), -1),
      ['offline'],
    ]
    const rank = (of: string) => classes.findIndex((one) => (one as readonly string[]).includes(of))
    expect(disconnectReasons.map(rank)).not.toContain(-1)
    fc.assert(
      fc.property(fc.array(reason, { minLength: 1 }), (learnt) => {
        const told = learnt.reduce(betterReason)
        expect(rank(told)).toBe(Math.max(...learnt.map(rank)))
        // Of those that know as much, the last one counts.
        expect(told).toBe(learnt.findLast((one) => rank(one) === rank(told)))
      }),
      { seed: 5 },
    )
  })
})
