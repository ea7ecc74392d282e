// What differs between two states, field by field.

/** A field that is not as it was; what is missing on one side is left out. */
export interface Change {
  /** The names of the fields that lead to it. */
  readonly path: readonly string[]
  readonly kind: 'added' | 'changed' | 'removed'
  readonly before?: unknown
  readonly after?: unknown
}

/** The differences between two JSON values; an object or array that is on both sides is entered. */
export const changesOf = (
  before: unknown,
  after: unknown,
  path: readonly string[] = [],
): Change[] => {
  if (Object.is(before, after)) return []
  const one = fieldsOf(before)
  const other = fieldsOf(after)
  if (one === null || other === null || Array.isArray(before) !== Array.isArray(after)) {
    if (before === undefined) return [{ path, kind: 'added', after }]
    if (after === undefined) return [{ path, kind: 'removed', before }]
    return [{ path, kind: 'changed', before, after }]
  }
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].flatMap((name) => changesOf(one[name], other[name], [...path, name]))
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
