// One server on a fresh process, and the generator that takes it through some steps.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Orders, Report, Step } from './generator/steps.ts'
import { type ServerName, start } from './process.ts'

const generator = join(import.meta.dirname, 'generator/main.ts')

/**
 * Takes `users` on a server through the steps; gives what was measured in each. `from`: the checkout
 * whose server it is to be.
 */
export const generate = async (
  name: ServerName,
  users: number,
  steps: readonly Step[],
  from?: string,
): Promise<Report[]> => {
  const server = await start(name, {}, from)
  try {
    const { address, port, pid } = server
    const orders: Orders = { name, address, port, pid, users, steps }
    const child = spawn(process.execPath, [generator, JSON.stringify(orders)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    child.stdout.on('data', (chunk) => {
      said += chunk
    })
    const [code] = await once(child, 'close')
    if (code !== 0) throw new Error(`the generator on ${name} ended with ${code}`)
    return said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Report)
  } finally {
    await server.stop()
  }
}
