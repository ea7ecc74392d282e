// Which fields of an event people wrote, and what stands in their place in the log.
import { SchemaAST } from 'effect'
import { type EventType, type LogEvent, shapes } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'

/** An event's data, seen as plain fields. */
export type Fields = Readonly<Record<string, unknown>>

type Eraser = (value: unknown) => unknown

interface Words {
  /** The fields that people wrote, each with what erases it. */
  readonly erasers: readonly (readonly [field: string, erase: Eraser])[]
  /** The field that names the actor whose key seals them; null: the event's own actor. */
  readonly sealedBy: string | null
}

/** The event types that carry people's words. */
const wordsOf = new Map<EventType, Words>()

const alreadyRedacted = /^\[erased, \d+ chars\]$/

/**
 * What stands in the log where `text` was; characters are counted as code points. What reads so
 * already stays: a log that was erased is read, folded and written again.
 */
export const redacted = (text: string): string => {
  if (alreadyRedacted.test(text)) return text
  let characters = text.length
  for (let at = 1; at < text.length; at++) {
    const low = text.charCodeAt(at)
    const high = text.charCodeAt(at - 1)
    if (low >= 0xdc00 && low <= 0xdfff && high >= 0xd800 && high <= 0xdbff) characters--
  }
  return `[erased, ${characters} chars]`
}

/** The actor whose key seals this event's words; null for an event that carries none. */
export const sealerOf = (event: LogEvent): ActorId | null => {
  const words = wordsOf.get(event.type)
  if (words === undefined) return null
  if (words.sealedBy === null) return event.actor
  return (event.data as Fields)[words.sealedBy] as ActorId
}

/** The fields of the event that people wrote, as they are. */
export const personalOf = (event: LogEvent): Fields => {
  const data = event.data as Fields
  const personal: Record<string, unknown> = {}
  for (const [field] of wordsOf.get(event.type)?.erasers ?? []) {
    if (data[field] !== undefined) personal[field] = data[field]
  }
  return personal
}

/** The event's data with `[erased, N chars]` wherever people wrote something. */
export const redactedDataOf = (event: LogEvent): Fields => {
  const data: Record<string, unknown> = { ...event.data }
  for (const [field, erase] of wordsOf.get(event.type)?.erasers ?? []) {
    if (data[field] !== undefined) data[field] = erase(data[field])
  }
  return data
}

/** Erases free text only: `gender` inside a profile is one of a closed set and stays. */
const eraserOf = (ast: SchemaAST.AST): Eraser => {
  if (SchemaAST.isString(ast)) return (value) => redacted(value as string)
  if (SchemaAST.isArrays(ast)) {
    const erase = eraserOf(ast.rest[0] as SchemaAST.AST)
    return (value) => (value as readonly unknown[]).map(erase)
  }
  if (SchemaAST.isObjects(ast)) {
    const erasers = ast.propertySignatures.map(({ name, type }) => [name, eraserOf(type)] as const)
    return (value) =>
      Object.fromEntries(erasers.map(([name, erase]) => [name, erase((value as never)[name])]))
  }
  return (value) => value
}

for (const [type, { schema, personal, sealedBy }] of shapes) {
  if (personal.length === 0) continue
  const { propertySignatures } = schema.ast as SchemaAST.Objects
  const erasers = propertySignatures
    .filter(({ name }) => personal.includes(name as string))
    .map(({ name, type: field }) => [name as string, eraserOf(field)] as const)
  wordsOf.set(type, { erasers, sealedBy })
}
