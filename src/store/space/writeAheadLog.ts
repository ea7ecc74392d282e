// What a write-ahead log holds that SQLite passes over: it reads up to the first frame that is not whole.
import { readFileSync, statSync } from 'node:fs'

/** The file's format: sqlite.org/walformat.html. */
export const logHeaderBytes = 32
export const frameHeaderBytes = 24

/** How one begins whose checksums are of words with the least byte first; of others the last bit is set. */
const littleEndian = 0x377f0682

/** Where the sums stand in a header, of the file and of a frame, and what else is read of a frame. */
const fileSumsAt = 24
const frameSumsAt = 16
const saltsAt = 16
const frameSaltsAt = 8
const saltBytes = 8
const pageBytesAt = 8
const committedAt = 4

type Sums = readonly [first: number, second: number]

/** Over words of 32 bits, two at a time. */
const summed = (
  bytes: DataView,
  [from, to]: readonly [number, number],
  { before, isLittle }: Summing,
) => {
  let [first, second] = before
  for (let at = from; at < to; at += 8) {
    first = (first + bytes.getUint32(at, isLittle) + second) >>> 0
    second = (second + bytes.getUint32(at + 4, isLittle) + first) >>> 0
  }
  return [first, second] as const
}

interface Summing {
  readonly before: Sums
  readonly isLittle: boolean
}

/**
 * How many commits stand in the write-ahead log of a database behind a frame that is not as it was written: SQLite
 * opens the database without them, and says nothing. After a power cut they may be what was not acknowledged
 * yet. To be asked while nobody writes there, and before somebody who does opens it.
 */
export const commitsPassedOver = (file: string): number => {
  const log = logOf(file)
  if (log.length <= logHeaderBytes) return 0
  const bytes = new DataView(log.buffer, log.byteOffset, log.length)
  const isLittle = bytes.getUint32(0) === littleEndian
  const step = frameHeaderBytes + bytes.getUint32(pageBytesAt)
  const isSummed = (at: number, sums: Sums) =>
    bytes.getUint32(at) === sums[0] && bytes.getUint32(at + 4) === sums[1]
  let sums: Sums = summed(bytes, [0, fileSumsAt], { before: [0, 0], isLittle })
  let isWhole = isSummed(fileSumsAt, sums)
  // Of one whose header is damaged nobody knows how many there are.
  let passedOver = isWhole ? 0 : 1
  for (let at = logHeaderBytes; at + step <= log.length; at += step) {
    if (!isOfThisLog(log, at)) {
      isWhole = false
      continue
    }
    if (isWhole) {
      const before = summed(bytes, [at, at + frameSaltsAt], { before: sums, isLittle })
      sums = summed(bytes, [at + frameHeaderBytes, at + step], { before, isLittle })
      isWhole = isSummed(at + frameSumsAt, sums)
    }
    if (!isWhole && bytes.getUint32(at + committedAt) > 0) passedOver += 1
  }
  return passedOver
}

/** One has a few MB, unless somebody who reads has kept it from being emptied for long. */
const bytesMax = 1024 ** 3

/** Empty where there is none, or one that is too large to be looked through. */
const logOf = (file: string): Buffer => {
  const path = `${file}-wal`
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  return size > 0 && size <= bytesMax ? readFileSync(path) : Buffer.alloc(0)
}

/** What is left of a log before has other salts. */
const isOfThisLog = (log: Buffer, frame: number): boolean =>
  log.compare(
    log,
    saltsAt,
    saltsAt + saltBytes,
    frame + frameSaltsAt,
    frame + frameSaltsAt + saltBytes,
  ) === 0

const plural = (commits: number): string => (commits === 1 ? 'a commit' : `${commits} commits`)

/** What an operator is told, as a clause; null: nothing. */
export const passedOverIn = (file: string): string | null => {
  const commits = commitsPassedOver(file)
  return commits === 0
    ? null
    : `${file}-wal is damaged: ${plural(commits)} in it, acknowledged unless the power failed, cannot be read any more`
}
