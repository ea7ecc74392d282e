// Passerby's own wire: POST /join, a cookie, JSON frames.
import type { ServerFrame } from '../../events/frames.ts'
import { serverFrames } from '../../events/frames.ts'
import { headerOf } from './handshake.ts'
import type { Wire } from './wire.ts'

/** Frames without fields never change, so they are built once. */
const fixed: Readonly<Record<string, string>> = {
  leave_chat: JSON.stringify({ type: 'leave_chat' }),
  find_match: JSON.stringify({ type: 'find_match' }),
}

/** The wire of a Passerby server that allows `origin`, such as http://127.0.0.1:3000. */
export const passerbyWire = (origin: string): Wire => ({
  join: async ({ username, gender, seeks, interests }, ask) => {
    const answer = await ask({
      method: 'POST',
      path: '/join',
      headers: `Content-Type: application/json\r\nOrigin: ${origin}\r\n`,
      body: JSON.stringify({ username, gender, seeks, interests }),
    })
    if ('failed' in answer) return { refused: answer.failed }
    if (answer.status !== 201) return { refused: String(answer.status) }
    const cookie = headerOf(answer.head, 'set-cookie')?.split(';')[0]
    return cookie ?? { refused: 'no cookie' }
  },
  upgrade: (pass, resume) => ({
    target:
      resume === null ? '/ws' : `/ws?room=${encodeURIComponent(resume.room)}&after=${resume.after}`,
    headers: `Origin: ${origin}\r\nCookie: ${pass}\r\n`,
  }),
  greet: () => {},
  write: (frame) => {
    const known = fixed[frame.type]
    return known !== undefined && Object.keys(frame).length === 1 ? known : JSON.stringify(frame)
  },
  read: (text) => {
    let frame: unknown
    try {
      frame = JSON.parse(text)
    } catch {
      return undefined
    }
    return isFrame(frame) ? frame : undefined
  },
})

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
  chat_ended: [['reason', 'string']],
  error: [['code', 'string']],
}
