// What a crowd costs a server that may open few files: CPU while nobody says anything.
import { readdirSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join, resolve } from 'node:path'
import { removeFolder, startWith, temporaryFolder } from '../test/kit/process.ts'

/** Another checkout may be named, to compare with. */
const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'))
const filesMax = 160
const crowdSize = 2 * filesMax
const lookMs = 4_000
const tickMs = 10

const folder = temporaryFolder()
const shell = `ulimit -n ${filesMax} && exec "$0" "$1"`
const launcher = ['sh', '-c', shell, process.execPath, join(root, 'src/main.ts')] as const
const server = await startWith(launcher, { DATA_DIR: folder })
const { pid } = server.child

const cpuMs = (): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tickMs
}

const pause = (ms: number) => new Promise<void>((settle) => setTimeout(settle, ms))

const { port, hostname } = new URL(server.address)
const crowd = Array.from({ length: crowdSize }, (): Socket => {
  const socket = connect(Number(port), hostname)
  return socket.on('error', () => {})
})
await pause(1_000)
const before = cpuMs()
await pause(lookMs)
const percent = ((cpuMs() - before) / lookMs) * 100
const open = readdirSync(`/proc/${pid}/fd`).length
crowd.find((socket) => !socket.destroyed)?.destroy()
await pause(200)
const health = await Promise.race([
  fetch(`${server.address}/health/live`).then(({ status }) => `${status}`),
  pause(2_000).then(() => 'none'),
]).catch(() => 'none')
console.log(
  `${crowdSize} connections, ulimit -n ${filesMax}: ${percent.toFixed(1)} % of a core, ` +
    `${open} files open, answer of /health/live: ${health}`,
)
await server.end('SIGKILL')
removeFolder(folder)
process.exit()
