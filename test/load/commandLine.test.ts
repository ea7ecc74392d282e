// The load tester as it is run, against the real server.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Result } from 'effect'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as machine from '../../src/load/cli/machine.ts'
import { readOptions } from '../../src/load/cli/options.ts'
import { planOf } from '../../src/load/cli/plan.ts'
import type { LoadResult } from '../../src/load/measures/loadResult.ts'
import { unbroken } from '../kit/commandLine.ts'
import { built, type Running, removeFolder, startServer, temporaryFolder } from '../kit/process.ts'

const main = built('load')

const withoutLimits = {
  LIMIT_JOINS_PER_MINUTE: '0',
  LIMIT_SOCKETS_PER_ADDRESS: '0',
  LIMIT_MESSAGES_PER_SECOND: '0',
}

const folder = temporaryFolder()
const dataDirectory = join(folder, 'data')
let server: Running

beforeAll(async () => {
  server = await startServer({ DATA_DIR: dataDirectory, ...withoutLimits })
})

afterAll(async () => {
  await server.end('SIGTERM')
  removeFolder(folder)
})

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly said: string
}

/** Runs it to its end; `interruptAt` is what it must have said before it is told to stop. */
const load = (
  args: readonly string[],
  interruptAt?: RegExp,
  interrupt = (child: ChildProcess) => void child.kill('SIGINT'),
): Promise<Ran> =>
  new Promise((settle) => {
    const child = spawn(process.execPath, [main, ...args], {
      ...{ stdio: ['ignore', 'pipe', 'pipe'], detached: true },
    })
    let [out, said, isTold] = ['', '', false]
    const hear = () => {
      if (isTold || interruptAt === undefined || !interruptAt.test(out + said)) return
      isTold = true
      interrupt(child)
    }
    child.stdout.on('data', (chunk) => {
      out += chunk
      hear()
    })
    child.stderr.on('data', (chunk) => {
      said += chunk
      hear()
    })
    child.once('close', (code) => settle({ code, out, said }))
  })

