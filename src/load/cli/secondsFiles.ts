// The files in which every second is written down, where they were asked for.
import { Result } from 'effect'
import type { Moment } from '../measures/loadResult.ts'
import { csvHead, csvLine, jsonLine } from '../report/momentLines.ts'
import { type FileUnwritten, openLineFile } from './lineFile.ts'
import type { Options } from './options.ts'

export interface SecondsFiles {
  /** Writes a second down. */
  readonly add: (moment: Moment) => void
  /** One of them could not be written to its end: whoever asked for it does not have it. */
  readonly isUnwritten: boolean
}

/** Begins them; `tell` hears of one that cannot be written any more. */
export const openSecondsFiles = (
  { csv, jsonLines }: Pick<Options, 'csv' | 'jsonLines'>,
  tell: (failure: FileUnwritten) => void,
): Result.Result<SecondsFiles, FileUnwritten> => {
  const files = { isUnwritten: false, add: (_: Moment): void => {} }
  const failed = (failure: FileUnwritten) => {
    files.isUnwritten = true
    tell(failure)
  }
  const open = (flag: string, file: string | null) =>
    file === null ? Result.succeed(() => {}) : openLineFile(flag, file, failed)
  return Result.gen(function* () {
    const addRow = yield* open('--csv', csv)
    const addJson = yield* open('--json-lines', jsonLines)
    addRow(csvHead)
    files.add = (moment) => {
      addRow(csvLine(moment))
      addJson(jsonLine(moment))
    }
    return files
  })
}
