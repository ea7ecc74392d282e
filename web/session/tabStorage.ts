// What a tab keeps over a refresh, in its session storage.
import type { EndReason, RoomId } from '../../src/events/fields.ts'
import type { PendingMessages } from './pendingMessages.ts'
import type { Shielding, TalkEnd } from './safety/report.ts'

/** Why a conversation is over; `you` left yourself, `unseen`: it ended while you were away. */
export type ConversationEnding = EndReason | 'you' | 'unseen'

/** The partner's name is known to their conversation alone, which a refresh forgets. */
export interface LastTalk {
  readonly room: RoomId
  readonly name: string
}

export interface TabState {
  /** The visit that the tab belongs to; null for one that has yet to be welcomed. */
  readonly visit: string | null
  /** The visitor had stopped looking: a refresh must not throw them at the next stranger. */
  readonly searchStopped: boolean
  readonly room: RoomId | null
  readonly pending: PendingMessages
  readonly shared: readonly string[] | null
  readonly isAgain: boolean
  /** How the last conversation ended, while that is what the page tells. */
  readonly ending: ConversationEnding | null
  /** A room that was left, of which the server may not have heard. */
  readonly roomLeft: RoomId | null
  /** A conversation that is under way, was left unheard, may be taken up again or reported. */
  readonly lastTalk: LastTalk | null
  readonly draft: MessageDraft | null
  /** Until when the last stranger may be blocked or reported: without a word of what was said. */
  readonly talkEnd: Omit<TalkEnd, 'receipt'> | null
  /** What was done about a stranger: the server may not have heard. */
  readonly shielding: Shielding | null
  readonly isWarned: boolean
}

/** What is being written, and to whom: it was meant for nobody else. */
export interface MessageDraft {
  readonly room: RoomId
  readonly text: string
}

export const emptyTabState: TabState = {
  visit: null,
  searchStopped: false,
  room: null,
  pending: [],
  shared: null,
  isAgain: false,
  ending: null,
  roomLeft: null,
  lastTalk: null,
  draft: null,
  talkEnd: null,
  shielding: null,
  isWarned: false,
}

const key = 'passerby'

/**
 * The names under which it has always been stored: a tab that is refreshed into a newer page still
 * has its words. The states of the messages are not relied on, but for `refused`.
 */
interface StoredTab extends Omit<TabState, 'searchStopped' | 'pending'> {
  readonly rested: TabState['searchStopped']
  readonly outbox: TabState['pending']
}

/** Storage may be forbidden, full, or hold what an older page left: then nothing was kept. */
export const readTab = (storage: () => Storage): TabState => {
  try {
    const text = storage().getItem(key)
    if (text === null) return emptyTabState
    const { rested = false, outbox = [], ...same }: Partial<StoredTab> = JSON.parse(text)
    return { ...emptyTabState, ...same, searchStopped: rested, pending: outbox }
  } catch {
    return emptyTabState
  }
}

export const writeTab = (storage: () => Storage, tabState: TabState): void => {
  const { searchStopped, pending, talkEnd, ...same } = tabState
  const stored: StoredTab = {
    ...same,
    // The receipt proves nothing without the words, which are not kept.
    talkEnd: talkEnd && { room: talkEnd.room, until: talkEnd.until },
    rested: searchStopped,
    outbox: pending,
  }
  try {
    storage().setItem(key, JSON.stringify(stored))
  } catch {
    // Without storage a refresh forgets what was not sent; nothing else depends on it.
  }
}

/** Writes only what differs from what it wrote last: a message that came in changes nothing here. */
export const tabWriter = (storage: () => Storage): ((tabState: TabState) => void) => {
  let written: Partial<TabState> = {}
  return (tabState) => {
    const names = Object.keys(tabState) as (keyof TabState)[]
    if (names.every((name) => tabState[name] === written[name])) return
    written = tabState
    writeTab(storage, tabState)
  }
}

export const forgetTab = (storage: () => Storage): void => {
  try {
    storage().removeItem(key)
  } catch {
    // What cannot be reached was not kept either.
  }
}
