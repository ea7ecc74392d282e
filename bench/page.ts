// What a long conversation costs in a visitor's browser: the built pages, the real server, a real
// Chromium. Each figure stands beside its goal; ratios are against a conversation of 100 messages.
import { type AddressInfo, createServer } from 'node:net'
import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { openBrowser, openWindow } from '../test/web/browser.ts'
import {
  earlierShift,
  layoutsPerFrame,
  messageCost,
  openChat,
  openWindowOf,
  typing,
} from './page/chatPage.ts'
import { converse, type Shape, shapes, startOpenServer } from './page/conversation.ts'
import { lighthouseScores } from './page/lighthouse.ts'
import { visitor } from './visitor.ts'

const few = 100
const many = Number(process.argv[2] ?? 5_000)

/** Presses on "show earlier" whose place is looked at. */
const presses = 5

/** Messages, and keys, of which a figure is made. */
const messages = 20
const keys = 100

/** After this long all of the longest conversation is there. */
const settleMs = 2_000

const goals = { openMs: 500, layouts: 1, messageMs: 20, typingMs: 16, shiftPixels: 0.5 } as const
const scoreMin = 95
const firstLoadBytesMax = 60_000

let missed = 0

const tell = (what: string, figure: string, isMet: boolean, note: string): void => {
  if (!isMet) missed += 1
  console.log(`${what.padEnd(48)}${figure.padStart(20)}  ${isMet ? 'met   ' : 'MISSED'}  ${note}`)
}
const tellMost = (what: string, value: number, most: number, note = ''): void =>
  tell(what, `${value.toFixed(value < 100 ? 1 : 0)} of ≤ ${most}`, value <= most, note)

/** For the browser, which does not tell which one it took. */
const freePort = (): Promise<number> =>
  new Promise((settle) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => settle(port))
    })
  })

const server = await startOpenServer()
const port = await freePort()
const browser = await openBrowser([`--remote-debugging-port=${port}`])

/** Bytes over the line for a first visit, as the server sends them: compressed, with their heads. */
const firstLoad = async (path: string, cookie: string): Promise<number> => {
  const { context, page } = await openWindow(browser, server.address)
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url: server.address }])
  const cdp = await context.newCDPSession(page)
  let bytes = 0
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  await cdp.send('Network.enable')
  await page.goto(path)
  await page.waitForLoadState('networkidle')
  await context.close()
  return bytes
}

/** What the same costs where little was said. */
const figuresOf = async (count: number, shape: Shape) => {
  const conversation = await converse(server.address, count, shape)
  const chat = await openWindowOf(browser, server.address, conversation)
  const openMs = await openChat(chat, count)
  const messageMs = await messageCost(chat, conversation, messages)
  const { p95Ms: typingMs, cpuMs: keyMs } = await typing(chat, conversation, keys)
  const shiftPixels = await earlierShift(chat, presses)
  await chat.close()
  const traced = await openWindowOf(browser, server.address, conversation)
  const act = async () => {
    await traced.page.goto('/chat')
    await traced.page.locator('.message').first().waitFor()
    await pause(settleMs)
  }
  const layouts = await layoutsPerFrame(browser, traced, act)
  await traced.close()
  return { openMs, messageMs, typingMs, keyMs, shiftPixels, layouts }
}

const compare = async (shape: Shape): Promise<void> => {
  const base = await figuresOf(few, shape)
  const figures = await figuresOf(many, shape)
  const name = `${many} ${shape === 'breath' ? 'in one breath' : 'in turns'}: `
  const against = (figure: 'openMs' | 'messageMs' | 'typingMs' | 'keyMs') =>
    `${(figures[figure] / base[figure]).toFixed(1)} times ${few} (${base[figure].toFixed(1)})`
  tellMost(`${name}open, CPU ms`, figures.openMs, goals.openMs, against('openMs'))
  tellMost(`${name}layouts of a frame`, figures.layouts, goals.layouts)
  tellMost(`${name}a message, CPU ms`, figures.messageMs, goals.messageMs, against('messageMs'))
  tellMost(`${name}a key, CPU ms`, figures.keyMs, goals.typingMs, against('keyMs'))
  tellMost(`${name}typing p95, ms`, figures.typingMs, goals.typingMs, against('typingMs'))
  tellMost(`${name}"earlier" moves, px`, figures.shiftPixels, goals.shiftPixels)
}

const measure = async (): Promise<void> => {
  const { cookie } = await visitor(server.address, 'first load')
  tellMost('home: first load, bytes', await firstLoad('/', cookie), firstLoadBytesMax)
  tellMost('chat: first load, bytes', await firstLoad('/chat', cookie), firstLoadBytesMax)
  for (const shape of shapes) await compare(shape)
  await lighthouseScores(browser, port, server.address, (what, score, faults) =>
    tell(what, `${score} of ≥ ${scoreMin}`, score >= scoreMin, faults),
  )
  // What is measured by the clock, typing and Lighthouse, is worse where others are at work.
  const load = loadavg()[0]?.toFixed(1)
  console.log(`The machine's load is ${load} on ${availableParallelism()} cores.`)
  console.log(missed === 0 ? 'Every goal is met.' : `${missed} goals are missed.`)
}

try {
  await measure()
} finally {
  await browser.close()
  await server.end('SIGTERM')
}
process.exit()
