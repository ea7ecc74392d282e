// An actor's public state, and what changed in it, as lines of text.
import { formatOffset } from '../text/format.ts'
import type { TextStyle } from '../text/textStyle.ts'
import { type Change, diff } from '../timeline/diff.ts'
import type { PublicState } from '../timeline/publicState.ts'

/** The state a field a line; what was different `before` is said beside it. */
export function* publicStateLines(
  state: PublicState | null,
  { before, began, style }: { before: PublicState | null; began: number; style: TextStyle },
): Iterable<string> {
  const changes = diff(before, state, 'whole')
  const changed = new Map(changes.map((change) => [nameOf(change.path), change]))
  const fields = fieldsOf(state)
  if (fields.length === 0) yield '    (does not live)'
  for (const { path, after } of fields) {
    const name = nameOf(path)
    const line = `    ${name.padEnd(20)} ${valueText(after, name, began)}`
    const change = changed.get(name)
    if (change === undefined || before === null) yield line
    else {
      yield `${style.bold(line)}  ${style.dim(`was ${valueText(change.before, name, began)}`)}`
    }
  }
  for (const { path, before: was, kind } of changes) {
    if (kind !== 'removed') continue
    const name = nameOf(path)
    yield `    ${name.padEnd(20)} ${style.dim(`(none)  was ${valueText(was, name, began)}`)}`
  }
}

/** Every field of a state, as if it were new; none of an actor that does not live. */
export const fieldsOf = (state: PublicState | null): Change[] =>
  state === null ? [] : leavesOf(state, [])

const leavesOf = (value: unknown, path: readonly string[]): Change[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([name, within]) => leavesOf(within, [...path, name]))
    : [{ path, kind: 'added', after: value }]

/** From what to what a field changed. */
export const changeLine = ({ path, before, after }: Change, began: number): string => {
  const name = nameOf(path)
  const [from, to] = [before, after].map((value) => valueText(value, name, began))
  return `    ${(name || 'it').padEnd(20)} ${from} → ${to}`
}

/** With dots; the state value is what everybody means. */
const nameOf = (path: readonly string[]): string => path.join('.').replace(/^value\./, '')

const times = /(^|\.)(until|since|relaxAt|away\.[^.]+)$/

const valueText = (value: unknown, name: string, began: number): string => {
  if (value === undefined) return '(none)'
  if (value === null) return '(does not live)'
  if (typeof value === 'number' && times.test(name)) {
    return value === 0 ? '(never)' : formatOffset(value, began)
  }
  return typeof value === 'string' ? value : JSON.stringify(value)
}
