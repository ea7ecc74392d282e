// Local files of world nodes on a disk, written by the real writer's thread, and standbys that follow with them.
import { randomBytes } from 'node:crypto'
import type { Worker } from 'node:worker_threads'
import type { Result } from 'effect'
import type { LocalFile } from '../../src/cluster/localFile/localFile.ts'
import {
  type FileUnusable,
  type OpenLocalFile,
  openLocalFile,
} from '../../src/cluster/localFile/openLocalFile.ts'
import { Standby } from '../../src/cluster/standby.ts'
import type { KeyCabinet, StreamMessage } from '../../src/cluster/stream.ts'
import { openForReading } from '../../src/store/connection.ts'
import { startWriter } from '../../src/store/writerThread.ts'
import type { MemoryServers } from '../kit/memoryStream.ts'
import { writerProgram } from '../kit/process.ts'
import { succeeded } from '../kit/succeeded.ts'
import { settingsFor } from '../store/stores.ts'

const clock = {
  after: (ms: number, wake: () => void) => {
    setTimeout(wake, ms)
    return { wake }
  },
}

/** Opens the file in that directory, or says why not. */
export const opening = async (
  servers: MemoryServers,
  directory: string,
): Promise<{ opened: Result.Result<OpenLocalFile, FileUnusable>; kill: () => Promise<void> }> => {
  const writer = startWriter(writerProgram)
  const thread = (await writer) as Worker
  const opened = await openLocalFile(settingsFor(directory), {
    ...{ writer, stream: servers.stream(), cabinet: servers.cabinet(), clock },
    warn: () => {},
  })
  return {
    opened,
    kill: async () => {
      await thread.terminate()
    },
  }
}

/** A node's file, and what drops its thread wherever that is. */
export const openFile = async (servers: MemoryServers, directory: string) => {
  const { opened, kill } = await opening(servers, directory)
  return { file: succeeded(opened), kill }
}

/** A standby without a stream of its own: it is given the messages. */
export const standbyOf = (file: LocalFile, cabinet: KeyCabinet, reports: string[] = []): Standby =>
  new Standby({
    ...{ world: 'reader', file, random: randomBytes, clock, followed: () => {}, cabinet },
    report: (_level, message) => reports.push(message),
  })

export const takeAll = async (
  standby: Standby,
  messages: readonly StreamMessage[],
  lotMessages = 16,
): Promise<void> => {
  for (let from = 0; from < messages.length; from += lotMessages) {
    const followed = await standby.take(messages.slice(from, from + lotMessages))
    if (followed !== 'follows') throw new Error(`The standby ${followed}`)
  }
}

/** All that a file has but pages and words: read once nobody has it open. */
export const tablesIn = (directory: string) => {
  const database = openForReading(`${directory}/passerby.db`)
  const rows = (sql: string) => database.prepare(sql).raw().all() as unknown[][]
  const tables = {
    head: rows('select * from head'),
    events: rows('select events from batches order by first').flatMap(([events]) =>
      JSON.parse(events as string),
    ),
    position: rows('select * from position order by name'),
    filed: rows('select * from filed order by owner'),
    keys: rows('select * from keys'),
  }
  const links = rows('select last, turn, at, link from batches order by first')
  database.close()
  return { tables, links }
}
