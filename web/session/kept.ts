// What a tab keeps over a refresh, in its session storage.
import { type Kept, type Life, nothingKept } from './context.ts'

const key = 'passerby'

/** Storage may be forbidden, full, or hold what an older page left: then nothing was kept. */
export const readKept = (storage: () => Storage): Kept => {
  try {
    const text = storage().getItem(key)
    return text === null ? nothingKept : { ...nothingKept, ...(JSON.parse(text) as Kept) }
  } catch {
    return nothingKept
  }
}

export const writeKept = (storage: () => Storage, kept: Kept): void => {
  try {
    storage().setItem(key, JSON.stringify(kept))
  } catch {
    // Without storage a refresh forgets what was not sent; nothing else depends on it.
  }
}

export const forgetKept = (storage: () => Storage): void => {
  try {
    storage().removeItem(key)
  } catch {
    // What cannot be reached was not kept either.
  }
}

/** What is worth keeping of a life: only a conversation under way, and whether one is wanted. */
export const keptOf = ({ talk }: Life, place: 'chatting' | 'resting' | 'looking'): Kept => ({
  rested: place === 'resting',
  room: place === 'chatting' ? (talk?.room ?? null) : null,
  outbox: place === 'chatting' ? (talk?.outbox ?? []) : [],
  shared: place === 'chatting' ? (talk?.shared ?? null) : null,
})
