// What is wrong with what somebody wrote into a file of fields, in one line of our own.
import type { Schema, SchemaAST, SchemaIssue } from 'effect'
import { nearest } from './nearest.ts'

/** A value that is longer is not shown whole. */
const shownMax = 40

/** `users: expected a whole number from 1 to 9, not "x"`: the first field that is wrong, and what it should be. */
export const fieldFault = (
  schema: Schema.Top,
  issue: SchemaIssue.Issue,
  given: unknown,
): string => {
  const { path, kind } = leafOf(issue)
  const name = path.map(String).join('.')
  const parent = path.slice(0, -1).reduce<Ast>(inside, schema.ast)
  const last = path.at(-1)
  if (kind === 'UnexpectedKey') {
    const near = nearest(String(last), fieldsOf(parent)) ?? ''
    const expected = expectedOf(inside(parent, near))
    return `${name}: there is no such field; the nearest is ${near}, ${expected}`
  }
  const expected = expectedOf(last === undefined ? parent : inside(parent, last))
  if (kind === 'MissingKey') return `${name}: expected ${expected}, and there is none`
  const found =
    JSON.stringify(path.reduce<unknown>((of, key) => Object(of)[key], given)) ?? 'nothing'
  const shown = found.length > shownMax ? `${found.slice(0, shownMax)}…` : found
  return `${name === '' ? '' : `${name}: `}expected ${expected}, not ${shown}`
}

type Ast = SchemaAST.AST | undefined

interface Leaf {
  readonly path: readonly PropertyKey[]
  readonly kind: SchemaIssue.Issue['_tag']
}

/** Where the first of its faults is. */
const leafOf = (issue: SchemaIssue.Issue): Leaf => {
  if (issue._tag === 'Pointer') {
    const { path, kind } = leafOf(issue.issue)
    return { path: [...issue.path, ...path], kind }
  }
  return issue._tag === 'Composite' ? leafOf(issue.issues[0]) : { path: [], kind: issue._tag }
}

const inside = (ast: Ast, key: PropertyKey): Ast => {
  if (ast?._tag === 'Arrays') return ast.rest[0]
  return ast?._tag === 'Objects'
    ? ast.propertySignatures.find(({ name }) => name === key)?.type
    : undefined
}

const fieldsOf = (ast: Ast): readonly string[] =>
  ast?._tag === 'Objects' ? ast.propertySignatures.map(({ name }) => String(name)) : []

/** As whoever made the schema says it, or else by its kind. */
const expectedOf = (ast: Ast): string => {
  const said = ast?.checks?.map(({ annotations }) => annotations?.expected).at(-1)
  if (typeof said === 'string') return said
  switch (ast?._tag) {
    case 'Union':
      return `one of ${ast.types.map((one) => ('literal' in one ? one.literal : one._tag)).join(', ')}`
    case 'Arrays':
      return `a list, each ${expectedOf(ast.rest[0])}`
    case 'Objects':
      return `an object with ${listed(fieldsOf(ast))}`
    case 'Boolean':
      return 'true or false'
    default:
      return 'something else'
  }
}

/** Where there are many, some of them show what is meant. */
const listed = (fields: readonly string[]): string =>
  fields.length > fieldsMax
    ? `fields such as ${fields.slice(0, fieldsMax).join(', ')}`
    : fields.join(', ')

const fieldsMax = 4
