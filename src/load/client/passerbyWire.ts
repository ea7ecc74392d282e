// Passerby's own wire: POST /join, a cookie, JSON frames.
import { Result } from 'effect'
import type { ServerFrame } from '../../events/frames.ts'
import { serverFrames } from '../../events/frames.ts'
import { headerOf } from './handshake.ts'
import type { JoinRefused, NotUnderstood, Wire } from './wire.ts'

/** Frames without fields never change, so they are built once. */
const fixed: Readonly<Record<string, string>> = {
  leave_chat: JSON.stringify({ type: 'leave_chat' }),
  find_match: JSON.stringify({ type: 'find_match' }),
}

/** The wire of a Passerby server that allows `origin`, such as http://127.0.0.1:3000. */
export const passerbyWire = (origin: string): Wire => {
  const joinHeaders = { 'Content-Type': 'application/json', Origin: origin }
  return {
    join: async ({ username, gender, seeks, interests }, send) => {
      const response = await send({
        method: 'POST',
        path: '/join',
        headers: joinHeaders,
        body: JSON.stringify({ username, gender, seeks, interests }),
      })
      if (Result.isFailure(response)) return refused(response.failure.code)
      const { status, head } = response.success
      if (status !== 201) return refused(String(status))
      const [cookie] = (headerOf(head, 'set-cookie') ?? '').split(';')
      return cookie ? Result.succeed(cookie) : refused('no cookie')
    },
    upgrade: (cookie, lastSeen) => ({
      target:
        lastSeen === null
          ? '/ws'
          : `/ws?room=${encodeURIComponent(lastSeen.room)}&after=${lastSeen.seq}`,
      headers: { Origin: origin, Cookie: cookie },
    }),
    greet: () => {},
    write: (frame) => {
      const known = fixed[frame.type]
      return known !== undefined && Object.keys(frame).length === 1 ? known : JSON.stringify(frame)
    },
    read: readFrame,
  }
}

const refused = (why: string) => Result.fail<JoinRefused>({ _tag: 'JoinRefused', why })

const notUnderstood = Result.fail<NotUnderstood>({ _tag: 'NotUnderstood' })

const readFrame: Wire['read'] = (text) => {
  let frame: unknown
  try {
    frame = JSON.parse(text)
  } catch {
    return notUnderstood
  }
  return isFrame(frame) ? Result.succeed(frame) : notUnderstood
}

const isFrame = (frame: unknown): frame is ServerFrame => {
  const isObject = typeof frame === 'object' && frame !== null && 'type' in frame
  if (!isObject) return false
  const { type } = frame as { readonly type: unknown }
  if (typeof type !== 'string' || !Object.hasOwn(serverFrames, type)) return false
  return (required[type as ServerFrame['type']] ?? []).every((name) => hasField(frame, name))
}

type FieldCheck = readonly [name: string, kind: 'string' | 'number' | 'object']

const hasField = (frame: object, [name, kind]: FieldCheck): boolean =>
  typeof (frame as Record<string, unknown>)[name] === kind

/**
 * The fields that the referee goes by: a whole decoding would cost as much as all the rest of
 * taking a frame does.
 */
const required: Partial<Record<ServerFrame['type'], readonly FieldCheck[]>> = {
  welcome: [
    ['you', 'object'],
    ['visit', 'string'],
    ['state', 'string'],
  ],
  matched: [
    ['room', 'string'],
    ['partner', 'object'],
    ['shared', 'object'],
  ],
  message: [
    ['room', 'string'],
    ['seq', 'number'],
    ['from', 'string'],
    ['text', 'string'],
  ],
  sent: [
    ['id', 'string'],
    ['seq', 'number'],
  ],
  waiting: [['since', 'number']],
  chat_ended: [['reason', 'string']],
  again: [['room', 'string']],
  pong: [['at', 'number']],
  error: [['code', 'string']],
}
