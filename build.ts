// Builds what is run: the pages into web/dist, the programs into dist; each unless it is built from
// just these sources already.
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { InlineConfig } from 'vite'

const root = import.meta.dirname

/** What is built, and of what: its sources and the tools. */
interface Target {
  readonly what: string
  readonly into: string
  readonly sources: readonly string[]
  readonly config: InlineConfig
}

const tools = ['build.ts', 'package-lock.json']

const pages: Target = {
  what: 'pages',
  into: join(root, 'web/dist'),
  sources: [...tools, 'web', 'src/events', 'src/replay/api', 'vite.config.ts'],
  config: { configFile: join(root, 'vite.config.ts') },
}

/** What finds files of its own beside it, as machine code, or asks for some by `eval`, is left where it is. */
const leftOut = ['better-sqlite3', 'hdr-histogram-js', 'sodium-native', 'uWebSockets.js']

/** As few files as can be: to find, read and strip of their types hundreds takes most of a start. */
const programs: Target = {
  what: 'programs',
  into: join(root, 'dist'),
  sources: [...tools, 'src'],
  config: {
    configFile: false,
    root,
    publicDir: false,
    ssr: { noExternal: true, external: leftOut },
    build: {
      ssr: true,
      target: 'node22',
      minify: false,
      rollupOptions: {
        input: {
          main: 'src/main.ts',
          writer: 'src/writer.ts',
          load: 'src/load/main.ts',
          loadShare: 'src/load/shareMain.ts',
          replay: 'src/replay/main.ts',
          status: 'src/status/main.ts',
          moderate: 'src/moderation/main.ts',
          cluster: 'src/trial/main.ts',
        },
        // All in one folder, as deep as src/root.ts is.
        output: { chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
}

/** Names what something was built from. */
const mark = '.built-from'

const filesOf = (path: string): string[] => {
  const full = join(root, path)
  if (!existsSync(full)) return []
  try {
    return readdirSync(full, { withFileTypes: true })
      .filter(({ name }) => join(full, name) !== pages.into)
      .flatMap(({ name }) => filesOf(join(path, name)))
  } catch {
    return [path]
  }
}

/** The same for the same bytes, whatever the times of the files: copies count as what they are. */
const fingerprint = ({ sources }: Target): string => {
  const hash = createHash('sha256')
  for (const path of sources.flatMap(filesOf).sort()) {
    const bytes = readFileSync(join(root, path))
    hash.update(`${path} ${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}

const isBuiltFrom = ({ into }: Target, sources: string): boolean => {
  const file = join(into, mark)
  return existsSync(file) && readFileSync(file, 'utf8') === sources
}

/** Somebody who builds at the same time may put theirs there first: then ours goes over it. */
const putInPlace = (built: string, into: string, former: string): void => {
  for (;;) {
    try {
      rmSync(former, { recursive: true, force: true })
      if (existsSync(into)) renameSync(into, former)
      renameSync(built, into)
      return
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? ''
      if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(code) || !existsSync(built)) throw error
    }
  }
}

/** Built aside and put in place whole: a server that starts meanwhile reads no half of them. */
const build = async ({ what, into, config }: Target, sources: string): Promise<void> => {
  const aside = join(root, '.tmp', `${what}-${process.pid}`)
  const former = `${aside}-former`
  try {
    mkdirSync(aside, { recursive: true })
    // The same for whoever builds: Vite asks it, whatever the mode is.
    process.env.NODE_ENV = 'production'
    const vite = await import('vite')
    await vite.build({
      ...config,
      logLevel: 'warn',
      build: { ...config.build, outDir: aside },
    })
    writeFileSync(join(aside, mark), sources)
    putInPlace(aside, into, former)
  } finally {
    for (const left of [aside, former]) rmSync(left, { recursive: true, force: true })
  }
}

/** A copy without what the pages are made of has them built by now. */
const targets = existsSync(join(root, 'web/index.html')) ? [pages, programs] : [programs]

for (const target of targets) {
  const wanted = fingerprint(target)
  if (isBuiltFrom(target, wanted)) continue
  try {
    await build(target, wanted)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    process.stderr.write(`The ${target.what} cannot be built in ${target.into}: ${said}\n`)
    process.exitCode = 1
  }
}
