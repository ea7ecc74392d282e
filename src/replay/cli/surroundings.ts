// What a query of a log may reach beside the log.
import type { Result } from 'effect'
import type { Machines, NoMachines } from '../against/machines.ts'
import type { openPage } from '../api/page.ts'
import type { NotALog, Source } from '../source/source.ts'
import type { Replay } from '../timeline/replay.ts'
import type { Terminal } from './terminal.ts'
import type { NotWritten } from './writing.ts'

/** A file that is not there, or is not ours to read. */
export interface FileUnreadable {
  readonly _tag: 'FileUnreadable'
  readonly file: string
}

/** Handed in by the composition root. */
export interface Surroundings {
  readonly terminal: Terminal
  readonly openLog: (named: string) => Promise<Result.Result<Source, NotALog>>
  readonly readText: (file: string) => Result.Result<string, FileUnreadable>
  /** Whether a file can be written that is not there yet. */
  readonly tryNew: (file: string) => Result.Result<void, NotWritten>
  /** Writes it. */
  readonly writeNew: (file: string, text: string) => Result.Result<void, NotWritten>
  /** The machines of another version: of a folder, or of a name in git. */
  readonly machinesOf: (named: string) => Promise<Result.Result<Machines, NoMachines>>
  /** Serves the log to a browser on this machine; port 0 is a free one. */
  readonly openPage: (replay: Replay, port: number) => ReturnType<typeof openPage>
}
