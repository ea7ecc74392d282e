// The real command line: each option, bad logs, a live log. As a process, where that is the question.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { Result } from 'effect'
import { describe, expect, it } from 'vitest'
import { livedEvents } from '../../bench/lives.ts'
import type { LogEvent, Turn } from '../../src/events/event.ts'
import { machinesOf } from '../../src/replay/against/machines.ts'
import { replayCommand } from '../../src/replay/cli/command.ts'
import { runWords } from '../../src/replay/cli/commandLine.ts'
import { joinPairs } from '../../src/replay/cli/logQuery.ts'
import { answerTo } from '../../src/replay/cli/runQuery.ts'
import type { Surroundings } from '../../src/replay/cli/surroundings.ts'
import { tell } from '../../src/replay/cli/terminal.ts'
import { tryNew, writeNew } from '../../src/replay/cli/writing.ts'
import { openSource } from '../../src/replay/source/openSource.ts'
import { plainStyle } from '../../src/replay/text/textStyle.ts'
import { type Ran, runProgram, unbroken } from '../kit/commandLine.ts'
import { built } from '../kit/process.ts'
import { freshDirectory, openHere } from '../store/stores.ts'
import { fileOf, fileWith, freshPath, smallStage } from './recording.ts'

const { played } = smallStage()
const log = fileWith(played)

type OpenPage = Surroundings['openPage']

const noPage: OpenPage = () => Promise.reject(new Error('No page is asked for'))

/** What it does with words that it takes, in this process: one for each would cost a second. */
const replay = async (words: readonly string[], openPage = noPage): Promise<Ran> => {
  let [out, err] = ['', '']
  let code: number | null = null
  const command = replayCommand(async ({ logs, json, options }) => {
    const terminal = {
      out: (text: string) => {
        out += text
      },
      note: (text: string) => {
        err += text
      },
      ...{ style: plainStyle, isTerminal: false, json, pause: async () => false },
    }
    code = await answerTo(logs, options, {
      terminal,
      openLog: async (path) => openSource(path),
      ...{ tryNew, writeNew, machinesOf },
      readText: (file) =>
        Result.try({
          try: () => readFileSync(file, 'utf8'),
          catch: () => ({ _tag: 'FileUnreadable', file }) as const,
        }),
      openPage,
    })
  })
  expect(await runWords(command, joinPairs(words))).toBe(true)
  return { code, out, err }
}

/** A data directory with the log, on whose database SQL was run behind the back of the store. */
const spoilt = (sql: string): string => {
  const directory = freshDirectory()
  const store = openHere(directory)
  store.commit(played)
  store.close()
  const database = new Sqlite(join(directory, 'passerby.db'))
  database.exec(sql)
  database.close()
  return directory
}

const well = async (...words: string[]): Promise<string> => {
  const { code, out, err } = await replay([log, ...words])
  expect([words, code, err]).toEqual([words, 0, ''])
  return out
}

describe('each question', () => {
  it('has its answer on standard output', async () => {
    const cases: readonly (readonly [words: string[], said: string | RegExp])[] = [
      [[], '41 events in 25 turns'],
      [['--session', 's4'], / 41 .* relax +s4\n$/],
      [['--room', 'r3', '--type', 'send_message'], '[erased, 5 chars]'],
      [['--from', '+7s', '--to', '+1m'], /^.*\n +41 .*\n$/],
      [['--from', '-0.5s'], / 41 .* relax +s4\n$/],
      [['--until', '2'], /^.*\n +1 .*\n +2 .*\n$/],
      [['--state', '37'], 'idle  was chatting'],
      [['--diff', '23', '25'], 'online → away'],
      [['--why', 's2', '40'], 'not seeking its gender'],
      [['--what-if', fileOf('{"relaxSeconds":1}')], /^An estimate/],
      [['--stop', 'turn > 4 events || wait > 1h'], /^It holds first at event 11 /],
      [['--csv', '-'], /^time_each_1_s,waiting,chatting,.*\n[^\n]*T[\d:.]+Z,/],
      [
        ['--verify'],
        /^2 digests agree in 41 events\. M1 to M6, M9, M10 and M12 hold\safter\seach\sof\s25\sturns/,
      ],
    ]
    for (const [words, said] of cases) expect(await well(...words)).toMatch(said)
  })

  it('has it in JSON, a line each', async () => {
    const counts = { turns: 25, allTurns: 25, undecided: 2, digests: 2, partial: 0, unjudged: 0 }
    const judged = { ...counts, undecidedShared: 1, missing: null, mismatch: null }
    const cases: readonly (readonly [words: string[], records: object[]])[] = [
      [[], [expect.objectContaining({ events: 41 })]],
      [
        ['--until', '2'],
        [expect.objectContaining({ seq: 1 }), expect.objectContaining({ seq: 2 })],
      ],
      [['--verify'], [{ events: 41, ...judged }]],
      [['--why', 's2', '40'], [expect.objectContaining({ place: 'waiting' })]],
    ]
    for (const [words, records] of cases) {
      const lines = (await well('--json', ...words)).trimEnd().split('\n')
      expect(lines.map((line) => JSON.parse(line))).toEqual(records)
    }
  })

  it('may be a slice, which is a log of its own', async () => {
    const slice = fileOf(await well('--export', 'r3'))
    const { code, out } = await replay([slice, '--verify'])
    expect([code, out]).toEqual([
      0,
      'No digest is in this log: whether the states of the server were these, nothing\ntells. No statechart refuses one of its 22 events, and no match of which all is\nknown breaks a rule.\nWhich interests two who met share is erased: 1 time nothing tells whether they\nwere told just these.\n',
    ])
  })
})

