// Whether anybody still reads what this process writes.
import { spawn } from 'node:child_process'
import { fstatSync } from 'node:fs'

/**
 * Calls back once nobody has the other end any more of the pipe that standard output is. The system tells it
 * to whoever writes, and to whoever polls, which Node does not: `tail` of GNU does, and where there is another
 * nothing is called.
 */
export const whenUnread = (unread: () => void): void => {
  if (!fstatSync(process.stdout.fd).isFIFO()) return
  const words = ['-f', `--pid=${process.pid}`, '/dev/null']
  const tail = spawn('tail', words, { stdio: ['ignore', 'inherit', 'ignore'] })
  tail.on('error', () => {})
  tail.on('exit', (_, signal) => {
    if (signal === 'SIGPIPE') unread()
  })
  tail.unref()
  process.once('exit', () => tail.kill())
}
