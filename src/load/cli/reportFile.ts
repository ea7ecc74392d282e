// The page of a run, which is written when all of it is there.
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { Result } from 'effect'

/** The report could not be written; `message` is one line that says why. */
export interface ReportUnwritten {
  readonly _tag: 'ReportUnwritten'
  readonly message: string
}

/** Whether a page could be written there: a run is long, and would be for nothing. */
export const tryReport = (file: string): Result.Result<void, ReportUnwritten> =>
  written(file, '', rmSync)

/** Writes beside the file, and over it only when all of the page is there. */
export const writeReport = (file: string, page: string): Result.Result<void, ReportUnwritten> =>
  written(file, page, (beside) => renameSync(beside, file))

const written = (
  file: string,
  page: string,
  then: (beside: string) => void,
): Result.Result<void, ReportUnwritten> =>
  Result.try({
    try: () => {
      const beside = `${file}.part`
      writeFileSync(beside, page)
      then(beside)
    },
    catch: (error) => ({
      _tag: 'ReportUnwritten',
      message: `--report ${file}: ${error instanceof Error ? error.message : error}`,
    }),
  })
