// The chat page's beginning: the real clock, dice, socket and storage.

import type { Challenge } from 'altcha-lib/types'
import { render } from 'preact'
import { createActor, fromCallback, fromPromise } from 'xstate'
import { refuseStrayClicks } from '../doubleClick.ts'
import { fetchInTime } from '../fetchInTime.ts'
import {
  type ClientSnapshot,
  clientMachine,
  keptWords,
  tabStateOf,
} from '../session/clientMachine.ts'
import type { WorkEvent } from '../session/events.ts'
import { watchWakeUps } from '../session/line/wakeUps.ts'
import type { ReportFrame, ReportParts } from '../session/safety/report.ts'
import { socket } from '../session/socket.ts'
import { forgetTab, readTab, tabWriter } from '../session/tabStorage.ts'
import { keepTextsMoving } from '../translation.ts'
import type { Alerts } from './alerts/alerts.ts'
import { type Calls, CallsContext } from './alerts/calls.ts'
import { App } from './app.tsx'
import { type Hiding, HidingContext, hiddenWordsKey } from './hiding/hiding.ts'
import { followKeyboard } from './onScreenKeyboard.ts'

const tab = () => sessionStorage
const keep = tabWriter(tab)

/** Works outside secure contexts too, where randomUUID is missing: a phone in the same house. */
const newMessageId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

const endSession = async ({ input: visit }: { input: string | null }): Promise<void> => {
  const query = visit === null ? '' : `?${new URLSearchParams({ visit })}`
  const headers = { Accept: 'application/json' }
  const answer = await fetchInTime(`leave${query}`, { method: 'POST', headers })
  // Another visit's turn by now: this one is over, and that one stays.
  if (!answer.ok && answer.status !== 409) throw new Error(`leave: ${answer.status}`)
}

/** Where there is no digest, outside of secure contexts, a long conversation cannot be proven. */
const makeReport = async ({ input }: { input: ReportParts | null }): Promise<ReportFrame> => {
  if (input === null) throw new Error('nothing is to be reported')
  const { reportFrame } = await import('../session/safety/reportFrame.ts')
  const { subtle } = crypto as Partial<Crypto>
  return reportFrame(
    input,
    subtle === undefined ? null : (bytes) => subtle.digest('SHA-256', bytes),
  )
}

const work = fromCallback<{ type: 'stop' }, Challenge | undefined, WorkEvent>(
  ({ input, sendBack }) => {
    let isOver = false
    let stop = () => {}
    const begin = async (challenge: Challenge) => {
      const { solve } = await import('../work/solve.ts')
      if (isOver) return
      const solving = solve(challenge, (share) => sendBack({ type: 'worked', share }))
      stop = solving.stop
      const altcha = await solving.solution
      if (!isOver) sendBack(altcha === null ? { type: 'unsolved' } : { type: 'solved', altcha })
    }
    if (input !== undefined) begin(input).catch(() => sendBack({ type: 'unsolved' }))
    return () => {
      isOver = true
      stop()
    }
  },
)

const storage = () => localStorage

/** What happens before the page can call anybody is told to it afterwards. */
const early: ClientSnapshot[] = []
let alerts: Alerts = { note: (snapshot) => early.push(snapshot), seen: () => undefined }

const actor = createActor(
  clientMachine.provide({
    actors: {
      socket,
      work,
      endSession: fromPromise(endSession),
      makeReport: fromPromise(makeReport),
    },
  }),
  {
    input: {
      now: Date.now,
      random: Math.random,
      newMessageId,
      isVisible: () => !document.hidden,
      tabState: readTab(tab),
    },
  },
)

actor.subscribe((snapshot) => {
  alerts.note(snapshot)
  const isKnown = !snapshot.matches({ phase: 'unknown' })
  const isOurs =
    snapshot.matches({ connection: 'maintained' }) || snapshot.matches({ connection: 'closed' })
  if (snapshot.matches({ phase: 'departed' })) {
    forgetTab(tab)
    location.replace('./')
  } else if (snapshot.matches({ connection: 'sessionOver' })) {
    // The homepage shows once more what never reached anybody.
    keep({ ...keptWords(snapshot), visit: null })
    location.replace(`./#over=${snapshot.context.visitEnding}`)
  } else if (snapshot.matches({ connection: 'comingAlong' })) {
    // Whoever comes along has not asked for a stranger.
    keep({ ...keptWords(snapshot), visit: null, searchStopped: true })
    location.reload()
  } else if (isKnown && isOurs) {
    keep(tabStateOf(snapshot))
  }
})

addEventListener('pagehide', () => actor.send({ type: 'pagehide' }))
addEventListener('online', () => actor.send({ type: 'online' }))
addEventListener('offline', () => actor.send({ type: 'offline' }))
watchWakeUps(window, Date.now, () => actor.send({ type: 'wake' }))
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) alerts.seen()
})
addEventListener('focus', () => alerts.seen())
// A page taken out of the back/forward cache has lost its socket: it begins anew.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload()
})

followKeyboard(window)
refuseStrayClicks(document)
// Nothing of the first picture waits for it.
import('../worker/register.ts').then(
  ({ registerWorker }) => registerWorker(window),
  () => undefined,
)
keepTextsMoving(document.body)
actor.start()

const draw = (calls: Calls | null, hiding: Hiding | null): void => {
  const root = document.getElementById('chat')
  if (root === null) return
  render(
    <HidingContext.Provider value={hiding}>
      <CallsContext.Provider value={calls}>
        <App actor={actor} />
      </CallsContext.Provider>
    </HidingContext.Provider>,
    root,
  )
}

const loadLater = async (): Promise<void> => {
  const [{ createAlerts, createCalls }, { createHiding }] = await Promise.all([
    import('./alerts/alerts.ts'),
    import('./hiding/coveredText.tsx'),
  ])
  const calls = createCalls(window, storage)
  const hiding = createHiding(storage)
  alerts = createAlerts(document, calls, hiding)
  for (const snapshot of early.splice(0)) alerts.note(snapshot)
  draw(calls, hiding)
}

const hidesWords = (): boolean => {
  try {
    return storage().getItem(hiddenWordsKey) !== null
  } catch {
    return false
  }
}

// No word is seen before it is covered.
if (!hidesWords()) draw(null, null)
loadLater().catch(() => draw(null, null))
