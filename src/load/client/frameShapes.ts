// Whether a text from the server is a frame, in all that visitors and the referee go by: its own
// checks, since a whole decoding would cost as much as all the rest of taking a frame does.
import { Result } from 'effect'
import { type ServerFrame, serverFrames } from '../../events/frames.ts'
import type { NotUnderstood } from './wire.ts'

/** Gives the frame; what else came, by its type where that is one of the wire's. */
export const readServerFrame = (text: string): Result.Result<ServerFrame, NotUnderstood> => {
  let frame: unknown
  try {
    frame = JSON.parse(text)
  } catch {
    return notUnderstood(null)
  }
  if (!isFields(frame) || typeof frame.type !== 'string') return notUnderstood(null)
  const { type } = frame
  if (!Object.hasOwn(serverFrames, type)) return notUnderstood(null)
  return (shapes[type as ServerFrame['type']] ?? isFields)(frame)
    ? Result.succeed(frame as ServerFrame)
    : notUnderstood(type)
}

const notUnderstood = (type: string | null) =>
  Result.fail<NotUnderstood>({ _tag: 'NotUnderstood', type })

type Fields = Readonly<Record<string, unknown>>
type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isNumber: Check = (value) => typeof value === 'number'

/** JavaScript's dates end there, in ms of Unix time. */
const isTime: Check = (value) => typeof value === 'number' && Math.abs(value) <= 8.64e15

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isOptional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)

const isList =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)

/** An object in which each of these is as it has to be, whatever else it has. */
const hasShape = (checks: Readonly<Record<string, Check>>) => {
  const named = Object.entries(checks)
  return (value: unknown): boolean =>
    isFields(value) && named.every(([name, check]) => check(value[name]))
}

/** What no frame of the wire's comes near to, and whoever reads one by its parts could not bear. */
const depthMax = 8

const isShallow = (value: unknown, depth = 0): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth < depthMax && Object.values(value).every((part) => isShallow(part, depth + 1)))

const message = { room: isText, seq: isNumber, from: isText, text: isText, at: isNumber }
const isMessage = hasShape({ ...message, id: isOptional(isText) })
const isPartner = hasShape({ username: isText, gender: isText })

const isWelcome = hasShape({
  ...{ you: isFields, visit: isText, state: isText },
  room: isOptional(isText),
  partner: isOptional(isPartner),
  messages: isOptional(isList(isMessage)),
  suspended: isOptional(hasShape({ until: isTime })),
})

const isMatched = hasShape({ room: isText, partner: isPartner, shared: isList(isText) })

const isEnd = hasShape({ reason: isText })

const shapes: Partial<Record<ServerFrame['type'], Check>> = {
  welcome: (frame) => isWelcome(frame) && isShallow(frame),
  matched: (frame) => isMatched(frame) && isShallow(frame),
  message: hasShape(message),
  sent: hasShape({ id: isText, seq: isNumber, at: isNumber }),
  waiting: hasShape({ since: isNumber }),
  partner_away: hasShape({ until: isTime }),
  chat_ended: (frame) => isEnd(frame) && isShallow(frame),
  blocked: hasShape({ room: isText }),
  reported: hasShape({ room: isText }),
  again: hasShape({ room: isText }),
  pong: hasShape({ at: isNumber }),
  error: hasShape({ code: isText, id: isOptional(isText), until: isOptional(isTime) }),
}
