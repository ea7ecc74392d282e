// The page that a plain form is answered with: works, or counts down, and sends the form again.
import type { Challenge } from 'altcha-lib/types'
import { fetchInTime } from '../fetchInTime.ts'
import { words } from '../words/words.ts'
import { type Solving, solve } from './solve.ts'
import { takesLong } from './takesLong.ts'

const part = (name: string): HTMLElement => {
  const found = document.getElementById(`work${name}`)
  if (found === null) throw new Error(`no #work${name} on this page`)
  return found
}

const form = part('') as HTMLFormElement
const bar = part('-share') as HTMLProgressElement
const [said, time, send, wait] = ['-said', '-time', '-send', '-wait'].map(part) as [
  HTMLElement,
  HTMLElement,
  HTMLElement,
  HTMLElement,
]

const tickMs = 1_000

/** So long after nobody answered it is tried again. */
const unreachedMs = 3_000
const until = performance.now() + Number(form.dataset.seconds) * 1_000
let isSent = false

/** A form that is sent while nobody answers takes the page away, and all that was filled in. */
const reached = async (): Promise<void> => {
  for (;;) {
    try {
      await fetchInTime('api/stats', { cache: 'no-store' })
      return
    } catch {
      showWork(null)
      time.hidden = true
      say(words.chat.unreached.text)
      await new Promise((settle) => setTimeout(settle, unreachedMs))
    }
  }
}

/** As it was filled in, with the solution where there is one. */
const sendAgain = async (altcha: string | null) => {
  if (isSent) return
  isSent = true
  clearInterval(timer)
  await reached()
  const field = document.createElement('input')
  Object.assign(field, { type: 'hidden', name: 'altcha', value: altcha ?? '' })
  form.append(field)
  form.submit()
}

const count = () => {
  const left = Math.ceil((until - performance.now()) / 1_000)
  time.textContent = words.work.seconds(Math.max(0, left))
  if (left <= 0) sendAgain(null)
}
const timer = setInterval(count, tickMs)

/** The time is shown only where nothing is worked on; the button is for whoever has no script. */
const showWork = (share: number | null) => {
  bar.hidden = share === null
  wait.hidden = share === null
  time.hidden = share !== null
  bar.value = share ?? 0
}

const say = (sentence: string) => {
  said.textContent = sentence
}

const work = async (challenge: Challenge) => {
  const solving: Solving = solve(challenge, showWork)
  let isStopped = false
  const stop = () => {
    isStopped = true
    solving.stop()
    said.tabIndex = -1
    said.focus()
  }
  wait.addEventListener('click', stop)
  say(takesLong(challenge) ? words.work.longer : words.work.checking)
  showWork(0)
  const altcha = await solving.solution
  if (altcha !== null) return sendAgain(altcha)
  showWork(null)
  say(isStopped ? words.work.waiting : words.work.unable)
}

send.hidden = true
count()
const challenge: Challenge | null = JSON.parse(form.dataset.challenge ?? 'null')
if (challenge === null) say(words.work.waiting)
else work(challenge)
// Taken out of the back/forward cache, it would wait for what it sent long ago.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.replace('./')
})
