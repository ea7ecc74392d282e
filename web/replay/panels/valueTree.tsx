// A state or an event's data as a tree, with what is not as it was.
import { useContext, useMemo, useState } from 'preact/hooks'
import type { Change } from '../../../src/replay/timeline/diff.ts'
import { CopyContext } from '../labels/copying.tsx'
import { isTimestamp } from '../labels/formatting.ts'
import { useMoments } from '../labels/moments.ts'

const keyOf = (path: readonly string[]): string => JSON.stringify(path)

export type ChangesByPath = ReadonlyMap<string, Change>

export const changesByPath = (changes: readonly Change[]): ChangesByPath =>
  new Map(changes.map((change) => [keyOf(change.path), change]))

const none: ChangesByPath = new Map()

const isBranch = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** What a folded branch holds, in a few words. */
const contentOf = (value: object): string => {
  const names = Object.keys(value)
  if (Array.isArray(value)) return names.length === 0 ? '[ ]' : `[${names.length}]`
  return names.length === 0
    ? '{ }'
    : `{ ${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''} }`
}

/** Ids of sessions and rooms, as the server makes them. */
const isActorId = /^[sr]_[\w-]{6,}$/

const WholeId = ({ id }: { id: string }) => {
  const copy = useContext(CopyContext)
  return (
    <button
      type="button"
      class="value copied-id"
      title="A click copies it"
      aria-label={`${id}, copy it`}
      onClick={() => copy(id, id)}
    >
      {id}
    </button>
  )
}

const Value = ({ value }: { value: unknown }) => {
  const momentOf = useMoments()
  if (isBranch(value)) return <span class="value value-quiet">{contentOf(value)}</span>
  if (isTimestamp(value)) {
    return (
      <span class="value value-number" title={String(value)}>
        {momentOf(value)}
      </span>
    )
  }
  if (typeof value === 'string' && isActorId.test(value)) return <WholeId id={value} />
  if (typeof value === 'string') return <span class="value value-text">{value}</span>
  return <span class="value value-number">{String(value)}</span>
}

/** Told the names that lead to a field of which is asked what changed it last. */
export type AskOfField = (path: readonly string[]) => void

interface BranchProps {
  readonly before: unknown
  readonly after: unknown
  readonly changes: ChangesByPath
  readonly path: readonly string[]
  /** Null: nothing can be asked of its fields. */
  readonly ask: AskOfField | null
}

/** Its fields now and those it had before, in their order. */
const namesOf = (after: unknown, before: unknown): string[] => [
  ...new Set([
    ...Object.keys(isBranch(after) ? after : {}),
    ...Object.keys(isBranch(before) ? before : {}),
  ]),
]

const fieldOf = (value: unknown, name: string): unknown =>
  isBranch(value) ? value[name] : undefined

const Branch = ({ before, after, changes, path, ask }: BranchProps) => (
  <ul>
    {namesOf(after, before).map((name, _, { length }) => (
      <TreeField
        key={name}
        name={name}
        before={fieldOf(before, name)}
        after={fieldOf(after, name)}
        changes={changes}
        path={[...path, name]}
        ask={ask}
        isOneOfMany={length > itemsOpenMax && Array.isArray(after ?? before)}
      />
    ))}
  </ul>
)

/** The items of a longer list are folded at first: what each holds would fill pages. */
const itemsOpenMax = 4

/** Whether the field, or one in it, is another than before. */
const isChanged = (changes: ChangesByPath, path: readonly string[]): boolean =>
  [...changes.values()].some((change) => path.every((name, place) => change.path[place] === name))

const kindWords = { added: 'new', changed: 'was', removed: 'gone' } as const

/** Drawn anew only where it, or what it is compared with, is another. */
const TreeField = (props: TreeFieldProps) => {
  const { name, before, after, path, ask, isOneOfMany } = props
  /** Null: as it is at first. */
  const [chosen, setOpen] = useState<boolean | null>(null)
  const changes = before === after ? none : props.changes
  const isOpen = chosen ?? (!isOneOfMany || isChanged(changes, path))
  return useMemo(
    () => <Field {...{ name, before, after, changes, path, ask, isOpen, setOpen }} />,
    [name, before, after, changes, keyOf(path), ask, isOpen],
  )
}

interface FieldOfBranch extends BranchProps {
  readonly name: string
}

interface TreeFieldProps extends FieldOfBranch {
  /** Whether it is an item of a list that is too long to be read with all that is in it. */
  readonly isOneOfMany: boolean
}

interface FieldProps extends FieldOfBranch {
  readonly isOpen: boolean
  readonly setOpen: (isOpen: boolean) => void
}

const Field = ({ name, before, after, changes, path, ask, isOpen, setOpen }: FieldProps) => {
  const change = changes.get(keyOf(path))
  const shown = after === undefined ? before : after
  const holds = isBranch(shown) && Object.keys(shown).length > 0
  return (
    <li class={change === undefined ? 'field' : `field field-${change.kind}`}>
      <div class="field-row">
        {holds ? (
          <button
            type="button"
            class="fold"
            aria-expanded={isOpen}
            aria-label={`${name}, ${isOpen ? 'fold' : 'unfold'}`}
            onClick={() => setOpen(!isOpen)}
          >
            <svg viewBox="0 0 10 10" aria-hidden="true">
              <path d={isOpen ? 'M2 3.5h6L5 7z' : 'M3.5 2v6L7 5z'} />
            </svg>
            <span class="field-name">{name}</span>
          </button>
        ) : (
          <LeafName name={name} path={path} ask={ask} />
        )}
        {(!holds || !isOpen) && <Value value={shown} />}
        {change !== undefined && (
          <span class="change">
            {kindWords[change.kind]}
            {change.kind === 'changed' && (
              <>
                {' '}
                <Value value={change.before} />
              </>
            )}
          </span>
        )}
      </div>
      {holds && isOpen && (
        <Branch before={before} after={after} changes={changes} path={path} ask={ask} />
      )}
    </li>
  )
}

const LeafName = ({ name, path, ask }: Pick<BranchProps, 'path' | 'ask'> & { name: string }) =>
  ask === null ? (
    <span class="field-name field-leaf">{name}</span>
  ) : (
    <button
      type="button"
      class="field-name field-leaf field-ask"
      title="To what last changed it"
      aria-label={`${name}, to what last changed it`}
      onClick={() => ask(path)}
    >
      {name}
    </button>
  )

/** `before` is left out where there is nothing to compare with. */
export const ValueTree = ({
  after,
  before = after,
  changes = none,
  ask = null,
}: {
  after: unknown
  before?: unknown
  changes?: ChangesByPath
  ask?: AskOfField | null
}) => (
  <div class="tree">
    <Branch before={before} after={after} changes={changes} path={[]} ask={ask} />
  </div>
)
