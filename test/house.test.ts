// The rules of the house: who may import what, the doors, what is forbidden.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync, Visitor } from 'vite'
import { expect, it } from 'vitest'
import { details, FieldError, RequestError } from '../src/events/errors.ts'
import { clientFrames, ErrorCode, serverFrames } from '../src/events/frames.ts'

const root = resolve(import.meta.dirname, '..')

/** A folder with more files than this wants rooms. */
const folderFilesMax = 14

/** A function with more lines than this does several things; Biome counts no nested ones. */
const functionLinesMax = 50

const filesUnder = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith('web/dist/'))

interface Source {
  readonly path: string
  readonly text: string
  /** What it imports: packages by name, own files by path from the root. */
  readonly imports: readonly { readonly from: string; readonly typeOnly: boolean }[]
}

const importPattern = /^(?:import|export) (type )?(?:[^'"]*? from )?['"]([^'"]+)['"]/gms

const read = (path: string): Source => {
  const text = readFileSync(join(root, path), 'utf8')
  const imports = [...text.matchAll(importPattern)].map(([, type, specifier = '']) => ({
    from: specifier.startsWith('.')
      ? relative(root, resolve(root, path, '..', specifier))
      : specifier,
    typeOnly: type !== undefined,
  }))
  return { path, text, imports }
}

const sources = filesUnder('src').map(read)
const pages = filesUnder('web').map(read)
const everything = [
  ...sources,
  ...pages,
  ...filesUnder('test').map(read),
  ...filesUnder('bench').map(read),
]

/** Composition roots: they read the environment, and know everybody. */
const roots = [
  'src/main.ts',
  'src/program.ts',
  'src/worldProgram.ts',
  'src/edgeProgram.ts',
  'src/starting.ts',
  'src/clusterStarting.ts',
  'src/writer.ts',
  'src/settings.ts',
  'src/clock.ts',
  'src/system.ts',
  'src/http/transport/headBytes.ts',
  'src/secret.ts',
  'src/load/main.ts',
  'src/load/shareMain.ts',
  'src/load/cli/machine.ts',
  'src/load/cli/options.ts',
  'src/replay/main.ts',
  'src/replay/cli/commandLine.ts',
  'src/replay/cli/writing.ts',
  'src/status/main.ts',
  'src/trial/main.ts',
  'src/trial/machine.ts',
  'src/moderation/main.ts',
]

const folderOf = (path: string): string => path.split('/').slice(0, 2).join('/')

const mayImport: Record<string, readonly string[]> = {
  'src/events': ['src/events'],
  'src/projections': ['src/projections', 'src/events'],
  'src/actors': ['src/actors', 'src/events'],
  'src/store': ['src/store', 'src/events'],
  'src/cluster': ['src/cluster', 'src/http', 'src/store', 'src/actors', 'src/events'],
  'src/http': ['src/http', 'src/actors', 'src/events', 'src/projections'],
  'src/load': ['src/load', 'src/replay', 'src/events', 'src/store', 'src/root.ts'],
  'src/moderation': [
    ...['src/moderation', 'src/replay', 'src/http', 'src/store', 'src/events'],
    'src/clock.ts',
  ],
  'src/replay': [
    ...['src/replay', 'src/cluster', 'src/http', 'src/store', 'src/actors', 'src/events'],
    ...['src/clock.ts', 'src/root.ts'],
  ],
  'src/trial': ['src/trial', 'src/replay', 'src/root.ts'],
  'src/status': [
    ...['src/status', 'src/replay', 'src/cluster', 'src/projections', 'src/store', 'src/events'],
  ],
}

/**
 * It drives any server over the wire: of this one it knows the frames, the bounds, the file, and for
 * the log in it the model by which the debugger judges who is paired; and how any command line is read.
 */
const mayLoadImport = [
  'src/events/event.ts',
  'src/events/fields.ts',
  'src/events/frames.ts',
  'src/events/heap.ts',
  'src/events/limits.ts',
  'src/store/connection.ts',
  'src/replay/judging/apart.ts',
  'src/replay/judging/waiting.ts',
  'src/replay/cli/commandLine.ts',
  'src/replay/cli/writing.ts',
  'src/replay/text/fieldFault.ts',
]

const broken = (check: (source: Source) => readonly string[], among = sources): string[] =>
  among.flatMap((source) => check(source).map((fault) => `${source.path}: ${fault}`))

it('imports only in the directions of the house', () => {
  const faults = broken(({ path, imports }) => {
    const allowed = mayImport[folderOf(path)]
    if (allowed === undefined) return []
    return imports
      .filter(({ from }) => from.startsWith('src/') && !allowed.includes(folderOf(from)))
      .map(({ from }) => `imports ${from}`)
  })
  expect(faults).toEqual([])
})

it('lets the load tester know nothing internal of the server', () => {
  const faults = broken(({ path, imports }) =>
    imports
      .filter(
        ({ from }) => path.startsWith('src/load/') && /^src\/(events|store|replay)\//.test(from),
      )
      .filter(({ from }) => !mayLoadImport.includes(from))
      .map(({ from }) => `imports ${from}`),
  )
  expect(faults).toEqual([])
})

it('has rooms in the load tester that import in one direction', () => {
  const rooms = ['cli', 'report', 'visitors', 'measures', 'referee', 'client', 'scenario']
  const roomOf = (path: string) => rooms.indexOf(/^src\/load\/(\w+)\//.exec(path)?.[1] ?? '')
  const faults = broken(({ path, imports }) =>
    imports
      .filter(({ from }) => roomOf(path) >= 0 && from.startsWith('src/load/'))
      .filter(({ from }) => roomOf(from) < roomOf(path))
      .map(({ from }) => `imports ${from}`),
  )
  expect(faults).toEqual([])
})

it('lets the edge know the world by its line alone', () => {
  const ofEdge = /^src\/http\/(edge\.ts$|reserved\.ts$|pages\/|socket\/|line\/line\.ts$)/
  const ofWorld =
    /^src\/(store|projections|actors)\/|^src\/http\/(desk|safety|limits\/(addresses|challenges))/
  const faults = broken(({ path, imports }) =>
    imports
      .filter(({ from, typeOnly }) => ofEdge.test(path) && !typeOnly && ofWorld.test(from))
      .map(({ from }) => `imports ${from}`),
  )
  expect(faults).toEqual([])
  const both = sources.filter(({ imports }) =>
    ['src/http/edge.ts', 'src/http/desk/desk.ts'].every((part) =>
      imports.some(({ from, typeOnly }) => from === part && !typeOnly),
    ),
  )
  expect(both.map(({ path }) => path)).toEqual(['src/http/server.ts'])
})

it('lets the pages import types of the wire, and bounds, and nothing else of the server', () => {
  const faults = broken(
    ({ imports }) =>
      imports
        .filter(({ from }) => from.startsWith('src/'))
        .filter(({ from, typeOnly }) => !typeOnly && from !== 'src/events/limits.ts')
        .map(({ from }) => `imports ${from}`),
    pages,
  )
  expect(faults).toEqual([])
})

it('has one door to each package of the outside', () => {
  const doors: Record<string, (path: string) => boolean> = {
    'better-sqlite3': (path) => path === 'src/store/connection.ts',
    'uWebSockets.js': (path) => path === 'src/http/transport/uws.ts',
    xstate: (path) => path.startsWith('src/actors/'),
    kysely: (path) => path.startsWith('src/projections/'),
    '@nats-io/transport-node': (path) => path.startsWith('src/cluster/nats/'),
    '@nats-io/jetstream': (path) => path.startsWith('src/cluster/nats/'),
    'hdr-histogram-js': (path) => path === 'src/load/measures/measures.ts',
    'effect/cli': (path) =>
      [
        'src/load/cli/flags.ts',
        'src/load/cli/options.ts',
        'src/replay/cli/command.ts',
        'src/replay/cli/commandLine.ts',
        'src/status/main.ts',
        'src/trial/main.ts',
        'src/moderation/main.ts',
      ].includes(path),
  }
  const faults = broken(({ path, imports }) =>
    imports
      .filter(({ from, typeOnly }) => !typeOnly && doors[from]?.(path) === false)
      .map(({ from }) => `imports ${from}`),
  )
  expect(faults).toEqual([])
})

it("keeps Effect's runtime out of everything but the composition roots", () => {
  const runtime =
    /\bimport \{[^}]*\b(Effect|Layer|Config|Scope|Fiber|Runtime)\b[^}]*\} from 'effect'/
  const faults = broken(({ path, text }) =>
    roots.includes(path) || !runtime.test(text) ? [] : ["uses Effect's runtime"],
  )
  expect(faults).toEqual([])
})

