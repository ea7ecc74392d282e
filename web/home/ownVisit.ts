// What the server knows of a visit that this browser has already, and what the page says of it.

/** As `GET /api/line` tells. */
export interface OwnVisit {
  readonly state: 'idle' | 'waiting' | 'chatting'
  /** For how many milliseconds more it may come back; null while a tab or window holds it. */
  readonly leftMs: number | null
}

/** `Gone`: no visit; `isExpired` where the server says that the time ran out. */
export type VisitAnswer =
  | { readonly _tag: 'Here'; readonly visit: OwnVisit }
  | { readonly _tag: 'Gone'; readonly isExpired: boolean }
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
    return { _tag: 'Here', visit: { state, leftMs } }
  }
  if (error === 'no_session') return { _tag: 'Gone', isExpired: detail === 'expired' }
  return { _tag: 'Unreached' }
}

/** The visit that the cookie names; asked of the server, as no script can read the cookie. */
export const fetchOwnVisit = async (): Promise<VisitAnswer> => {
  try {
    return visitIn(await (await fetch('api/line', { cache: 'no-store' })).json())
  } catch {
    return { _tag: 'Unreached' }
  }
}

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

/** The notice after an answer that came at `now`, which runs on whatever is done to the clock. */
export const noticeAfter = (
  before: Notice | null,
  answer: VisitAnswer,
  now: number,
): Notice | null => {
  if (answer._tag === 'Unreached') return before
  const wasTalking = before !== null && before.kind !== 'over' && before.state === 'chatting'
  if (answer._tag === 'Gone') {
    if (wasTalking) return { kind: 'over', isExpired: answer.isExpired }
    return before?.kind === 'over' ? before : null
  }
  const { state, leftMs } = answer.visit
  if (leftMs === null) return { kind: 'elsewhere', state, believed: before?.kind === 'elsewhere' }
  if (state !== 'idle') return { kind: 'away', state, endsAt: now + leftMs }
  return wasTalking ? { kind: 'over', isExpired: false } : null
}

/** How often the server is asked while there is something to be said: a visit elsewhere moves on. */
const refreshMs = 5_000

/** A tab that was left has told the server so by then. */
export const settleMs = 1_000

/** When to ask again, in milliseconds from `now`; null: not before the page is looked at anew. */
export const askAgainIn = (notice: Notice | null, now: number): number | null => {
  if (notice === null || notice.kind === 'over') return null
  if (notice.kind === 'elsewhere') return notice.believed ? refreshMs : settleMs
  // The server ends it a moment after its time, so that nobody is told too soon that it is over.
  return Math.min(refreshMs, Math.max(settleMs, notice.endsAt - now + settleMs / 2))
}
