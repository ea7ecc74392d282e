// An actor's state as data, without anything that people wrote.
import type { AnyMachineSnapshot } from 'xstate'

/** The state value and the context, less `words` and what is null. */
export type PublicState = Readonly<Record<string, unknown>> & { readonly value: unknown }

export const publicStateOf = (snapshot: AnyMachineSnapshot): PublicState =>
  portrayed(snapshot, (field, part) => field !== 'words' && field !== 'id' && part !== null)

/** The portrait as the log is told it: as JSON, without what never changes and what is empty. */
export const checkedStateOf = (snapshot: AnyMachineSnapshot): string =>
  JSON.stringify(portrayed(snapshot, (field, part) => !untold.has(field) && !isEmpty(part)))

/** What never changes in an actor's life stands in the event that it began with. */
const untold: ReadonlySet<string> = new Set(['words', 'id', 'cells', 'gender'])

const portrayed = (
  { value, context }: AnyMachineSnapshot,
  isShown: (field: string, part: unknown) => boolean,
): PublicState => {
  const portrait: Record<string, unknown> & { value: unknown } = { value }
  for (const field in context) {
    const part: unknown = context[field]
    if (isShown(field, part)) portrait[field] = part
  }
  return portrait
}

/** True for null, and for what has nothing in it; a table knows itself what it shows. */
const isEmpty = (part: unknown): boolean => {
  if (part === null) return true
  if (typeof part !== 'object' || 'toJSON' in part) return false
  for (const _ in part) return false
  return true
}
