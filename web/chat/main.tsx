// The chat page's beginning: the real clock, dice, socket and storage.
import { render } from 'preact'
import { createActor, fromPromise } from 'xstate'
import { clientMachine, tabStateOf } from '../session/clientMachine.ts'
import { socket } from '../session/socket.ts'
import { forgetTab, readTab, tabWriter } from '../session/tabStorage.ts'
import { createAlerts } from './alerts/alerts.ts'
import { createChime } from './alerts/chime.ts'
import { App } from './app.tsx'
import { followKeyboard } from './onScreenKeyboard.ts'

const tab = () => sessionStorage
const keep = tabWriter(tab)

/** Works outside secure contexts too, where randomUUID is missing: a phone in the same house. */
const newMessageId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

const endSession = async (): Promise<void> => {
  const answer = await fetch('leave', { method: 'POST', headers: { Accept: 'application/json' } })
  if (!answer.ok) throw new Error(`leave: ${answer.status}`)
}

const chime = createChime(() => localStorage)
const alerts = createAlerts(document, chime)

const actor = createActor(
  clientMachine.provide({ actors: { socket, endSession: fromPromise(endSession) } }),
  { input: { now: Date.now, random: Math.random, newMessageId, tabState: readTab(tab) } },
)

actor.subscribe((snapshot) => {
  alerts.note(snapshot)
  const isKnown = !snapshot.matches({ phase: 'unknown' })
  if (snapshot.matches({ phase: 'departed' })) {
    forgetTab(tab)
    location.replace('./')
  } else if (snapshot.matches({ connection: 'sessionOver' })) {
    forgetTab(tab)
    location.replace('./#over')
  } else if (isKnown && !snapshot.matches({ connection: 'replaced' })) {
    keep(tabStateOf(snapshot))
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