it('reaches for time, chance and the environment only in the composition roots', () => {
  const forbidden =
    /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|crypto\.random\w+|random(Bytes|UUID|FillSync)\(|process\.env|set(Timeout|Interval)\()/g
  const faults = broken(({ path, text }) =>
    roots.includes(path) ? [] : (text.match(forbidden) ?? []).map((found) => `uses ${found}`),
  )
  expect(faults).toEqual([])
})

it('asks what time it is only to write it down, and measures delays by no wall clock', () => {
  const written = /\b(until|relaxAt|retentionMs|stoppedAt|at:)|#at/
  const served = /^src\/(\w*[pP]rogram\.ts|actors|http|store)/
  const faults = broken(({ path, text }) =>
    text
      .split('\n')
      .filter((line) => served.test(path) && /\bclock\.now\(\)/i.test(line) && !written.test(line))
      .map((line) => `measures by what may be set: ${line.trim()}`),
  )
  expect(faults).toEqual([])
})

it('names what went wrong by a tag, and not by a bare string', () => {
  const bare = /\b(Result|Effect)<[^=;]*?, string>|\bPromise<[^=;]*?\| '[^']*'>/g
  const faults = broken(
    ({ text }) => (text.match(bare) ?? []).map((found) => `fails with ${found}`),
    [...sources, ...pages],
  )
  expect(faults).toEqual([])
})

