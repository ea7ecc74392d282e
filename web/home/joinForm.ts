// Sends the form as JSON, and says what came of it without leaving the page.
import type { Challenge } from 'altcha-lib/types'
import { bioCharactersMax, usernameCharactersMax } from '../../src/events/limits.ts'
import { charactersIn } from '../characters.ts'
import { fetchInTime } from '../fetchInTime.ts'
import { homeWords } from '../words/home/homeWords.ts'
import { words } from '../words/words.ts'
import { type WaitOutcome, waitAtTheDoor } from './door.ts'
import { clearFaultsOnChange, type FieldFaults, showFaults, showFormFault } from './fieldFaults.ts'
import {
  type RefusedAddress,
  type RefusedForm,
  wordedAddress,
  wordedFaults,
} from './wordedFaults.ts'

/** What the visitor filled in, as the wire names it. */
const filledIn = (form: HTMLFormElement) => {
  const filled = new FormData(form)
  const text = (name: string) => String(filled.get(name) ?? '')
  return {
    username: text('username'),
    bio: text('bio'),
    ...(filled.has('gender') && { gender: text('gender') }),
    ...(filled.has('seeks') && { seeks: text('seeks') }),
    interests: filled
      .getAll('interests')
      .map((word) => String(word).trim())
      .filter((word) => word !== ''),
  }
}

/** What can be said without asking the server, which checks everything again. */
export const faultsIn = (fields: ReturnType<typeof filledIn>, confirmed: boolean): FieldFaults => ({
  ...(charactersIn(fields.username.trim()) > usernameCharactersMax && {
    username: homeWords.form.username.tooLong(usernameCharactersMax),
  }),
  ...(fields.gender === undefined && { gender: homeWords.form.unchosen }),
  ...(fields.seeks === undefined && { seeks: homeWords.form.unchosen }),
  ...(charactersIn(fields.bio.trim()) > bioCharactersMax && {
    bio: homeWords.form.bio.tooLong(bioCharactersMax),
  }),
  ...(!confirmed && { confirmed: homeWords.form.confirmed.missing }),
})

/** The body of an answer that lets nobody in. */
type JoinRefusal = RefusedForm & RefusedAddress

/** Why the visitor waits, where it is only for a while. */
const waitReasons: Readonly<Record<number, string>> = {
  428: words.work.waiting,
  429: homeWords.door.manyJoins,
  503: homeWords.door.closed,
}

/** What an answer of 428 has in it: nothing where the solution that came with the form was no good. */
const challengeIn = async (answer: Response): Promise<Challenge | null> => {
  if (answer.status !== 428) return null
  const { challenge } = await answer.json().catch(() => ({}))
  return challenge ?? null
}

/** For how many seconds, where an answer to wait for names no time. */
const secondsUnnamed = 5

const postJoin = async (fields: object): Promise<Response | null> => {
  try {
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json' }
    return await fetchInTime('join', { method: 'POST', headers, body: JSON.stringify(fields) })
  } catch {
    return null
  }
}

/** Whether the cookie that joining gave is there: a browser may drop it and not say so. */
const keepsCookie = async (): Promise<boolean> => {
  try {
    const answer = await fetchInTime('api/line', { cache: 'no-store' })
    const { error, detail } = await answer.json()
    return error !== 'no_session' || detail !== 'no_cookie'
  } catch {
    return true
  }
}

const showRefusal = async (form: HTMLFormElement, answer: Response | null): Promise<void> => {
  if (answer === null) {
    showFormFault(homeWords.form.unreached)
    return
  }
  const refusal: JoinRefusal = await answer.json().catch(() => ({}))
  if (answer.status === 400 && refusal.faults !== undefined) showFaults(form, wordedFaults(refusal))
  else showFormFault(answer.status === 403 ? wordedAddress(refusal) : homeWords.form.failed)
}

/** Joins, however often the visitor is told to work or come back; null if they would rather not. */
const joinInTime = async (fields: object): Promise<{ answer: Response | null } | null> => {
  let altcha: string | null = null
  for (;;) {
    const answer = await postJoin({ ...fields, ...(altcha !== null && { altcha }) })
    const reason = waitReasons[answer?.status ?? 0]
    if (answer === null || reason === undefined) return { answer }
    const seconds = Number(answer.headers.get('Retry-After')) || secondsUnnamed
    const challenge = await challengeIn(answer)
    const isRefusedWork: boolean = answer.status === 428 && challenge === null && altcha !== null
    const left: WaitOutcome | null = isRefusedWork
      ? { altcha: null }
      : await waitAtTheDoor({ reason, seconds, challenge })
    if (left === null) return null
    altcha = left.altcha
  }
}

/** `unreached`: nobody could tell whether there is a visit, or would let anybody in. */
export type Consent = 'given' | 'refused' | 'unreached'

export interface JoinSteps {
  /** Asked before anything is sent: joining anew ends a visit that is still there. */
  readonly mayJoin: () => Promise<Consent>
  /** The server has let the visitor in. */
  readonly joined: () => void
}

const cameOf = async (consent: Consent, fields: object) => {
  if (consent === 'refused') return null
  return consent === 'given' ? await joinInTime(fields) : { answer: null }
}

/** From now on the form is sent by us. */
export const enhanceJoinForm = (form: HTMLFormElement, { mayJoin, joined }: JoinSteps): void => {
  const confirmed = form.querySelector<HTMLInputElement>('#confirmed')
  const button = form.querySelector<HTMLButtonElement>('#submit')
  let busy = false
  form.noValidate = true
  clearFaultsOnChange(form)
  // Back from the chat, a browser may show this page just as it was left: busy.
  addEventListener('pageshow', () => {
    busy = false
    button?.removeAttribute('aria-busy')
  })
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (busy) return
    const fields = filledIn(form)
    const faults = faultsIn(fields, confirmed?.checked === true)
    showFormFault(null)
    showFaults(form, faults)
    if (Object.keys(faults).length > 0) return
    busy = true
    button?.setAttribute('aria-busy', 'true')
    const came = await cameOf(await mayJoin(), fields)
    const isIn = came?.answer?.status === 201
    if (isIn && (await keepsCookie())) return joined()
    busy = false
    button?.removeAttribute('aria-busy')
    if (came === null) button?.focus()
    else if (isIn) showFormFault(homeWords.form.cookies)
    else await showRefusal(form, came.answer)
  })
}
