// The tables of the projections, and Kysely to build queries on them.
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Gender, RoomId, Seeks, SessionId } from '../events/fields.ts'

export interface ChatRoomsTable {
  readonly id: RoomId
  readonly member_a: SessionId
  readonly member_b: SessionId
  /** Milliseconds of Unix time. */
  readonly opened_at: number
}

export interface MessagesTable {
  readonly room: RoomId
  /** 1, 2, 3… in its room. */
  readonly seq: number
  readonly by: SessionId
  /** The client's own id of it. */
  readonly id: string
  /** Milliseconds of Unix time. */
  readonly at: number
  /** Of the event in the log, which has its text. */
  readonly event_seq: number
}

export interface UsersTable {
  readonly id: SessionId
  readonly state: 'idle' | 'waiting' | 'chatting'
  /** Milliseconds of Unix time; from looking for a partner on, however wishes change. */
  readonly state_since: number
  readonly online: 0 | 1
  readonly gender: Gender
  readonly seeks: Seeks
}

export interface ProjectionTables {
  readonly users: UsersTable
  readonly chat_rooms: ChatRoomsTable
  readonly messages: MessagesTable
}

/** Builds queries and never runs one: that is the store's. */
export const db = new Kysely<ProjectionTables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})