it('has no time in a statechart but as an event', () => {
  const faults = broken(({ path, text }) =>
    path.startsWith('src/actors/') && /\b(after|delay|invoke):/.test(text) ? ['waits'] : [],
  )
  expect(faults).toEqual([])
})

it('says at the head of every file what it is for, without repeating its path', () => {
  const faults = broken(({ path, text }) => {
    const [first = ''] = text.split('\n')
    return /^\/\/ [^a-z]/.test(first) && !first.includes(path) ? [] : ['does not say what it is']
  }, everything)
  expect(faults).toEqual([])
})

it('has no folder of more than about twelve files without rooms', () => {
  const counts = new Map<string, number>()
  for (const { path } of [...sources, ...pages]) {
    const folder = dirname(path)
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  const crowded = [...counts].filter(([, count]) => count > folderFilesMax)
  expect(crowded).toEqual([])
})

/** The rooms of a folder, itself among them, each with those that its files import from, types included. */
const roomsOf = (folder: string): Map<string, Set<string>> => {
  const rooms = new Map<string, Set<string>>()
  for (const { path, imports } of sources) {
    if (!path.startsWith(`${folder}/`)) continue
    const room = dirname(path)
    const others = imports.map(({ from }) => dirname(from)).filter((other) => other !== room)
    rooms.set(room, new Set([...(rooms.get(room) ?? []), ...others]))
  }
  return rooms
}

it.each(['src/actors', 'src/store', 'src/http', 'src/replay', 'src/load'])(
  'has rooms in %s whose arrows point one way',
  (folder) => {
    const rooms = roomsOf(folder)
    expect(rooms.size).toBeGreaterThanOrEqual(3)
    // Whoever imports no room that is left can go; a circle stays.
    for (let left = 0; left !== rooms.size; ) {
      left = rooms.size
      for (const [room, others] of rooms) {
        if (![...others].some((other) => rooms.has(other))) rooms.delete(room)
      }
    }
    expect([...rooms.keys()]).toEqual([])
  },
)

/** Functions with more lines than allowed, each by where it begins. */
const longFunctions = ({ path, text }: Source): string[] => {
  const { program, errors } = parseSync(path, text)
  const found = errors.map(({ message }) => message)
  const breaks = (from: number, to: number) => text.slice(from, to).split('\n').length - 1
  const measure = ({ start, end }: { start: number; end: number }) => {
    const lines = breaks(start, end) + 1
    if (lines > functionLinesMax) found.push(`line ${breaks(0, start) + 1}: ${lines} lines`)
  }
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(program)
  return found
}

it('has no function that is long, counted with the functions in it', () => {
  expect(broken(longFunctions, [...sources, ...pages])).toEqual([])
})

/** What is done after a picture that ought to be done before it. */
const lateEffects = ({ path, text }: Source): string[] => {
  const found: string[] = []
  const note = (call: { callee: unknown; start: number; end: number }) => {
    const { name } = call.callee as { name?: string }
    const done = /\bfocus\w*\(|'key\w+'|showModal|\.subscribe\(\(/.exec(
      text.slice(call.start, call.end),
    )
    if (name === 'useEffect' && done !== null) found.push(`too late for ${done[0]}`)
  }
  new Visitor({ CallExpression: note }).visit(parseSync(path, text).program)
  return found
}

it('hears keys and gives the focus before anything is seen that promises it', () => {
  expect(broken(lateEffects, pages)).toEqual([])
})

it('has no default exports, no barrels and none of the names that say nothing', () => {
  const faults = broken(
    ({ path, text }) => [
      ...(/^export default/m.test(text) ? ['has a default export'] : []),
      ...(/^export \* from/m.test(text) ? ['is a barrel'] : []),
      ...(/(^|\/)\w*(Helper|Util|Impl|Info)s?\.tsx?$/i.test(path) ? ['says nothing'] : []),
      ...(text.match(/\b(?:class|interface|type) \w*(?:Helper|Util|Impl)\b/g) ?? []),
    ],
    [...sources, ...pages],
  )
  expect(faults).toEqual([])
})

it('has a test for each rule of the README, and a rule for each id in a test', () => {
  const rules = (text: string) => new Set(text.match(/\bM[1-9]\d*\b/g) ?? [])
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const titles = everything
    .filter(({ path }) => path.startsWith('test/') && !path.endsWith('house.test.ts'))
    .flatMap(({ text }) => text.match(/\[M[1-9]\d*\]/g) ?? [])
    .join(' ')
  expect([...rules(titles)].sort()).toEqual([...rules(readme)].sort())
})

it('names every setting and every event in the README or the sources it points to', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const settings = readFileSync(join(root, 'src/settings.ts'), 'utf8')
  const names = [...settings.matchAll(/'([A-Z][A-Z_]{3,})'/g)].map(([, name = '']) => name)
  expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
  expect(names.length).toBeGreaterThan(10)
})

/** The room that a file is in, as the picture of ARCHITECTURE.md names it. */
const pictured = (path: string): string => {
  const [top = '', folder = '', ...rest] = path.split('/')
  if (top === 'web') return 'web/'
  return rest.length > 0 ? `${top}/${folder}/` : path
}

it('has a picture of its rooms in ARCHITECTURE.md that shows every import and no other', () => {
  const architecture = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
  const rows = [...architecture.matchAll(/^ ((?:src|web)\/\S*) +[◀─]───([│●○╮─]*)/gm)].map(
    ([, room = '', marks = '']) => ({ room, marks }),
  )
  const shown = rows.flatMap(({ room, marks }) =>
    [...marks].flatMap((mark, at) =>
      '●○'.includes(mark) ? [`${rows[at / 3]?.room} ${mark} ${room}`] : [],
    ),
  )
  const rooms = new Set(rows.map(({ room }) => room))
  const found = new Map<string, string>()
  for (const { path, imports } of [...sources, ...pages]) {
    for (const { from, typeOnly } of imports) {
      const [one, other] = [pictured(path), pictured(from)]
      if (one === other || !rooms.has(one) || !rooms.has(other)) continue
      const isLight = typeOnly || from === 'src/events/limits.ts'
      const arrow = `${one} ${other}`
      if (!isLight || !found.has(arrow)) found.set(arrow, isLight ? '○' : '●')
    }
  }
  const actual = [...found].map(([arrow, mark]) => arrow.replace(' ', ` ${mark} `))
  expect(shown.sort()).toEqual(actual.sort())
  const folders = [...sources, ...pages]
    .map(({ path }) => pictured(path))
    .filter((room) => room.endsWith('/') && !rooms.has(room))
  expect(folders).toEqual([])
})

const isThere = (from: string, path: string): boolean => existsSync(join(from, path))

const signs = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md']

const manuals = ['docs/performance.md', 'docs/deployment.md']

/** Paths in a text: where links lead, and what stands in backticks and begins with a folder of ours. */
const pathsIn = (text: string): string[] => [
  ...[...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, path = '']) => path)
    .filter((path) => !/^[a-z]+:/.test(path)),
  ...[...text.matchAll(/`((?:src|web|test|bench|docs|\.ci|\.github)\/[\w./-]+)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => !path.startsWith('web/dist')),
]

it('names no path in its signs that is not there', () => {
  const missing = [...signs, ...manuals].flatMap((sign) => {
    const text = readFileSync(join(root, sign), 'utf8')
    return pathsIn(text)
      .filter((path) => ![root, dirname(join(root, sign))].some((from) => isThere(from, path)))
      .map((path) => `${sign}: ${path}`)
  })
  expect(missing).toEqual([])
})

it('names no command in its signs that package.json has not', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const unknown = [...signs, ...manuals].flatMap((sign) =>
    [...readFileSync(join(root, sign), 'utf8').matchAll(/npm run (?:-s )?([\w:]+)/g)]
      .filter(([, name = '']) => !(name in scripts))
      .map(([command]) => `${sign}: ${command}`),
  )
  expect(unknown).toEqual([])
})

it('names every frame and every error code in the README', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const names = [
    ...Object.keys(clientFrames),
    ...Object.keys(serverFrames),
    ...ErrorCode.literals,
    ...RequestError.literals,
    ...FieldError.literals,
    ...Object.values(details).flat(),
  ]
  expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
})