describe('what is written into a file', () => {
  it('is over time, and leaves a file that is there as it is', async () => {
    const path = freshPath()
    expect(await well('--csv', path)).toBe(`${path} is written: 10 lines.\n`)
    const kept = readFileSync(path, 'utf8')
    expect(kept).toBe(await well('--csv', '-'))
    const again = await replay([log, '--csv', path])
    const why = `${path} is there already, and is left as it is: name another file.\n`
    expect(again).toEqual({ code: 2, out: '', err: why })
    expect(readFileSync(path, 'utf8')).toBe(kept)
  })

  it('is known to fit where it is to go before the log is read', async () => {
    const why =
      '/nowhere/a.csv cannot be written: there is no folder /nowhere: make it, or name another.\n'
    expect(await replay(['/no/log', '--csv', '/nowhere/a.csv'])).toEqual({
      code: 2,
      out: '',
      err: why,
    })
  })

  it('is said not to be, where it is standard output that takes nothing', async () => {
    const full = openSync('/dev/full', 'w')
    const main = built('replay')
    const child = spawn(process.execPath, [main, log], { stdio: ['ignore', full, 'pipe'] })
    closeSync(full)
    let said = ''
    child.stderr?.on('data', (chunk) => {
      said += chunk
    })
    const [code] = await once(child, 'close')
    expect(unbroken(said)).toMatch(/^Standard output cannot be written: its disk is full: .*\n$/)
    expect(code).toBe(2)
  })
})

describe('several logs', () => {
  const wrong = fileWith(
    played.map((event) =>
      event.seq === 30 ? ({ ...event, data: { digest: '0' } } as LogEvent) : event,
    ),
  )
  const torn = fileOf(readFileSync(log, 'utf8').slice(0, -40))

  it('are judged, a line each, and counted; exit code 1 where one is wrong, 2 where one is torn', async () => {
    const sound = await replay(['--verify', log, log])
    expect(sound).toMatchObject({ code: 0, err: '' })
    expect(sound.out.split('\n')).toEqual([
      expect.stringMatching(/^\S+ +41 events {2}sound: 2 digests agree$/),
      expect.stringMatching(/^\S+ +41 events {2}sound: 2 digests agree$/),
      '2 logs, 82 events: 2 sound, 0 wrong, 0 unreadable',
      '',
    ])
    const empty = await replay(['--verify', log, fileOf('{"passerby":"log","version":3}\n')])
    expect(empty.code).toBe(2)
    expect(empty.out).toMatch(/ 0 events {2}unreadable: no event is in it\n/)
    const mixed = await replay([log, wrong, '--verify'])
    expect(mixed.code).toBe(1)
    expect(mixed.out).toMatch(/ 41 events {2}wrong: The fold and the server part between turn 11/)
    const unread = await replay([log, wrong, torn, '/nowhere', '--verify'])
    expect(unread.code).toBe(2)
    expect(unread.out).toMatch(/ 40 events {2}unreadable: Event 41 of the log is torn/)
    expect(unread.out).toMatch(
      /\n\/nowhere +0 events {2}unreadable: There is no file \/nowhere\.\n/,
    )
    expect(unread.out).toMatch(/\n4 logs, 122 events: 1 sound, 1 wrong, 2 unreadable\n$/)
  })

  it('are judged in JSON, a line each', async () => {
    const { code, out } = await replay([log, wrong, '--verify', '--json'])
    const records = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect([code, records]).toEqual([
      1,
      [
        expect.objectContaining({ log, events: 41, verdict: 'sound' }),
        expect.objectContaining({
          ...{ log: wrong, events: 41, verdict: 'wrong' },
          verification: expect.objectContaining({ mismatch: expect.objectContaining({ seq: 30 }) }),
        }),
      ],
    ])
  })

  it('are asked nothing else', async () => {
    const err = 'Of 2 logs nothing can be asked but --verify: name one of them.\n'
    expect(await replay([log, log])).toEqual({ code: 2, out: '', err })
  })
})

