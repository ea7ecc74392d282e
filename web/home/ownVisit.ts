// What the server knows of a visit that this browser has already, and what the page says of it.

import { fetchInTime } from '../fetchInTime.ts'

/** As `GET /api/line` tells. */
export interface OwnVisit {
  readonly state: 'idle' | 'waiting' | 'chatting'
  /** For how many milliseconds more it may come back; null while a tab or window holds it. */
  readonly leftMs: number | null
}

/**
 * `isOther`: the visit is not the one that this tab belongs to. `Gone`: no visit; `detail` is what
 * the server knows of why. `Untold`: it answered, and said nothing of a visit.
 */
export type VisitAnswer =
  | { readonly _tag: 'Here'; readonly visit: OwnVisit; readonly isOther: boolean }
  | { readonly _tag: 'Gone'; readonly detail: string }
  | { readonly _tag: 'Untold' }
  | { readonly _tag: 'Unreached' }

/** What `GET /api/line` answers, as far as it concerns a visit. */
interface LineAnswer {
  readonly error?: string
  readonly detail?: string
  readonly state?: OwnVisit['state']
  readonly until?: number
  readonly now?: number
}

export const visitIn = (answer: LineAnswer): VisitAnswer => {
  const { error, detail, state, until, now } = answer
  if (state !== undefined) {
    const leftMs = until === undefined || now === undefined ? null : Math.max(0, until - now)
    return { _tag: 'Here', visit: { state, leftMs }, isOther: error === 'other_visit' }
  }
  if (error === 'no_session') return { _tag: 'Gone', detail: detail ?? 'ended' }
  return { _tag: 'Untold' }
}

/**
 * The visit that the cookie names; asked of the server, as no script can read the cookie. Where it
 * is gone, the server says what became of `ofTab`, the visit that this tab belongs to.
 */
export const fetchOwnVisit = async (ofTab: string | null): Promise<VisitAnswer> => {
  const query = ofTab === null ? '' : `?${new URLSearchParams({ visit: ofTab })}`
  try {
    return visitIn(await (await fetchInTime(`api/line${query}`, { cache: 'no-store' })).json())
  } catch {
    return { _tag: 'Unreached' }
  }
}

const isUnknown = (
  answer: VisitAnswer,
): answer is Extract<VisitAnswer, { readonly _tag: 'Untold' | 'Unreached' }> =>
  answer._tag === 'Untold' || answer._tag === 'Unreached'

/** Whether joining anew would end something that somebody may still want. */
export const wouldEnd = (answer: VisitAnswer): boolean =>
  answer._tag === 'Here' && (answer.visit.state === 'chatting' || answer.visit.leftMs === null)

/**
 * What is shown. A tab that was left a moment ago still seems to hold the visit: that another one
 * does is `believed` only when the server has said it twice.
 */
export type Notice =
  | { readonly kind: 'away'; readonly state: 'waiting' | 'chatting'; readonly endsAt: number }
  | {
      readonly kind: 'elsewhere'
      readonly state: OwnVisit['state']
      readonly believed: boolean
    }
  | { readonly kind: 'over'; readonly isExpired: boolean }
  | { readonly kind: 'lastVisit'; readonly detail: string }

const isUnderWay = (
  notice: Notice | null,
): notice is Extract<Notice, { readonly kind: 'away' | 'elsewhere' }> =>
  notice?.kind === 'away' || notice?.kind === 'elsewhere'

/**
 * The notice after an answer that came at `now`, which runs on whatever is done to the clock.
 * That a visit is over is told only where it was `ofTab`, or the page has spoken of it.
 */
export const noticeAfter = (
  before: Notice | null,
  answer: VisitAnswer,
  now: number,
  ofTab: string | null = null,
): Notice | null => {
  if (isUnknown(answer)) return before
  const wasTalking = isUnderWay(before) && before.state === 'chatting'
  if (answer._tag === 'Gone') {
    const { detail } = answer
    if (wasTalking) return { kind: 'over', isExpired: detail === 'expired' }
    if (before?.kind === 'over' || before?.kind === 'lastVisit') return before
    return ofTab === null && !isUnderWay(before) ? null : { kind: 'lastVisit', detail }
  }
  const { state, leftMs } = answer.visit
  if (leftMs === null) return { kind: 'elsewhere', state, believed: before?.kind === 'elsewhere' }
  if (state !== 'idle') return { kind: 'away', state, endsAt: now + leftMs }
  return wasTalking ? { kind: 'over', isExpired: false } : null
}

/** Whether what this tab has written may still arrive, or be written on; null: nobody knows. */
export const mayStillArrive = (answer: VisitAnswer): boolean | null => {
  if (isUnknown(answer)) return null
  return answer._tag === 'Here' && !answer.isOther && answer.visit.state !== 'idle'
}

/** How often the server is asked while there is something to be said: a visit elsewhere moves on. */
const refreshMs = 5_000

/** A tab that was left has told the server so by then. */
export const settleMs = 1_000

/** When to ask again, in milliseconds from `now`; null: not before the page is looked at anew. */
export const askAgainIn = (notice: Notice | null, now: number): number | null => {
  if (!isUnderWay(notice)) return null
  if (notice.kind === 'elsewhere') return notice.believed ? refreshMs : settleMs
  // The server ends it a moment after its time, so that nobody is told too soon that it is over.
  return Math.min(refreshMs, Math.max(settleMs, notice.endsAt - now + settleMs / 2))
}
