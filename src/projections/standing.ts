// How things stand: who is here, who waits, who talks; numbers, times and ids, and no words.
import type { CompiledQuery } from 'kysely'
import type { Gender, RoomId, Seeks, SessionId } from '../events/fields.ts'
import { db } from './database.ts'

/** Runs SQL on the connection that has the tables; gives all rows. */
export type AllRows = (sql: string, values: readonly unknown[]) => readonly unknown[]

export interface Counts {
  /** Everybody who has joined and not left for good: online or away. */
  readonly here: number
  readonly online: number
  readonly waiting: number
  readonly chatting: number
  readonly rooms: number
}

/** Times in ms of Unix time. */
export interface WaitingSession {
  readonly id: SessionId
  readonly since: number
  readonly gender: Gender
  readonly seeks: Seeks
  readonly online: 0 | 1
}

export interface OpenRoom {
  readonly id: RoomId
  readonly opened_at: number
  readonly member_a: SessionId
  readonly member_b: SessionId
  /** How many of the two are online. */
  readonly online: number
  readonly messages: number
  readonly last_said_at: number | null
}

export interface Standing {
  readonly counts: Counts
  /** Who has waited longest, the longest first. */
  readonly longestWaits: readonly WaitingSession[]
  /** The oldest first. */
  readonly oldestRooms: readonly OpenRoom[]
}

/** Asks the tables; of waits and of rooms come `limit` at most. */
export const standingIn = (all: AllRows, limit: number): Standing => {
  const ask = <Row>({ sql, parameters }: CompiledQuery<Row>) => all(sql, parameters) as Row[]
  const [counts] = ask(countsQuery) as [Counts]
  return {
    counts,
    longestWaits: ask(longestWaits(limit)),
    oldestRooms: ask(oldestRooms(limit)),
  }
}

const countsQuery = db
  .selectFrom('users')
  .select(({ fn, selectFrom }) => [
    fn.countAll<number>().as('here'),
    fn.countAll<number>().filterWhere('online', '=', 1).as('online'),
    fn.countAll<number>().filterWhere('state', '=', 'waiting').as('waiting'),
    fn.countAll<number>().filterWhere('state', '=', 'chatting').as('chatting'),
    selectFrom('chat_rooms').select(fn.countAll<number>().as('rooms')).as('rooms'),
  ])
  .compile() as CompiledQuery<Counts>

const longestWaits = (limit: number): CompiledQuery<WaitingSession> =>
  db
    .selectFrom('users')
    .select(['id', 'state_since as since', 'gender', 'seeks', 'online'])
    .where('state', '=', 'waiting')
    .orderBy('state_since')
    .orderBy('id')
    .limit(limit)
    .compile()

const oldestRooms = (limit: number) =>
  db
    .selectFrom('chat_rooms')
    .leftJoin('messages', 'room', 'chat_rooms.id')
    .select(({ fn, ref, selectFrom }) => [
      'chat_rooms.id',
      'opened_at',
      'member_a',
      'member_b',
      selectFrom('users')
        .select(fn.countAll().as('online'))
        .where('users.id', 'in', [ref('member_a'), ref('member_b')])
        .where('online', '=', 1)
        .as('online'),
      fn.count('messages.seq').as('messages'),
      fn.max('messages.at').as('last_said_at'),
    ])
    .groupBy('chat_rooms.id')
    .orderBy('opened_at')
    .orderBy('chat_rooms.id')
    .limit(limit)
    .compile() as CompiledQuery as CompiledQuery<OpenRoom>
