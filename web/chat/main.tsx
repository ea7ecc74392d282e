// The chat page's beginning: the real clock, dice, line and storage.
import { render } from 'preact'
import { createActor, fromPromise } from 'xstate'
import { forgetKept, keptOf, readKept, writeKept } from '../session/kept.ts'
import { life } from '../session/life.ts'
import { line } from '../session/line.ts'
import { createAlerts } from './alerts/alerts.ts'
import { createChime } from './alerts/chime.ts'
import { App, type Snapshot } from './app.tsx'
import { followKeyboard } from './viewport.ts'

const tab = () => sessionStorage

/** Works outside secure contexts too, where randomUUID is missing: a phone in the same house. */
const mint = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

const farewell = async (): Promise<void> => {
  const answer = await fetch('/leave', { method: 'POST', headers: { Accept: 'application/json' } })
  if (!answer.ok) throw new Error(`leave: ${answer.status}`)
}

const chime = createChime(() => localStorage)
const alerts = createAlerts(document, chime)

const actor = createActor(life.provide({ actors: { line, farewell: fromPromise(farewell) } }), {
  input: { now: Date.now, random: Math.random, mint, kept: readKept(tab) },
})

const placeOf = (snapshot: Snapshot) => {
  if (snapshot.matches({ talk: 'chatting' })) return 'chatting'
  return snapshot.matches({ talk: 'waiting' }) ? 'looking' : 'resting'
}

actor.subscribe((snapshot) => {
  alerts.note(snapshot)
  if (snapshot.matches({ talk: 'parted' })) {
    forgetKept(tab)
    location.replace('/')
  } else if (snapshot.matches({ link: 'over' })) {
    forgetKept(tab)
    location.replace('/#over')
  } else if (!snapshot.matches({ talk: 'unknown' }) && !snapshot.matches({ link: 'replaced' })) {
    writeKept(tab, keptOf(snapshot.context, placeOf(snapshot)))
  }
})

addEventListener('online', () => actor.send({ type: 'online' }))
addEventListener('offline', () => actor.send({ type: 'offline' }))
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) alerts.seen()
})
// A page taken out of the back/forward cache has lost its socket: it begins anew.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload()
})

followKeyboard(window)
actor.start()
const root = document.getElementById('chat')
if (root !== null) render(<App actor={actor} chime={chime} />, root)
