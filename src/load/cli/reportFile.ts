// The page of a run, which is written when all of it is there.
import { closeSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { Result } from 'effect'
import { whyUnwritten } from '../../replay/cli/writing.ts'

/** The report could not be written; `message` is one line that says why. */
export interface ReportUnwritten {
  readonly _tag: 'ReportUnwritten'
  readonly message: string
}

/** Whether a page could be written there: a run is long, and would be for nothing. */
export const tryReport = (file: string): Result.Result<void, ReportUnwritten> =>
  written(file, () => {
    const found = kindOf(file)
    if (found === 'device') return
    closeSync(openSync(file, 'a'))
    if (found === null) rmSync(file)
    withBeside(file, rmSync)
  })

/** Writes beside the file, and over it only when all of the page is there; a device is written to. */
export const writeReport = (file: string, page: string): Result.Result<void, ReportUnwritten> =>
  written(file, () => {
    if (kindOf(file) === 'device') return writeFileSync(file, page)
    withBeside(file, (beside) => {
      writeFileSync(beside, page)
      renameSync(beside, file)
    })
  })

/** Null: nothing is there. A device is what is no file of bytes, as a pipe and /dev/null. */
const kindOf = (file: string): 'file' | 'folder' | 'device' | null => {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) return null
  if (found.isDirectory()) return 'folder'
  return found.isFile() ? 'file' : 'device'
}

/** A file of our own beside it, which is not left there. */
const withBeside = (file: string, use: (beside: string) => void): void => {
  const beside = `${file}.part`
  try {
    writeFileSync(beside, '')
    use(beside)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}

const written = (file: string, write: () => void): Result.Result<void, ReportUnwritten> =>
  Result.try({
    try: write,
    catch: (error) => ({
      _tag: 'ReportUnwritten',
      message: `--report ${file}: ${whyUnwritten(file, error)}`,
    }),
  })
