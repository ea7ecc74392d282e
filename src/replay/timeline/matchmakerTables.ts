// Whom the matchmaker has in its tables, and who came and left between two events.
import type { ActorSystem } from '../../actors/engine/actorSystem.ts'
import { shortId } from '../../events/limits.ts'

/** What is said of whoever is in a table, by its id; none of it are words. */
type Table = ReadonlyMap<string, string>

export type TableName = 'waiting' | 'rooms' | 'asking' | 'reports'

/** A copy of the tables: those who wait and are here, open rooms, wishes to talk again, open reports. */
export type MatchmakerTables = Readonly<Record<TableName, Table>>

/** As of now: what becomes of the actors does not change it. */
export const matchmakerTablesOf = (
  actors: ActorSystem,
  time: (at: number) => string,
): MatchmakerTables => {
  const { tickets, rooms, asks, reports } = actors.matchmaker
  const waiting = tickets.all().map(({ session, gender, seeks, since, relaxed }) => {
    const words = `${gender} seeks ${seeks}, since ${time(since)}${relaxed ? ', relaxed' : ''}`
    return [session, words] as const
  })
  const asking = asks
    .all()
    .map(
      ({ session, partner, room }) =>
        [session, `for ${shortId(partner)} of ${shortId(room)}`] as const,
    )
  return {
    waiting: new Map(waiting),
    rooms: new Map(rooms.all().map(([room, members]) => [room, members.map(shortId).join(', ')])),
    asking: new Map(asking),
    reports: new Map(reports.all().map(({ report, until }) => [report, `until ${time(until)}`])),
  }
}

/** Where a session is. */
const placeWords = (actors: ActorSystem, session: string): string => {
  const context = actors.session(session)
  if (context === null) return 'gone'
  const { room, until } = context
  const where = room === null ? (actors.placeOf(session) ?? 'gone') : `in ${shortId(room)}`
  return until === null ? where : `${where}, away`
}

/** One who came, left, or is there otherwise than before; `words` say more of it. */
export interface TableChange {
  readonly how: 'came' | 'left' | 'changed'
  readonly id: string
  readonly words: string
}

export interface TableDifference {
  readonly table: TableName
  readonly before: number
  readonly after: number
  readonly changes: readonly TableChange[]
}

/** The tables that are not as they were. */
export const tableDifferences = (
  before: MatchmakerTables,
  after: MatchmakerTables,
  /** The actors as of `after`. */
  actors: ActorSystem,
): TableDifference[] =>
  (Object.keys(before) as TableName[])
    .map((table) => {
      const [was, is] = [before[table], after[table]]
      const whereabouts = (session: string) => placeWords(actors, session)
      const changes = changesOf(was, is, table === 'waiting' ? whereabouts : null)
      return { table, before: was.size, after: is.size, changes }
    })
    .filter(({ changes }) => changes.length > 0)

/** Of those who left it is said where they are, if that is asked; else what was said of them. */
const changesOf = (
  was: Table,
  is: Table,
  whereabouts: ((id: string) => string) | null,
): TableChange[] => {
  const left = [...was].filter(([id]) => !is.has(id))
  const came = [...is].filter(([id]) => !was.has(id))
  const changed = [...is].filter(([id, words]) => was.has(id) && was.get(id) !== words)
  return [
    ...came.map(([id, words]): TableChange => ({ how: 'came', id, words })),
    ...left.map(
      ([id, words]): TableChange => ({ how: 'left', id, words: whereabouts?.(id) ?? words }),
    ),
    ...changed.map(([id, words]): TableChange => ({ how: 'changed', id, words })),
  ]
}
