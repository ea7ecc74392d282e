// What beyond the free costs: a visitor's browser, to solve a challenge; the server, to make one, to
// refuse what is made up, and to let somebody in. Ratios within this run, beside their goals.
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { triesOf } from '../src/http/limits/challenges.ts'
import { levelMax } from '../src/http/limits/gate.ts'
import { openBrowser, openWindow } from '../test/web/browser.ts'
import { type ServerProcess, start } from './process.ts'

/** Joins, refusals and challenges of which a figure is made. */
const requests = 2_000

/** For how long a browser makes tries. */
const solvingMs = 2_000

/** A median telephone is so many times as slow as this machine, as Lighthouse has it; at most. */
const slowdowns = [4, 6] as const

const easiestSecondsMax = 2

let missed = 0

const tell = (what: string, figure: string, isMet: boolean | null = null): void => {
  if (isMet === false) missed += 1
  const mark = isMet === null ? '' : isMet ? '  met' : '  MISSED'
  console.log(`${what.padEnd(64)}${figure.padStart(14)}${mark}`)
}

const join = async (server: ServerProcess, more: object = {}): Promise<number> => {
  const headers = { 'Content-Type': 'application/json' }
  const body = JSON.stringify({ gender: 'other', seeks: 'anyone', ...more })
  const answer = await fetch(`${server.address}/join`, { method: 'POST', headers, body })
  await answer.arrayBuffer()
  return answer.status
}

/**
 * CPU milliseconds of the whole server for a request that is refused, or lets in where nothing is
 * spent yet: whoever gets in beside, as time gives, is taken off at what that costs.
 */
const costOf = async (server: ServerProcess, more: object = {}, joinMs = 0): Promise<number> => {
  const before = server.cpu().all
  let came = 0
  for (let left = requests; left > 0; left -= 20) {
    const statuses = await Promise.all(Array.from({ length: 20 }, () => join(server, more)))
    came += statuses.filter((status) => status === 201).length
  }
  const spentMs = server.cpu().all - before
  if (joinMs === 0) return spentMs / came
  return (spentMs - came * joinMs) / (requests - came)
}

const forged = Buffer.from(
  JSON.stringify({
    challenge: {
      parameters: { algorithm: 'PBKDF2/SHA-256', nonce: 'ab' },
      signature: 'ab'.repeat(32),
    },
    solution: { counter: 1, derivedKey: 'ab'.repeat(32) },
  }),
).toString('base64')

const server = await start('passerby', { LIMIT_JOINS_PER_MINUTE: String(2 * requests) })
await costOf(server)
const calm = await costOf(server)
while ((await join(server)) === 201) {}
const madeUp = await costOf(server, { altcha: forged }, calm)
const given = await costOf(server, {}, calm)
await server.stop()

console.log('The server, CPU of one request')
const ms = (value: number) => `${value.toFixed(3)} ms`
tell('a join that costs nothing', ms(calm))
for (const [what, cost] of [
  ['a solution that is made up, refused', madeUp],
  ['a challenge, given', given],
] as const) {
  tell(what, ms(cost))
  // A challenge is given only so often as an address may ask, and made beside the main thread.
  const isMet = cost === madeUp ? cost < calm : null
  tell('  … of a join that costs nothing', `${(cost / calm).toFixed(2)} ×`, isMet)
}

const open = await start('passerby')
const browser = await openBrowser()
const { page, context } = await openWindow(browser, open.address)
const assets = resolve(import.meta.dirname, '../web/dist/assets')
const solver = readdirSync(assets).find((name) => /^solver-.*\.js$/.test(name))

/** How many tries a second the page's own worker makes, at a challenge that nothing solves. */
const speed = (): Promise<number> =>
  page.evaluate(
    ([path, ms]) =>
      new Promise<number>((settle) => {
        const worker = new Worker(path, { type: 'module' })
        let first: { tries: number; at: number } | null = null
        worker.onmessage = ({ data: { tries } }) => {
          const at = performance.now()
          first ??= { tries, at }
          if (at - first.at < ms) return
          worker.terminate()
          settle((1_000 * (tries - first.tries)) / (at - first.at))
        }
        worker.postMessage({
          parameters: {
            algorithm: 'PBKDF2/SHA-256',
            cost: 1_000,
            keyLength: 32,
            keyPrefix: 'ff'.repeat(16),
            nonce: '00'.repeat(16),
            salt: '00'.repeat(16),
          },
        })
      }),
    [`/assets/${solver}`, solvingMs] as const,
  )

const hidden = "Object.defineProperty(crypto, 'subtle', { value: undefined });\n"
const hide = async (isHidden: boolean) => {
  await context.unrouteAll()
  if (isHidden)
    await context.route('**/solver-*.js', async (route) => {
      const body = hidden + (await (await route.fetch()).text())
      await route.fulfill({ contentType: 'text/javascript', body })
    })
}

await page.goto(open.address)
const devtools = await context.newCDPSession(page)
for (const isHidden of [false, true]) {
  await hide(isHidden)
  console.log(isHidden ? '\nThe worker, in a page by plain http from elsewhere' : '\nThe worker')
  const fast = await speed()
  tell('tries a second on this machine', fast.toFixed(0))
  for (const rate of slowdowns) {
    await devtools.send('Emulation.setCPUThrottlingRate', { rate })
    tell(`  … with the page throttled ${rate} ×`, (await speed()).toFixed(0))
  }
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  for (const rate of slowdowns) {
    const seconds = (level: number) => triesOf(level) / (fast / rate)
    const isMet = isHidden ? null : seconds(0) <= easiestSecondsMax
    tell(`the easiest at a speed of 1/${rate}: at most`, `${seconds(0).toFixed(2)} s`, isMet)
    tell(`the hardest at a speed of 1/${rate}: at most`, `${seconds(levelMax).toFixed(0)} s`)
  }
}
await browser.close()
await open.stop()
process.exit(missed === 0 ? 0 : 1)
