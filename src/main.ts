// Every process begins here. Where there are two threads, they load what they run at the same time.
import { extname } from 'node:path'
// Before uWS, in whatever order a build puts what is loaded below.
import './http/transport/headBytes.ts'
import { startWriter } from './store/writerThread.ts'

/** What is machine code in the libraries ends any other without a word. */
const nodeMajor = '22'

if (process.versions.node.split('.')[0] !== nodeMajor) {
  process.stderr.write(
    `Passerby cannot start: it runs on Node ${nodeMajor}, and this is ${process.versions.node}: use npm start, or node_modules/.bin/node in place of node.\n`,
  )
  process.exit(1)
}

/** Any other value is refused with all settings. */
const { ROLE: role } = process.env

if (role === 'edge') {
  const { run } = await import('./edgeProgram.ts')
  process.exit(await run())
}
// As it was written, or as it was built.
const program = `./writer${extname(import.meta.filename)}`
const writer = startWriter(new URL(program, import.meta.url))
const loading = role === 'world' ? import('./worldProgram.ts') : import('./program.ts')
const { run } = await loading
process.exit(await run(writer))