describe('what has no answer', () => {
  it('is told in a sentence on standard error, exit code 2', async () => {
    const cases: readonly (readonly [words: string[], why: string])[] = [
      [['/nowhere'], 'There is no file /nowhere.\n'],
      [[log, '--session', 's44'], 'There is no session s44 in this log; the nearest is s4.\n'],
      [
        [log, '--state', '3', '--verify'],
        '--state and --verify do not go together: ask one question at a time.\n',
      ],
      [
        [log, '--room', 'r3', '--diff', '1', '2'],
        '--diff and --room do not go together: ask one question at a time.\n',
      ],
      [
        [log, '--follow', '--until', '3'],
        '--follow and --until do not go together: one goes on where the other ends.\n',
      ],
      [
        [log, '--open', '--json'],
        '--open and --json do not go together: it is shown in a browser.\n',
      ],
      [[log, '--follow'], `--follow needs the database of a server: nobody adds to ${log}.\n`],
      [[log, '--state', '0'], '--state takes the seq of an event, and the first has 1.\n'],
      [[log, '--until', '0'], '--until takes the seq of an event, and the first has 1.\n'],
      [[log, '--diff', '3'], '--diff takes the seqs of two events: --diff 3 9.\n'],
      [[log, '--why', 's1'], '--why takes a session and the seq of an event: --why s_AbCdEf 17.\n'],
      [[log, '--stop', 'seq > x'], 'seq is compared with a number, not x.\n  seq > x\n        ^\n'],
      ...[['r3'], ['r3', '/nowhere/it.test.ts'], ['r3', 'test/replay/it.ts']].map(
        (words): [string[], string] => [
          [log, '--record', ...words],
          '--record takes a room or a session, and a file below test that ends in .test.ts: --record r_XyZ test/replay/it.test.ts.\n',
        ],
      ),
      [
        [log, '--record', 'r9', 'test/replay/it.test.ts'],
        'There is no session or room r9 in this log; the nearest is r3.\n',
      ],
      [
        [log, '--record', 'r3', 'test/replay/cli.test.ts'],
        'test/replay/cli.test.ts is there already, and is left as it is: name another file.\n',
      ],
      [
        [log, '--against', '/nowhere'],
        '/nowhere is no folder, and git knows no commit of that name.\n',
      ],
      [[log, '--port', '0'], '--port takes a number from 1 to 65535, not 0.\n'],
      [[log, '--port', '99999'], '--port takes a number from 1 to 65535, not 99999.\n'],
      [
        [log, '--from', '-5y'],
        '--from takes an ISO date, milliseconds or a span such as +90s or -5m, not -5y.\n',
      ],
      [[log, '--what-if', '/nowhere'], 'There is no file /nowhere that can be read.\n'],
    ]
    for (const [words, err] of cases) expect(await replay(words)).toEqual({ code: 2, out: '', err })
  })

  it('does not keep what comes before it from being told', async () => {
    const torn = fileOf(`${await well('--export', 'r3')}{"seq":23,"tur`)
    const { code, out, err } = await replay([torn, '--type', 'closed'])
    expect([code, out.split('\n')[1]?.trim().slice(0, 2)]).toEqual([2, '22'])
    expect(err).toBe(
      `Event 23 of the log is torn: its line is no whole JSON. What stands before it can be looked at with npm run replay -- ${torn} --until 22.\n`,
    )
  })

  it('is not a fold that parts from the server: exit code 1', async () => {
    const wrong = played.map((event) =>
      event.seq === 30 ? ({ ...event, data: { digest: '0' } } as LogEvent) : event,
    )
    const { code, out, err } = await replay([fileWith(wrong), '--verify'])
    expect([code, err]).toEqual([1, ''])
    expect(out).toContain(
      'They were known to agree up to turn 10; it came out at event 30, digest 2.',
    )
  })

  it('is a log that is not as it was written, by whatever it is asked: exit code 2', async () => {
    const directory = freshDirectory()
    const store = openHere(directory)
    store.commit(played.slice(0, 20))
    store.commit(played.slice(20))
    store.close()
    const database = new Sqlite(join(directory, 'passerby.db'))
    database.exec(`update batches set events = replace(events, 's4', 's1') where first = 21`)
    database.close()
    const { code, out, err } = await replay([directory, '--verify'])
    expect([code, out]).toEqual([
      2,
      expect.stringMatching(/^What can be read of it:\n1 digest agrees in 20 events\./),
    ])
    expect(err).toBe(
      `Event 21 of the log or one soon after it is not as it was written. What stands before it can be looked at with npm run replay -- ${directory} --until 20.\n`,
    )
    const main = built('replay')
    const both = spawnSync('sh', ['-c', `${process.execPath} ${main} ${directory} --verify 2>&1`])
    expect(both.stdout.toString()).toMatch(
      /^Event 21 of the log [\s\S]*\nWhat can be read of it:\n1 digest/,
    )
  })

  it('is a log of which nothing is sound', async () => {
    const directory = spoilt('update batches set at = at + 1 where first = 1')
    const { code, err } = await replay([directory])
    expect([code, err]).toEqual([
      2,
      'Event 1 of the log or one soon after it is not as it was written. Nothing stands before it.\n',
    ])
  })
})

