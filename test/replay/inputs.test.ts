// A log however it comes: packed, through a pipe, in another encoding, damaged, or not ours to write.
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import * as zlib from 'node:zlib'
import { Result } from 'effect'
import { describe, expect, it } from 'vitest'
import type { LogEvent } from '../../src/events/event.ts'
import { replayCommand } from '../../src/replay/cli/command.ts'
import { runWords } from '../../src/replay/cli/commandLine.ts'
import { joinPairs } from '../../src/replay/cli/logQuery.ts'
import { answerTo } from '../../src/replay/cli/runQuery.ts'
import { jsonLinesOf } from '../../src/replay/source/jsonLines.ts'
import { openSource } from '../../src/replay/source/openSource.ts'
import type { Source } from '../../src/replay/source/source.ts'
import { isZstdCut } from '../../src/replay/source/zstdFrames.ts'
import { plainStyle } from '../../src/replay/text/textStyle.ts'
import { passingFolder } from '../kit/passingFolder.ts'
import { freshDirectory, openHere } from '../store/stores.ts'
import { freshPath, smallStage, sourceOf } from './recording.ts'

const { played } = smallStage()
const text = jsonLinesOf(played)

/** What is said of a log, in this process. */
const asked = async (words: readonly string[], openLog = openSource) => {
  const said = { out: '', err: '', code: null as number | null }
  const command = replayCommand(async ({ logs, json, options }) => {
    const terminal = {
      out: (more: string) => {
        said.out += more
      },
      note: (more: string) => {
        said.err += more
      },
      ...{ style: plainStyle, isTerminal: false, json, pause: async () => false },
    }
    said.code = await answerTo(logs, options, {
      terminal,
      openLog: async (path) => openLog(path),
      readText: () => Result.fail({ _tag: 'FileUnreadable', file: '' }),
      tryNew: () => Result.void,
      writeNew: () => Result.void,
      machinesOf: () => Promise.reject(new Error('No other version is asked for')),
      openPage: () => Promise.reject(new Error('No page is asked for')),
    })
  })
  expect(await runWords(command, joinPairs(words))).toBe(true)
  return said
}

const fileOfBytes = (bytes: Buffer): string => {
  const path = freshPath()
  writeFileSync(path, bytes)
  return path
}

const bigEndian = (of: string): Buffer => Buffer.from(of, 'utf16le').swap16()
const { zstdCompressSync } = zlib as {
  zstdCompressSync?: (bytes: Buffer, options?: object) => Buffer
}

