// An actor's public state, and what changed in it, as lines of text.
import { shortId } from '../../events/limits.ts'
import { formatOffset } from '../text/format.ts'
import type { TextStyle } from '../text/textStyle.ts'
import { type Change, diff } from '../timeline/diff.ts'
import type { TableChange, TableDifference, TableName } from '../timeline/matchmakerTables.ts'
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

/** Whether a change of the matchmaker is one that `tableLines` does not tell better. */
export const isNoTable = ({ path: [table = '', field] }: Change): boolean =>
  !tableNames.includes(table) && field !== 'tally'

/** By what its public state calls the tables of which `tableLines` names who is in them. */
const tableNames = ['tickets', 'rooms', 'asks', 'reports']

/** How it is said that somebody came, left, or is there otherwise. */
const tableWords: Readonly<Record<TableName, Readonly<Record<TableChange['how'], string>>>> = {
  waiting: { came: 'came', left: 'left', changed: 'now' },
  rooms: { came: 'opened', left: 'closed', changed: 'now' },
  asking: { came: 'asks', left: 'no more', changed: 'now' },
  reports: { came: 'came', left: 'closed', changed: 'now' },
}

/** So many are named who came, who left, of whom something else holds; `--json` names them all. */
const namedMax = 10

/** Who came into the matchmaker's tables, who left them, and of whom something else holds now. */
export function* tableLines(
  differences: readonly TableDifference[],
  style: TextStyle,
): Iterable<string> {
  for (const { table, before, after, changes } of differences) {
    yield `    ${table.padEnd(20)} ${before} → ${after}`
    for (const how of ['came', 'left', 'changed'] as const) {
      const alike = changes.filter((change) => change.how === how)
      const word = tableWords[table][how]
      for (const { id, words } of alike.slice(0, namedMax)) {
        yield `      ${word.padEnd(9)} ${shortId(id)}  ${style.dim(words)}`
      }
      const more = alike.length - namedMax
      if (more > 0) yield `      ${word.padEnd(9)} … and ${more} more, whom --json names`
    }
  }
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
  if (typeof value === 'string') return value
  const json = JSON.stringify(value)
  return Array.isArray(value) && json.length > listCharactersMax ? listText(value) : json
}

/** What is longer is told as a count and the last few; two ids are not. */
const listCharactersMax = 64

const listedMax = 3

/** The newest come last. */
const listText = (list: readonly unknown[]): string => {
  const shown = list.slice(-listedMax).map(itemText).join(', ')
  return list.length > listedMax ? `${list.length}, the last ${shown}` : `${list.length}: ${shown}`
}

/** Of what has a room its short id, and what is so of it. */
const itemText = (item: unknown): string => {
  if (typeof item === 'string') return item
  const { room, ...rest } = (item ?? {}) as Readonly<Record<string, unknown>>
  if (typeof room !== 'string') return JSON.stringify(item)
  const marks = Object.keys(rest).filter((name) => rest[name] === true)
  return [shortId(room), ...marks].join(' ')
}