describe('a database with which no server starts', () => {
  const refused =
    '\\. No server starts with it; npm run replay -- \\S+ shows what its events tell\\.'
  it('is not verified, and it is said why and what to do: exit code 2', async () => {
    const agreed = '^What can be read of it:\n2 digests agree in 41 events\\. M1'
    const cases: readonly (readonly [sql: string, out: string, why: string])[] = [
      [
        'update keys set key = zeroblob(32) where began > 0',
        agreed,
        `is damaged: a key is not as it was written${refused}`,
      ],
      ['update keys set began = 3', agreed, `is damaged: it has keys without owners${refused}`],
      ['delete from keys where slot = 1', agreed, `is damaged: a key is missing${refused}`],
      [
        'drop table keys; create table keys (slot integer primary key)',
        agreed,
        `is damaged: its tables are not ours${refused}`,
      ],
      ['alter table head add column more integer', agreed, `its tables are not ours${refused}`],
      ['update head set seq = 50', agreed, '^Event 42 of the log is missing\\. .*--until 41'],
      ['update head set at = at + 1', agreed, '^Event 41 of the log is not the one that'],
      [
        'delete from head',
        agreed,
        '^Event 42 of the log may be missing: the log does not say where it ends',
      ],
      [
        'pragma user_version = 99',
        agreed,
        'newer version of Passerby \\(format 99, not \\d\\)\\. Verify it with that version\\.',
      ],
      [
        'drop table batches',
        '^$',
        'is damaged: its tables are not ours, and no event can be shown',
      ],
      [
        'pragma user_version = 2',
        agreed,
        `is damaged: its tables are not those of format 2${refused}`,
      ],
    ]
    for (const [sql, said, why] of cases) {
      const { code, out, err } = await replay([spoilt(sql), '--verify'])
      const [says, because] = [said, why].map((text) => expect.stringMatching(text))
      expect([sql, code, out, err]).toEqual([sql, 2, says, because])
      expect(err.trimEnd()).not.toContain('\n')
    }
  })

  it('may have a server that runs', async () => {
    const directory = freshDirectory()
    const store = openHere(directory)
    store.commit(played)
    // Another process: whoever closes the database here takes the store's locks with it.
    expect(await runProgram('replay', [directory, '--verify'])).toMatchObject({ code: 0, err: '' })
    store.close()
    expect(await replay([directory, '--verify'])).toMatchObject({ code: 0, err: '' })
  })
})

describe('whoever has read enough', () => {
  it('is told no more: the rest is not even made', async () => {
    let [made, out] = [0, '']
    function* many(): Iterable<string> {
      for (; made < 1_000_000; made++) yield `line ${made}`
    }
    const terminal = {
      out: (text: string) => {
        out += text
      },
      taken: () => new Promise<void>(() => {}),
      note: () => {},
      ...{ style: plainStyle, isTerminal: false, json: false, pause: async () => false },
    }
    const told = tell(terminal, { lines: many, records: [] })
    expect(await Promise.race([told, setImmediate('waits')])).toBe('waits')
    expect([made < 1_001, out.startsWith('line 0\nline 1\n')]).toEqual([true, true])
  })

  it('ends the process without a word, exit code 0', async () => {
    const words = [built('replay'), fileWith(livedEvents(20_000)), '--until', '19000']
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] })
    let err = ''
    child.stderr.on('data', (chunk) => {
      err += chunk
    })
    child.stdout.once('data', () => child.stdout.destroy())
    const [code] = await once(child, 'close')
    expect([code, err]).toEqual([0, ''])
  })

  it.each([['--open'], ['--follow', '--type', 'matchmaker.faulted']])(
    'ends what has nothing more to write: %s',
    async (...asked) => {
      const directory = freshDirectory()
      const store = openHere(directory)
      store.commit(played as Turn)
      const command = [process.execPath, built('replay'), directory, ...asked].join(' ')
      const child = spawn('sh', ['-c', `${command} | head -1`])
      let out = ''
      child.stdout.on('data', (chunk) => {
        out += chunk
      })
      const [code] = await once(child, 'close')
      expect([code, out.trimEnd().split('\n').length]).toEqual([0, 1])
      store.close()
    },
  )
})

