// The states of actors at a point of a log, as text.
import type { ActorSystem } from '../../actors/engine/actorSystem.ts'
import type { ActorId } from '../../events/fields.ts'
import type { Paint } from '../cli/paint.ts'
import { since } from '../cli/time.ts'
import { type Change, changesBetween } from '../queries/change.ts'
import { publicStateOf } from './publicState.ts'

/** The actor's state as plain data that stays as it is; null if it does not live. */
export const publicStateAt = (actorSystem: ActorSystem, actor: ActorId): unknown => {
  const found = actorSystem.find(actor)
  return found === null ? null : JSON.parse(JSON.stringify(publicStateOf(found)))
}

/** The portrait a field a line; what `was` different before is said beside it. */
export function* publicStateLines(
  portrait: unknown,
  { was, began, paint }: { was: unknown; began: number; paint: Paint },
): Iterable<string> {
  const changed = new Map(changesBetween(was, portrait).map((change) => [change.path, change]))
  const gone = [...changed.values()].filter(({ to, path }) => to === undefined && path !== '')
  const leaves = fieldsOf(portrait)
  if (leaves.length === 0) yield '    (does not live)'
  for (const { path, to } of leaves) {
    const line = `    ${named(path)} ${shown(to, path, began)}`
    const change = changed.get(path)
    if (change === undefined || was === null) yield line
    else yield `${paint.bold(line)}  ${paint.dim(`was ${shown(change.from, path, began)}`)}`
  }
  for (const { path, from } of gone) {
    yield `    ${named(path)} ${paint.dim(`(none)  was ${shown(from, path, began)}`)}`
  }
}

/** Every field of a portrait, as if it were new. */
export const fieldsOf = (portrait: unknown): Change[] =>
  portrait === null ? [] : changesBetween({}, portrait).flatMap(leavesOf)

/** From what to what a field changed. */
export const changeLine = ({ path, from, to }: Change, began: number): string =>
  `    ${named(path || 'it')} ${shown(from, path, began)} → ${shown(to, path, began)}`

const leavesOf = (change: Change): Change[] =>
  typeof change.to === 'object' && change.to !== null && !Array.isArray(change.to)
    ? Object.keys(change.to).length === 0
      ? []
      : changesBetween({}, change.to, change.path).flatMap(leavesOf)
    : [change]

/** The state value is what everybody means. */
const named = (path: string): string => path.replace(/^value\./, '').padEnd(20)

const times = /(^|\.)(until|since|relaxAt|away\.[^.]+)$/

const shown = (value: unknown, path: string, began: number): string => {
  if (value === undefined) return '(none)'
  if (value === null) return '(does not live)'
  if (typeof value === 'number' && times.test(path))
    return value === 0 ? '(never)' : since(value, began)
  return typeof value === 'string' ? value : JSON.stringify(value)
}
