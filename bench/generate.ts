// One server on a fresh process, and the generator that takes it through some steps.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Orders, Report, Step } from './generator/steps.ts'
import { type ServerName, start } from './process.ts'

const generator = join(import.meta.dirname, 'generator/main.ts')

/** Takes users through the steps of some orders; gives what was measured in each, and tells of it at once. */
export const drive = async (
  orders: Orders,
  heard: (report: Report) => void = () => {},
): Promise<Report[]> => {
  const child = spawn(process.execPath, [generator, JSON.stringify(orders)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  const reports: Report[] = []
  for await (const line of createInterface(child.stdout)) {
    const report = JSON.parse(line) as Report
    reports.push(report)
    heard(report)
  }
  const [code] = await closed
  if (code !== 0) throw new Error(`the generator on ${orders.name} ended with ${code}`)
  return reports
}

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
    return await drive({ name, address, port, pid, watched: [pid], users, steps })
  } finally {
    await server.stop()
  }
}