describe('as a process', () => {
  it('answers on standard output, in prose and in JSON', async () => {
    const [prose, json] = await Promise.all([
      runProgram('replay', [log]),
      runProgram('replay', [log, '--json']),
    ])
    expect(prose).toMatchObject({ code: 0, out: expect.stringContaining('41 events'), err: '' })
    expect(json).toMatchObject({ code: 0, out: expect.stringMatching(/^{.*"events":41/), err: '' })
  })

  it('says on standard error why it has no answer, exit code 2', async () => {
    const cases: readonly (readonly [words: string[], why: string])[] = [
      [['/nowhere'], 'There is no file /nowhere.\n'],
      [[log, '--what-if', '/nowhere'], 'There is no file /nowhere that can be read.\n'],
      [[log, '--bogus'], 'Unrecognized flag: --bogus. See --help.\n'],
      [[], 'Missing required argument: LOG. See --help.\n'],
    ]
    const ran = await Promise.all(cases.map(([words]) => runProgram('replay', words)))
    expect(ran).toEqual(cases.map(([, err]) => ({ code: 2, out: '', err })))
  })

  it('opens its page at the same address each time, elsewhere only where that is taken', async () => {
    const asked: number[] = []
    const onlyOn =
      (free: number): OpenPage =>
      async (_, port) => {
        asked.push(port)
        return port === free
          ? Result.succeed({ address: `http://127.0.0.1:${port}`, close: () => {} })
          : Result.fail({ _tag: 'CannotListen', message: 'Taken.' })
      }
    expect(await replay([log, '--open'], onlyOn(4_747))).toMatchObject({ code: 0, err: '' })
    expect(await replay([log, '--open'], onlyOn(0))).toMatchObject({
      ...{ code: 0, err: expect.stringContaining('Port 4747 is taken') },
    })
    expect(await replay([log, '--open', '--port', '5000'], onlyOn(0))).toMatchObject({ code: 2 })
    expect(asked).toEqual([4_747, 4_747, 0, 5_000])
  })

  it('ends where the port of its page is taken, exit code 2', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const { code, err } = await runProgram('replay', [log, '--open', '--port', `${port}`])
    taken.close()
    expect([code, err]).toEqual([2, expect.stringContaining(`127.0.0.1:${port}`)])
  })

  it('has the exit code 1 for a fold that parts from the server', async () => {
    const wrong = played.map((event) =>
      event.seq === 30 ? ({ ...event, data: { digest: '0' } } as LogEvent) : event,
    )
    expect(await runProgram('replay', [fileWith(wrong), '--verify'])).toMatchObject({ code: 1 })
  })

  it('tells all of its options', async () => {
    const { code, out } = await runProgram('replay', ['--help'])
    expect(out).toMatch(/--why SESSION SEQ[\s\S]*--open[\s\S]*EXAMPLES[\s\S]*--state 17/)
    expect(code).toBe(0)
  })
})

it('follows a log that is being written, until it is interrupted', async () => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const half = played.findIndex(({ seq }) => seq === 24)
  store.commit(played.slice(0, half) as Turn)
  let isWritten = false
  const words = [directory, '--follow', '--session', 's1']
  const { code, out } = await runProgram('replay', words, {
    seen: (seen, interrupt) => {
      if (!isWritten && / 14 .*send_message/.test(seen)) {
        isWritten = true
        store.commit(played.slice(half) as Turn)
      }
      if (/ 38 .*closed/.test(seen)) interrupt()
    },
  })
  expect(code).toBe(0)
  expect(out.match(/^ +\d+/gm)?.map(Number)).toEqual([
    1, 2, 3, 4, 9, 10, 11, 13, 14, 24, 25, 26, 27, 36, 37, 38,
  ])
  store.close()
})
