// What differs between two portraits of an actor.

/** A field whose value changed; undefined where it is not. */
export interface Change {
  /** The way to the field, with dots. */
  readonly path: string
  readonly from: unknown
  readonly to: unknown
}

/** What changed from one piece of plain data to another. */
export const changesBetween = (from: unknown, to: unknown, path = ''): Change[] => {
  if (!isTree(from) || !isTree(to)) {
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from, to }]
  }
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((field) =>
    changesBetween(from[field], to[field], path === '' ? field : `${path}.${field}`),
  )
}

type Tree = Readonly<Record<string, unknown>>

const isTree = (part: unknown): part is Tree =>
  typeof part === 'object' && part !== null && !Array.isArray(part)
