// Where the fold of a log and its server come to differ: between which turns, and about whom.
import type { ActorSystem } from '../../actors/engine/actorSystem.ts'
import { checkedStateOf } from '../../actors/engine/checksum.ts'
import type { DataOf } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import type { History } from './history.ts'
import { movedBy } from './subjects.ts'

/** An actor about which the server and this fold disagree: its public states; null: it is no more. */
export interface StateDifference {
  readonly actor: ActorId
  readonly server: unknown
  readonly fold: unknown
}

/** An actor that moved while they came to differ: in which turn first, and what it is to the fold. */
export interface Suspect {
  readonly actor: ActorId
  readonly turn: number
  readonly fold: unknown
}

/** What is wrong with the log, or where the fold and the server come to differ. */
export interface Mismatch {
  /**
   * `order`: a seq, a turn, a cause or a time is out of place. `rule`: one that must always hold is
   * broken. `consequence`: the actors would send something else. `refusal`: an event that they would
   * not take. `state`: they are not what the server said they were.
   */
  readonly kind: 'order' | 'rule' | 'consequence' | 'refusal' | 'state'
  /** Between which turns it happened: the first that may be meant, and the one at which it came out. */
  readonly turns: readonly [first: number, last: number]
  /** The last turn at which they were known to agree; 0 is the beginning of the log. */
  readonly agreedUpTo: number
  /** The event that breaks a rule; of all else the one at which it came out. */
  readonly seq: number
  /** In words. */
  readonly why: string
  /** About whom they differ; empty where only the digest of all tells that they do. */
  readonly differences: readonly StateDifference[]
  /** Of these at least one stands elsewhere, where it is not known about whom they differ. */
  readonly suspects: readonly Suspect[]
}

/** What is wrong, where it came out: at which event, and in whom. */
export type Finding = Pick<Mismatch, 'kind' | 'seq' | 'why'> &
  Partial<Pick<Mismatch, 'differences'>> & { readonly actor?: ActorId }

/** Where a log is judged, and the last turn at which fold and server were known to agree. */
interface Judged {
  readonly history: History
  readonly fold: ActorSystem
  readonly agreedUpTo: number
}

/** What was found at the event of that index. */
export const mismatchOf = (
  { history, fold, agreedUpTo }: Judged,
  { actor, ...finding }: Finding,
  index: number,
): Mismatch => {
  const { differences = [], kind } = finding
  const turn = history.turn(index)
  const known = { ...finding, agreedUpTo, differences }
  if (kind === 'order' || kind === 'rule') {
    const broken = history.turn(history.indexOf(finding.seq))
    return { ...known, turns: [broken, broken], suspects: [] }
  }
  const moves = firstMoves(history, { after: agreedUpTo, upTo: index })
  if (kind === 'state') {
    const { first = turn, suspects } = located(differences, fold, moves)
    return { ...known, turns: [first, turn], suspects }
  }
  return { ...known, turns: [moves.get(actor ?? '') ?? turn, turn], suspects: [] }
}

/** Who moved after a turn and before an index, and in which turn first. */
const firstMoves = (
  history: History,
  { after, upTo }: { readonly after: number; readonly upTo: number },
): Map<ActorId, number> => {
  const firsts = new Map<ActorId, number>()
  for (let index = upTo - 1; index >= 0 && history.turn(index) > after; index--) {
    if (history.type(index) === 'matchmaker.attested') continue
    for (const actor of movedBy(history, index)) firsts.set(actor, history.turn(index))
  }
  return firsts
}

/** The first turn in which somebody moved about whom they differ; if that is not known, who did. */
const located = (
  differences: Mismatch['differences'],
  fold: ActorSystem,
  moves: ReadonlyMap<ActorId, number>,
): { readonly first: number | undefined } & Pick<Mismatch, 'suspects'> => {
  const isKnown = differences.length > 0
  const turns = isKnown
    ? differences.flatMap(({ actor }) => moves.get(actor) ?? [])
    : moves.values()
  const [first] = [...turns].sort((one, other) => one - other)
  const suspects = [...(isKnown ? [] : moves)]
    .map(([actor, turn]) => ({ actor, turn, fold: parsed(checkedStateAt(fold, actor)) }))
    .sort((one, other) => one.turn - other.turn)
  return { first, suspects }
}

/** What differs, if anything does: `differences` is empty where only the digest tells. */
type Difference = Pick<Mismatch, 'why' | 'differences'>

/** What the server says they are, held against the fold; null where nothing differs. */
export const compare = (
  server: DataOf<'matchmaker.attested'>,
  fold: ActorSystem,
  /** The actors to be judged; null: all, and their digest. */
  judged: ReadonlySet<ActorId> | null,
): Difference | null => {
  // Older logs have the states of whoever moved; after a restart only the digest tells of the rest.
  const differences = Object.entries(server.moved ?? {})
    .filter(([actor]) => judged === null || judged.has(actor))
    .map(([actor, state]) => ({ actor, server: state, fold: checkedStateAt(fold, actor) }))
    .filter(({ server, fold }) => server !== fold)
    .map(({ actor, server, fold }) => ({ actor, server: parsed(server), fold: parsed(fold) }))
  if (differences.length > 0) return { why: 'the states differ', differences }
  if (judged !== null || server.digest === fold.checksum()) return null
  return { why: 'the digests of all states differ', differences }
}

const checkedStateAt = (fold: ActorSystem, actor: ActorId): string | null => {
  const cell = fold.find(actor)
  return cell === null ? null : checkedStateOf(cell.snapshot)
}

/** What is no JSON is shown as it is. */
const parsed = (state: string | null): unknown => {
  try {
    return state === null ? null : JSON.parse(state)
  } catch {
    return state
  }
}
