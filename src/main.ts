// The server's program begins here: its two threads load what they run at the same time.
import { startWriter } from './store/writerThread.ts'

const writer = startWriter(new URL('./writer.ts', import.meta.url))
const { run } = await import('./program.ts')
process.exit(await run(writer))