describe('the smoke preset', () => {
  it('finds no fault in the real server, on the wire or in its log', async () => {
    const report = join(folder, 'report.html')
    const { code, out, said } = await load([
      server.address,
      ...['--preset', 'smoke', '--json', '--seed', '1', '--log', dataDirectory],
      ...['--require', 'faults==0', '--require', 'errors==0', '--report', report],
      ...['--csv', join(folder, 'seconds.csv'), '--json-lines', join(folder, 'seconds.jsonl')],
    ])
    const result = JSON.parse(out) as LoadResult
    expect(Object.keys(result).join(' ')).toMatch(
      /^passed failures url scenario .* ceilings .* requirements$/,
    )
    expect(result.referee.examples).toEqual([])
    expect(result.errors).toEqual({})
    expect(code).toBe(0)
    expect(result.counts).toMatchObject({ arrived: 200, joined: 200 })
    expect(result.counts.matches).toBeGreaterThan(100)
    expect(result.counts.drops).toBeGreaterThan(0)
    expect(result.left.unanswered).toBe(0)
    const { acknowledged } = result.counts
    expect(acknowledged).toBeGreaterThan(100)
    expect(result.referee.log?.messages).toBeGreaterThanOrEqual(acknowledged)
    expect(said).toContain('Referee: no fault in')
    const linesIn = (name: string) => readFileSync(join(folder, name), 'utf8').trim().split('\n')
    const [names, ...rows] = linesIn('seconds.csv').map((line) => line.split(','))
    expect(names?.slice(0, 4)).toEqual(['second', 'connections', 'chats', 'sent'])
    expect(rows.map(([second]) => Number(second))).toEqual(
      result.series.map(({ second }) => second),
    )
    expect(linesIn('seconds.jsonl').map((line) => JSON.parse(line))).toEqual(result.series)
    const page = readFileSync(report, 'utf8')
    expect(page.match(/data-chart="/g)?.length).toBeGreaterThan(3)
    // Whole in itself: the only addresses are those of the server and of uPlot's authors, as texts.
    const rest = page
      .replaceAll(server.address, '')
      .replace('https://github.com/leeoniya/uPlot', '')
    expect(rest).not.toMatch(/https?:|<link|src=|@import|url\(/)
  })
})

const talkative = ['--users', '40', '--ramp', '80', '--duration', '600', '--interests-each', '0']

const few = ['--preset', 'idle', '--users', '4', '--ramp', '50', '--duration', '0.3']

describe('the exit code', () => {
  it('is 1 where a requirement is not met', async () => {
    const { code, out } = await load([server.address, ...few, '--require', 'sent>1000000'])
    expect(out).toContain('NOT MET  sent>1000000')
    expect(code).toBe(1)
  })

  it('is 1 where a file that was asked for could not be written', async () => {
    const args = ['--preset', 'idle', '--users', '5', '--duration', '1.2']
    const full = ['--json-lines', '/dev/full']
    const { code, said } = await load([server.address, ...args, ...full])
    expect(unbroken(said)).toMatch(/^load: --json-lines \/dev\/full: its disk is full: .*\n$/)
    expect(code).toBe(1)
  })

  it('is 2 where nobody can be given the result on standard output', async () => {
    const args = [main, server.address, ...few, '--json']
    const full = openSync('/dev/full', 'w')
    const child = spawn(process.execPath, args, { stdio: ['ignore', full, 'pipe'] })
    closeSync(full)
    let said = ''
    child.stderr?.on('data', (chunk) => {
      said += chunk
    })
    const [code] = await once(child, 'close')
    expect(unbroken(said)).toMatch(/ Standard output cannot be written: its disk is full: .*\n$/)
    expect(code).toBe(2)
  })

  it('leaves the seconds of a run before as they were where no server answers', async () => {
    const file = join(folder, 'kept.csv')
    writeFileSync(file, 'kept')
    const { code } = await load(['http://127.0.0.1:1', '--csv', file])
    expect([code, readFileSync(file, 'utf8')]).toEqual([2, 'kept'])
  })

  it('is 0 for connections and nothing else', async () => {
    const args = ['--preset', 'idle', '--users', '20', '--ramp', '100', '--duration', '0.3']
    const { code, out } = await load([server.address, ...args, '--local-addresses', '3'])
    expect(out).toContain('20 visitors')
    expect(out).toContain('at most 20 connected at once')
    expect(out).toContain('No errors.')
    expect(out).toMatch(/^PASSED$/m)
    expect(code).toBe(0)
  })

  it.each(['SIGINT', 'SIGHUP'] as const)(
    'is that of what was measured after %s',
    async (signal) => {
      const args = ['--preset', 'idle', '--duration', '600', '--users', '10', '--processes', '2']
      const { code, out } = await load(
        [server.address, ...args, '--require', 'joined==10'],
        /10 connected/,
        ({ pid = 0 }) => void process.kill(-pid, signal),
      )
      expect(out).toContain('Stopped early after')
      expect(out).toContain('met  joined==10')
      expect(code).toBe(0)
    },
  )

  it.each([
    [['--preset', 'huge'], 'huge'],
    [['--nonsense'], 'nonsense'],
    [['--users', '0'], 'users: expected a whole number from 1'],
    [['--users', 'many'], 'users'],
    [['--genders', 'robot=1'], 'male=N,female=N,other=N'],
    [['--message-characters', 'long'], '40-120'],
    [
      ['--allow-errors', 'some'],
      '--allow-errors: "some". Expected a share such as 1% or 0.01. See --help.\n',
    ],
    [['--grace', '-5'], '--grace: "-5". Expected seconds, 0 or more. See --help.\n'],
    [
      ['--report', '/nowhere/r.html'],
      'load: --report /nowhere/r.html: there is no folder /nowhere: make it, or name another\n',
    ],
    [['--log', '/nowhere'], '--log /nowhere: there is no /nowhere'],
    [['http://127.0.0.1:1'], 'nothing answers at http://127.0.0.1:1 (ECONNREFUSED)'],
  ])('is 2 for %j, which is said', async (args, fault) => {
    const { code, out, said } = await load(args)
    expect(unbroken(out + said)).toContain(fault)
    expect(code).toBe(2)
  })
})

/** Why nothing is done with the words; each is read and refused as '--users 0' is, exit code 2. */
const refusal = async (words: readonly string[]): Promise<string> => {
  const options = Result.getOrThrow(await readOptions(words))
  if (options === null) throw new Error('Nothing was asked')
  const planned = await planOf(options, machine)
  return Result.isFailure(planned) ? planned.failure.message : ''
}

it('ends quietly once whoever reads it has seen enough', async () => {
  const child = spawn(process.execPath, [main, server.address, ...talkative], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, said] = ['', '']
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  child.stdout.on('data', (chunk) => {
    out += chunk
    if (out.split('\n').length > 3) child.stdout.destroy()
  })
  await new Promise((settle) => child.once('exit', settle))
  expect(out).toContain('40 visitors')
  expect(out).not.toContain('Ran for')
  expect(said).toBe('')
})

it('writes its report also where its terminal is closed', async () => {
  const file = join(folder, 'closed.html')
  const words = [process.execPath, main, server.address, ...talkative, '--report', file]
  const terminal = spawn('script', ['-qc', words.join(' '), '/dev/null'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await new Promise<void>((settle) => {
    let out = ''
    terminal.stdout.on('data', (chunk) => {
      out += chunk
      if (/connected [1-9]\d* of/.test(out)) settle()
    })
  })
  terminal.kill('SIGKILL')
  await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8')).toContain('</html>')
})

it('refuses a log that is not the server’s, whose messages it would miss', async () => {
  const elsewhere = join(folder, 'elsewhere')
  const other = await startServer({ DATA_DIR: elsewhere })
  const { code, said } = await load([server.address, ...few, '--log', elsewhere])
  await other.end('SIGTERM')
  expect(unbroken(said)).toBe(
    `load: --log ${elsewhere}: it is another server's: whoever joined at ${server.address} is not ` +
      'in it. Give the data directory of that server\n',
  )
  expect(code).toBe(2)
})

describe('what is refused before a run', () => {
  it.each([
    [['--users', '0'], 'users: expected a whole number from 1'],
    [['--require', 'delivery<1'], "--require 'delivery<1'"],
    [['--scenario', '/nowhere.json'], '--scenario /nowhere.json: it cannot be read'],
    [['--local-addresses', '0'], '--local-addresses: expected 1 to 254'],
    [['http://192.0.2.1'], 'If it is yours, say --i-own-this-server'],
    [['ftp://127.0.0.1'], 'expected http or https'],
    [['http://127.0.0.1:3000/?room=1'], 'expected nothing but a path after the port'],
    [['--warm-up', '100s', '--duration', '2'], '--warm-up: expected less than the'],
    [['--messages-per-minute', '-1'], '--messages-per-minute: expected a number from 0'],
  ])('is said for %j', async (words, fault) => {
    expect(await refusal(words)).toContain(fault)
  })

  it('is a scenario file that is wrong, whose field is named', async () => {
    const file = join(folder, 'scenario.json')
    writeFileSync(file, JSON.stringify({ preset: 'churn', drops: 7 }))
    expect(await refusal([server.address, '--scenario', file])).toContain(
      `--scenario ${file}: drops: expected a share from 0 to 1`,
    )
  })
})

it('says what may be asked of it', async () => {
  const { out } = await load(['--help'])
  const [, own = ''] = /FLAGS\n([\s\S]*?)\n\n/.exec(out) ?? []
  expect(own).toContain('--forged-reports')
  expect(own).toContain('smoke, steady, churn, abuse, storm, idle')
  const [, examples = ''] = /EXAMPLES\n([\s\S]*)/.exec(out) ?? []
  expect(examples).toContain('npm run load -- http')
  expect(own.split('\n').filter((line) => line.length > 80)).toEqual([])
})

it('finds no fault in the real server where visitors block, report and come back', async () => {
  const { code, out } = await load([
    server.address,
    ...['--preset', 'abuse', '--users', '60', '--ramp', '60', '--duration', '6', '--json'],
    ...['--seed', '2', '--log', dataDirectory, '--require', 'faults==0', '--require', 'errors==0'],
  ])
  const { referee, counts, errors } = JSON.parse(out) as LoadResult
  expect(referee.examples).toEqual([])
  expect(errors).toEqual({})
  expect(counts.blocks).toBeGreaterThan(0)
  expect(counts.reports).toBeGreaterThan(0)
  expect(counts.rejoins).toBeGreaterThan(0)
  expect(counts.notProven).toBe(counts.falseReports + counts.forgedReports)
  expect(counts.notProven).toBeGreaterThan(0)
  expect(referee.log?.complaints).toBeGreaterThanOrEqual(counts.blocks)
  expect(code).toBe(0)
})

it('works its way into a server that asks for it, from the address that it was asked at', async () => {
  const limited = await startServer({
    DATA_DIR: join(folder, 'work'),
    ...withoutLimits,
    LIMIT_JOINS_PER_MINUTE: '2',
  })
  const { code, out } = await load([
    limited.address,
    ...[...few, '--solves', '1', '--local-addresses', '1', '--json'],
    ...['--require', 'joined==4', '--require', 'errors==0'],
  ])
  await limited.end('SIGTERM')
  expect((JSON.parse(out) as LoadResult).counts).toMatchObject({
    challenges: 2,
    solved: 2,
    waits: 0,
  })
  expect(code).toBe(0)
})

it('talks to a server below a path', async () => {
  const below = await startServer({
    ...{ DATA_DIR: join(folder, 'below'), BASE_PATH: '/talk/' },
    ...withoutLimits,
  })
  const url = `http://127.0.0.1:${new URL(below.address).port}/talk/`
  const { code, out, said } = await load([url, ...few, '--drops', '1'])
  await below.end('SIGTERM')
  expect(said).toBe('')
  expect(out).toContain(`4 visitors for ${url.slice(0, -1)}, `)
  expect(out).toContain('4 came, 4 joined, at most 4 connected')
  expect(code).toBe(0)
})

it('plays a scenario from a file, which options change', async () => {
  const file = join(folder, 'few.json')
  writeFileSync(
    file,
    JSON.stringify({ preset: 'churn', users: 6, ramp: 60, duration: 0.2, matching: false }),
  )
  const address = server.address.replace('127.0.0.1', 'localhost')
  const { code, out } = await load([address, '--scenario', file, '--users', '8', '--json'])
  expect((JSON.parse(out) as LoadResult).scenario).toMatchObject({ users: 8, ramp: 60, skips: 0.8 })
  expect(code).toBe(0)
})

it('says which limits of the server to lift where it asks for work that nobody is to do', async () => {
  const limited = await startServer({
    DATA_DIR: join(folder, 'limited'),
    ...withoutLimits,
    LIMIT_JOINS_PER_MINUTE: '2',
  })
  const { code, out } = await load([limited.address, ...few])
  await limited.end('SIGTERM')
  expect(out).toContain('join: 428')
  expect(out).toContain('LIMIT_JOINS_PER_MINUTE=0 LIMIT_SOCKETS_PER_ADDRESS=0')
  expect(out).toMatch(/^FAILED: 2 errors, more than 1 % of the 4 things/m)
  expect(code).toBe(1)
})

it('is not fooled by a server that nobody gets into', async () => {
  const closed = await startServer({
    DATA_DIR: join(folder, 'closed'),
    ALLOWED_ORIGINS: 'https://elsewhere.example',
  })
  const { code, out, said } = await load([closed.address, ...few])
  await closed.end('SIGTERM')
  expect(out).toContain('join: 403')
  expect(out).toContain('ALLOWED_ORIGINS')
  expect(out).toContain('FAILED: nobody connected; ')
  expect(said).toBe('')
  expect(code).toBe(1)
})

/** The processes that one has begun, in their order. */
const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)

describe('several processes', () => {
  it('find no fault in the real server, on the wire or in its log', async () => {
    const { code, out, said } = await load([
      server.address,
      ...['--processes', '3', '--preset', 'abuse', '--users', '90', '--duration', '6', '--json'],
      ...['--drops', '0.1', '--seed', '3', '--log', dataDirectory, '--require', 'errors==0'],
    ])
    const { referee, counts, errors, processes } = JSON.parse(out) as LoadResult
    expect(referee.examples).toEqual([])
    expect(errors).toEqual({})
    expect(counts.arrived).toBe(90)
    expect(counts.reports).toBeGreaterThan(0)
    expect(counts.notProven).toBe(counts.falseReports + counts.forgedReports)
    expect(referee.log?.messages).toBeGreaterThanOrEqual(counts.acknowledged)
    expect(referee.log?.complaints).toBeGreaterThanOrEqual(counts.blocks)
    expect(processes.length).toBe(4)
    expect(said).toContain('3 processes of 30')
    expect(said).toMatch(/process 3 .* of a core on average.*\nreferee /)
    expect(code).toBe(0)
  })

  it('all end at Ctrl-C, and what was measured is told', async () => {
    const args = [server.address, ...talkative, '--processes', '2', '--require', 'joined==40']
    // As a terminal does: everybody of the group is told.
    const { code, out } = await load(args, /40 connected/, ({ pid = 0 }) => {
      process.kill(-pid, 'SIGINT')
    })
    expect(out).toContain('Stopped early after')
    expect(out).toContain('met  joined==40')
    expect(out).toContain('Referee: no fault')
    expect(code).toBe(0)
  })

  it('of which one dies end early, with 1, and it is said', async () => {
    const args = [server.address, ...talkative, '--processes', '2']
    const { code, out } = await load(args, /40 connected/, ({ pid = 0 }) => {
      process.kill(childrenOf(pid)[1] ?? 0, 'SIGKILL')
    })
    expect(out).toContain('process 2: died (SIGKILL)')
    expect(out).toContain('DIED (SIGKILL)')
    expect(out).toContain('Referee: no fault')
    expect(code).toBe(1)
  })
})
