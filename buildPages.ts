// Builds the pages into web/dist, unless they are built from just these sources already.
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

const root = import.meta.dirname
const pages = join(root, 'web/dist')

/** Names what the pages were built from. */
const mark = '.built-from'

/** What the pages are made of: their sources, what these import of the server, the tools. */
const sources = ['web', 'src/events', 'src/replay/api', 'vite.config.ts', 'package-lock.json']

const filesOf = (path: string): string[] => {
  const full = join(root, path)
  if (!existsSync(full)) return []
  try {
    return readdirSync(full, { withFileTypes: true })
      .filter(({ name }) => join(path, name) !== 'web/dist')
      .flatMap(({ name }) => filesOf(join(path, name)))
  } catch {
    return [path]
  }
}

/** The same for the same bytes, whatever the times of the files: copies count as what they are. */
const fingerprint = (): string => {
  const hash = createHash('sha256')
  for (const path of sources.flatMap(filesOf).sort()) {
    const bytes = readFileSync(join(root, path))
    hash.update(`${path} ${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}

const isBuiltFrom = (sources: string): boolean => {
  const file = join(pages, mark)
  return existsSync(file) && readFileSync(file, 'utf8') === sources
}

/** Somebody who builds at the same time may put theirs there first: then ours goes over it. */
const putInPlace = (built: string, former: string): void => {
  for (;;) {
    try {
      rmSync(former, { recursive: true, force: true })
      if (existsSync(pages)) renameSync(pages, former)
      renameSync(built, pages)
      return
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? ''
      if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(code) || !existsSync(built)) throw error
    }
  }
}

/** Built aside and put in place whole: a server that starts meanwhile reads no half of them. */
const build = async (sources: string): Promise<void> => {
  const aside = join(root, '.tmp', `pages-${process.pid}`)
  const former = `${aside}-former`
  try {
    mkdirSync(aside, { recursive: true })
    const vite = await import('vite')
    await vite.build({
      configFile: join(root, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: aside },
    })
    writeFileSync(join(aside, mark), sources)
    putInPlace(aside, former)
  } finally {
    for (const left of [aside, former]) rmSync(left, { recursive: true, force: true })
  }
}

const wanted = fingerprint()
if (existsSync(join(root, 'web/index.html')) && !isBuiltFrom(wanted)) {
  try {
    await build(wanted)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    process.stderr.write(`The pages in ${pages} cannot be built: ${said}\n`)
    process.exitCode = 1
  }
}
