// Which fields of an event people wrote, and what stands in their place in the log.
import { SchemaAST } from 'effect'
import { type EventType, type LogEvent, type Owner, shapes } from '../../events/event.ts'

/** An event's data, seen as plain fields. */
export type Fields = Readonly<Record<string, unknown>>

type Eraser = (value: unknown, erase: (text: string) => string) => unknown

interface Words {
  /** The fields that people wrote, each with what erases it. */
  readonly erasers: readonly (readonly [field: string, erase: Eraser])[]
  /** The field that names whose key seals them; null: the event's own actor's does. */
  readonly sealedBy: string | null
}

/** The event types that carry people's words. */
const wordsOf = new Map<EventType, Words>()

/** What stands in the log where `text` was; characters are counted as code points. */
export const redacted = (text: string): string => {
  let characters = text.length
  for (let at = 1; at < text.length; at++) {
    const low = text.charCodeAt(at)
    const high = text.charCodeAt(at - 1)
    if (low >= 0xdc00 && low <= 0xdfff && high >= 0xd800 && high <= 0xdbff) characters--
  }
  return `[erased, ${characters} chars]`
}

/** Whose key seals this event's words; null for an event that carries none. */
export const sealerOf = (event: LogEvent): Owner | null => {
  const words = wordsOf.get(event.type)
  if (words === undefined) return null
  if (words.sealedBy === null) return event.actor
  return ((event.data as Fields)[words.sealedBy] as Owner | undefined) ?? null
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

/**
 * The event's data with `[erased, N chars]` wherever people wrote something; as they are if the
 * event is marked as redacted. What a text reads like tells nothing: people write what they like.
 */
export const redactedDataOf = (event: LogEvent): Fields =>
  event.redacted || !wordsOf.has(event.type) ? event.data : erased(event, redacted)

/** The event as it reads without the key of its words, and marked so if it has any. */
export const redactedEvent = (event: LogEvent): LogEvent => {
  if (event.redacted || !wordsOf.has(event.type)) return event
  const without = { ...event, data: redactedDataOf(event) } as LogEvent
  return sealerOf(event) === null ? without : marked(without)
}

/** The same for an event of a file that says so itself, and may lie: nothing else is let through. */
export const claimedRedacted = (event: LogEvent): LogEvent =>
  wordsOf.has(event.type) ? marked({ ...event, data: erased(event, unlessRedacted) }) : event

const marked = (event: object): LogEvent => ({ ...event, redacted: true }) as LogEvent

const unlessRedacted = (text: string): string =>
  /^\[erased, \d+ chars\]$/.test(text) ? text : redacted(text)

const erased = (event: LogEvent, erase: (text: string) => string): Fields => {
  const data: Record<string, unknown> = { ...event.data }
  for (const [field, eraser] of wordsOf.get(event.type)?.erasers ?? []) {
    if (data[field] !== undefined) data[field] = eraser(data[field], erase)
  }
  return data
}

/** Erases free text only: `gender` inside a profile is one of a closed set and stays. */
const eraserOf = (ast: SchemaAST.AST): Eraser => {
  if (SchemaAST.isString(ast)) return (value, erase) => erase(value as string)
  if (SchemaAST.isArrays(ast)) {
    const eraser = eraserOf(ast.rest[0] as SchemaAST.AST)
    return (value, erase) => (value as readonly unknown[]).map((one) => eraser(one, erase))
  }
  if (SchemaAST.isObjects(ast)) {
    const erasers = ast.propertySignatures.map(({ name, type }) => [name, eraserOf(type)] as const)
    return (value, erase) =>
      Object.fromEntries(
        erasers.map(([name, eraser]) => [name, eraser((value as never)[name], erase)]),
      )
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
