// The bytes of nearly every frame: a message in printable ASCII, written as our clients write it.
import type { ClientFrame } from '../../events/frames.ts'
import { clientIdCharactersMax, messageCharactersMax } from '../../events/limits.ts'

export type PlainMessage = Extract<ClientFrame, { type: 'send_message' }>

const beginning = Buffer.from('{"type":"send_message","id":"')
const afterFollows = Buffer.from('","after":"')
const textFollows = Buffer.from('","text":"')
const ending = Buffer.from('"}')

const bytesMax =
  beginning.length +
  2 * clientIdCharactersMax +
  afterFollows.length +
  textFollows.length +
  messageCharactersMax +
  ending.length

/**
 * The frame, if it says a message with nothing in it to be unescaped, cleaned or refused: what a
 * parse, a cleaning and a check would give, at a tenth of their cost. Null: any other frame.
 */
export const plainMessage = (frame: ArrayBuffer): PlainMessage | null => {
  if (frame.byteLength > bytesMax) return null
  const bytes = Buffer.from(frame)
  if (!standsAt(beginning, bytes, 0)) return null
  const idAt = beginning.length
  const idEnd = plainUntil(bytes, idAt, clientIdCharactersMax)
  let [afterAt, afterEnd] = [idEnd, idEnd]
  if (standsAt(afterFollows, bytes, idEnd)) {
    afterAt = idEnd + afterFollows.length
    afterEnd = plainUntil(bytes, afterAt, clientIdCharactersMax)
    if (afterEnd === afterAt) return null
  }
  const textAt = afterEnd + textFollows.length
  const textEnd = plainUntil(bytes, textAt, messageCharactersMax)
  const isOne =
    idEnd > idAt &&
    standsAt(textFollows, bytes, afterEnd) &&
    standsAt(ending, bytes, textEnd) &&
    textEnd + ending.length === bytes.length &&
    isSeen(bytes, textAt, textEnd)
  if (!isOne) return null
  const id = bytes.toString('latin1', idAt, idEnd)
  const text = bytes.toString('latin1', textAt, textEnd)
  return afterEnd === idEnd
    ? { type: 'send_message', id, text }
    : { type: 'send_message', id, after: bytes.toString('latin1', afterAt, afterEnd), text }
}

const standsAt = (wanted: Uint8Array, bytes: Uint8Array, at: number): boolean => {
  for (let n = 0; n < wanted.length; n += 1) if (bytes[at + n] !== wanted[n]) return false
  return true
}

/** Where the plain characters from `at` on end, of which at most `max` are looked at. */
const plainUntil = (bytes: Uint8Array, at: number, max: number): number => {
  const end = Math.min(bytes.length, at + max)
  for (let n = at; n < end; n += 1) if (!isPlain(bytes[n] ?? 0)) return n
  return end
}

const [space, quote, backslash, tilde] = [0x20, 0x22, 0x5c, 0x7e]

/** Whether a character stands for itself in JSON. */
const isPlain = (byte: number): boolean =>
  byte >= space && byte <= tilde && byte !== quote && byte !== backslash

/** Whether anything shows. */
const isSeen = (bytes: Uint8Array, from: number, end: number): boolean => {
  for (let n = from; n < end; n += 1) if (bytes[n] !== space) return true
  return false
}
