// What differs between two states, field by field.

/** A field that is not as it was; what is missing on one side is left out. */
export interface Change {
  /** The names of the fields that lead to it. */
  readonly path: readonly string[]
  readonly kind: 'added' | 'changed' | 'removed'
  readonly before?: unknown
  readonly after?: unknown
}

/**
 * The differences between two JSON values. An object that is on both sides is entered; so is an
 * array, unless arrays are to be taken as wholes.
 */
export const diff = (
  before: unknown,
  after: unknown,
  arrays: 'entered' | 'whole' = 'entered',
): Change[] => {
  const fieldsOf = (value: unknown): JsonObject | null =>
    typeof value !== 'object' || value === null || (arrays === 'whole' && Array.isArray(value))
      ? null
      : (value as JsonObject)

  const changesAt = (path: readonly string[], one: unknown, other: unknown): Change[] => {
    const [fields, otherFields] = [fieldsOf(one), fieldsOf(other)]
    if (fields === null || otherFields === null || Array.isArray(one) !== Array.isArray(other)) {
      return isSame(one, other) ? [] : [changeOf(path, one, other)]
    }
    const names = new Set([...Object.keys(fields), ...Object.keys(otherFields)])
    return [...names].flatMap((name) => changesAt([...path, name], fields[name], otherFields[name]))
  }
  return changesAt([], before, after)
}

type JsonObject = Readonly<Record<string, unknown>>

/** Of values that are not entered: arrays are the same if they read the same. */
const isSame = (one: unknown, other: unknown): boolean =>
  Array.isArray(one) && Array.isArray(other)
    ? JSON.stringify(one) === JSON.stringify(other)
    : Object.is(one, other)

const changeOf = (path: readonly string[], before: unknown, after: unknown): Change => {
  if (before === undefined) return { path, kind: 'added', after }
  if (after === undefined) return { path, kind: 'removed', before }
  return { path, kind: 'changed', before, after }
}
