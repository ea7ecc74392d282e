// The bytes of a client's frame: what a glance at them tells, and the frame, cleaned and checked.
import { Result, Schema, SchemaIssue } from 'effect'
import type { Detail } from '../../events/errors.ts'
import { type ClientFrame, clientFrames, type ErrorCode } from '../../events/frames.ts'
import { clientIdCharactersMax, frameBytesMax, reportBytesMax } from '../../events/limits.ts'
import { cleanInterests, cleanMessage } from '../exchange/text.ts'

export const idOf = (frame: ClientFrame): string | null =>
  frame.type === 'send_message' ? frame.id : null

/**
 * What the first bytes of a frame say, if it is written as it should be: `type` first, then `id`,
 * then `after`.
 */
export interface Glance {
  /** '' where it does not come first. */
  readonly type: string
  /** Of the message that the frame says; null where it does not come second. */
  readonly id: string | null
  /** The id of the message that this one follows; null where it does not come third. */
  readonly after: string | null
}

/** Holds a type, and two ids of which every character is written as an escape. */
const glanceBytes = 1024

const textField = (name: string) => String.raw`\s*,\s*"${name}"\s*:\s*("(?:[^"\\]|\\.)*")`

const firstFields = new RegExp(
  String.raw`^\s*\{\s*"type"\s*:\s*"(\w*)"(?:${textField('id')}(?:${textField('after')})?)?`,
)

/** Reads the beginning of a frame, at the same cost however long it is. */
export const glance = (bytes: ArrayBuffer): Glance => {
  const beginning = Buffer.from(bytes, 0, Math.min(bytes.byteLength, glanceBytes)).toString()
  const [, type = '', id, after] = firstFields.exec(beginning) ?? []
  return type === 'send_message'
    ? { type, id: writtenId(id), after: writtenId(after) }
    : { type, id: null, after: null }
}

/** The id of a message wherever it stands in its frame: costs a parse of all of it. */
export const idIn = (bytes: ArrayBuffer): string | null => {
  if (bytes.byteLength > frameBytesMax) return null
  const fields = objectIn(Buffer.from(bytes).toString())
  return fields?.type === 'send_message' ? usableId(fields.id) : null
}

/** A frame that cannot be read; `id` is its own, where it has a usable one. */
export interface BadFrame {
  readonly code: ErrorCode
  readonly message: string
  readonly id: string | null
  /** What the code leaves open, of which field, and the bound that was passed. */
  readonly detail?: Detail<'bad_frame' | 'unavailable'> | undefined
  readonly field?: string | undefined
  readonly max?: number | undefined
}

/** A frame as a client sent it, cleaned and checked; `glanced` is the type that it seemed to be of. */
export const decodeFrame = (
  bytes: ArrayBuffer,
  isBinary: boolean,
  glanced: string,
): Result.Result<ClientFrame, BadFrame> => {
  if (isBinary) return bad('binary', 'A frame is JSON text; this one was binary.')
  const bytesMax = glanced === 'report' ? reportBytesMax : frameBytesMax
  if (bytes.byteLength > bytesMax) return tooLarge(bytesMax)
  const fields = objectIn(Buffer.from(bytes).toString())
  if (fields === null) return bad('not_an_object', 'A frame is one JSON object; this one was not.')
  const { type } = fields
  const decode = typeof type === 'string' ? decoders.get(type) : undefined
  if (decode !== undefined) {
    const result = decode(cleaned(fields))
    if (Result.isSuccess(result)) {
      return isSound(result.success) ? Result.succeed(result.success) : badId
    }
    return Result.fail({ ...faultOf(result.failure), id: usableId(fields.id) })
  }
  if (typeof type !== 'string')
    return bad(
      'no_type',
      'The field "type" must be a text that names the frame.',
      usableId(fields.id),
    )
  const message = `There is no such type of frame; there are ${[...decoders.keys()].join(', ')}.`
  return Result.fail({ code: 'unknown_type', message, id: usableId(fields.id) })
}

const decoders = new Map(
  Object.entries(clientFrames).map(([type, schema]) => [
    type,
    Schema.decodeUnknownResult(schema as Schema.Codec<ClientFrame, unknown>),
  ]),
)

const bad = (
  detail: Detail<'bad_frame'>,
  message: string,
  id: string | null = null,
): Result.Result<never, BadFrame> => Result.fail({ code: 'bad_frame', message, id, detail })

const tooLarge = (max: number): Result.Result<never, BadFrame> =>
  Result.fail({
    code: 'bad_frame',
    message: `Such a frame has at most ${max} bytes.`,
    id: null,
    detail: 'too_large',
    max,
  })

const badId: Result.Result<never, BadFrame> = Result.fail({
  code: 'bad_frame',
  message: 'The field "id" holds half a character.',
  id: null,
  detail: 'half_character',
  field: 'id',
})

/** What a JSON text stands for; undefined where it is none. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const objectIn = (text: string): Record<string, unknown> | null => {
  const value = parsed(text)
  return isObject(value) ? value : null
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The fields, with what people wrote in them cleaned; of the wrong kind they stay as they are. */
const cleaned = (fields: Record<string, unknown>): Record<string, unknown> => {
  const { type, text, interests } = fields
  if (type === 'report') return cleanedReport(fields)
  if (typeof text === 'string') return { ...fields, text: cleanMessage(text) }
  if (!Array.isArray(interests) || !interests.every((one) => typeof one === 'string')) return fields
  return { ...fields, interests: cleanInterests(interests) }
}

/** A page has what its visitor said as it was sent, and the room has it as it was cleaned. */
const cleanedReport = ({ note, transcript, ...fields }: Record<string, unknown>) => ({
  ...fields,
  ...(note !== undefined && { note: cleanedText(note) }),
  ...(transcript !== undefined && {
    transcript: Array.isArray(transcript) ? transcript.map(cleanedMessage) : transcript,
  }),
})

const cleanedMessage = (message: unknown): unknown =>
  isObject(message) ? { ...message, text: cleanedText(message.text) } : message

const cleanedText = (text: unknown): unknown =>
  typeof text === 'string' ? cleanMessage(text) : text

/** An id with half a surrogate pair would not come back from the log as it went in. */
const isSound = (frame: ClientFrame): boolean =>
  frame.type !== 'send_message' || frame.id.isWellFormed()

const usableId = (id: unknown): string | null =>
  typeof id === 'string' &&
  id !== '' &&
  (id.length <= clientIdCharactersMax || [...id].length <= clientIdCharactersMax) &&
  id.isWellFormed()
    ? id
    : null

/** The id that stands in a frame as this JSON text; null where none does. */
const writtenId = (json: string | undefined): string | null =>
  json === undefined ? null : usableId(parsed(json))

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

/** The first thing that is wrong, by field. */
const faultOf = ({ issue }: Schema.SchemaError): Omit<BadFrame, 'id'> => {
  const [first] = issuesOf(issue).issues
  const path = (first?.path ?? []).map(String).join('.')
  const said = first?.message ?? 'Unexpected value'
  const fault = { code: 'bad_frame', field: path } as const
  if (said === 'Missing key')
    return { ...fault, detail: 'missing', message: `The field "${path}" is missing.` }
  const wrong = `${said.charAt(0).toLowerCase()}${said.slice(1)}`
  return { ...fault, detail: 'wrong', message: `The field "${path}" is wrong: ${wrong}.` }
}
