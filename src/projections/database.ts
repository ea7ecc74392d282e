// The tables of the projections, and Kysely to build queries on them.
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { ChatRoomsTable } from './chatRooms.ts'
import type { MessagesTable } from './messages.ts'
import type { UsersTable } from './users.ts'

export interface Database {
  readonly users: UsersTable
  readonly chat_rooms: ChatRoomsTable
  readonly messages: MessagesTable
  /** The log, of which questions may need the words. */
  readonly events: { readonly seq: number; readonly sealed: Uint8Array | null }
}

/** Builds queries and never runs one: that is the store's. */
export const db = new Kysely<Database>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})