describe('is read and judged', () => {
  const cases: [string, Buffer, string][] = [
    ['packed by gzip', zlib.gzipSync(text), ''],
    ['with a byte order mark', Buffer.from(`\ufeff${text}`), 'begins with a byte order mark'],
    ['in UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), 'is in UTF-16'],
    ['in UTF-16 without a mark', Buffer.from(text, 'utf16le'), 'is in UTF-16'],
    ['in UTF-16, the other way round', bigEndian(`\ufeff${text}`), 'is in UTF-16'],
    ['with an empty last line', Buffer.from(`${text}\n  \n`), ''],
    ['with the ends of lines of Windows', Buffer.from(text.replaceAll('\n', '\r\n')), ''],
  ]
  if (zstdCompressSync) cases.push(['packed by zstd', zstdCompressSync(Buffer.from(text)), ''])

  it.each(cases)('a log %s', async (_, bytes, note) => {
    const { code, out, err } = await asked([fileOfBytes(bytes), '--verify'])
    expect(out).toMatch(/^2 digests agree in 41 events\./)
    expect([code, err === '']).toEqual([0, note === ''])
    expect(err).toContain(note)
  })
})

describe('is refused in a sentence, exit code 2', () => {
  it.each<[string, () => string, string]>([
    [
      'a directory where the database should be',
      () => {
        const folder = passingFolder()
        mkdirSync(join(folder, 'passerby.db'))
        return folder
      },
      'is a directory, and should be the database of a log.\n',
    ],
    [
      'what only seems to be packed',
      () => fileOfBytes(Buffer.concat([zlib.gzipSync(text).subarray(0, 10), Buffer.alloc(90, 7)])),
      'cannot be unpacked (',
    ],
    [
      'a packed file of which only the beginning is there',
      () => fileOfBytes(zlib.gzipSync(text).subarray(0, 12)),
      'is packed, and cut off before anything can be unpacked: copy it again.\n',
    ],
    [
      'a database that is cut in half',
      () => {
        const whole = readFileSync(join(stored(), 'passerby.db'))
        return fileOfBytes(whole.subarray(0, whole.length / 2))
      },
      'none of its events can be found: copy it again from where it was whole, with passerby.db-wal beside it.\n',
    ],
    [
      'a packed database',
      () => fileOfBytes(zlib.gzipSync(readFileSync(join(stored(), 'passerby.db')))),
      'is a database, which is read from a file of its own: name that, unpacked.\n',
    ],
  ])('%s', async (_, path, why) => {
    const { code, out, err } = await asked([path()])
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(why)
  })
})

const packings: [string, Buffer][] = [['gzip', zlib.gzipSync(text)]]
if (zstdCompressSync) {
  // Of what is within a block nothing is unpacked before all of it is there.
  const halves = [text.slice(0, 6_000), text.slice(6_000)]
  packings.push(['zstd', Buffer.concat(halves.map((half) => zstdCompressSync(Buffer.from(half))))])
}

it.each(packings)(
  'of a file packed by %s that is cut off what comes before is answered',
  async (_, packed) => {
    const { code, out, err } = await asked([fileOfBytes(packed.subarray(0, packed.length * 0.8))])
    expect([code, out]).toEqual([2, expect.stringMatching(/: \d+ events in \d+ turns/)])
    expect(err).toMatch(
      /^Event \d+ of the log is missing: the packed file is cut off\. What stands .*--until \d+\.\n$/,
    )
  },
)

it.runIf(zstdCompressSync)(
  'a file packed by zstd is known to be cut off wherever it ends',
  async () => {
    if (zstdCompressSync === undefined) return
    const lines = text.split('\n')
    const halves = [lines.slice(0, 20), lines.slice(20)].map((half) => Buffer.from(half.join('\n')))
    // The first ends with its line, so that nothing of the second is missed in what is unpacked.
    const [first, second] = [Buffer.concat([halves[0] as Buffer, Buffer.from('\n')]), halves[1]]
    const checked = { params: { [zlib.constants.ZSTD_c_checksumFlag as number]: 1 } }
    for (const options of [{}, checked]) {
      const [one, other] = [first, second as Buffer].map((half) => zstdCompressSync(half, options))
      const packed = Buffer.concat([one as Buffer, other as Buffer])
      const ends = Array.from({ length: packed.length + 1 }, (_, end) => end)
      const whole = ends.filter((end) => !isZstdCut(packed.subarray(0, end)))
      expect(whole).toEqual([0, one?.length, packed.length])
      const { code, err } = await asked([
        fileOfBytes(packed.subarray(0, (one?.length as number) + 9)),
        '--verify',
      ])
      expect([code, err]).toEqual([
        2,
        expect.stringMatching(/^Event \d+ of the log is missing: the packed/),
      ])
    }
    const skipped = Buffer.from('502a4d1803000000aabbcc', 'hex')
    expect([isZstdCut(skipped), isZstdCut(skipped.subarray(0, 10))]).toEqual([false, true])
  },
)

const stored = (): string => {
  const directory = freshDirectory()
  const store = openHere(directory)
  for (const event of played.slice(0, 20)) store.commit([event])
  store.commit(played.slice(20))
  store.close()
  return directory
}

it('a damaged database tells what comes before the fault', async () => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const comes = played[0] as LogEvent
  // Rows of 128 events, of which some dozen are read at a time.
  for (let turn = 1; turn <= 40; turn++) {
    const first = (turn - 1) * 128 + 1
    const events = Array.from({ length: 128 }, (_, index) => first + index).map((seq) => {
      const data = { ...comes.data, person: { id: 'x'.repeat(100), day: '' } }
      return { ...comes, actor: `s${seq}`, seq, turn, data } as LogEvent
    })
    store.commit(events)
  }
  store.close()
  const file = join(directory, 'passerby.db')
  const pageBytes = 4_096
  // The last page in which the log stands.
  const at = Math.floor(readFileSync(file).lastIndexOf('x'.repeat(100)) / pageBytes) * pageBytes
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, Buffer.alloc(pageBytes, 0xff), 0, pageBytes, at)
  closeSync(descriptor)
  const { code, out, err } = await asked([directory])
  expect([code, out]).toEqual([2, expect.stringMatching(/: 3,072 events in 24 turns/)])
  expect(err).toMatch(
    /^Event \d+ of the log or one soon after it cannot be read: .*damaged.*--until \d+\.\n$/,
  )
})

it('a fault that nobody foresaw says what it was, and at which event', async () => {
  const broken = (path: string): Result.Result<Source> => {
    expect(path).toBe('it')
    const source = sourceOf(played)
    return Result.succeed({
      ...source,
      *read() {
        const event = { ...played[4], type: 'session.dance' } as unknown as LogEvent
        yield played.slice(0, 4).map((one) => ({ event: one, json: JSON.stringify(one.data) }))
        yield [{ event, json: '{}' }]
        return Result.void
      },
    })
  }
  const { code, err } = await asked(['it'], broken)
  expect(code).toBe(2)
  expect(err).toMatch(/^A fault of the debugger's own at event 5 of it: .+ \(at .*src\/.*\)\.\n$/)
})
