// The sentences that the pages say about what happened.
import type { Gender } from '../src/events/fields.ts'
import type { ErrorCode } from '../src/events/frames.ts'
import type { Drop, Ending } from './session/context.ts'

/** Why a message was not taken; the server's own sentence where ours would say less. */
export const faultOf = (code: ErrorCode, sentence: string): string => {
  switch (code) {
    case 'id_reused':
      return 'It got mixed up with another message.'
    case 'bad_frame':
      return 'It holds nothing that can be shown, or more than fits.'
    case 'room_full':
      return 'This conversation has grown as long as a conversation can.'
    default:
      return sentence
  }
}

export const genderWord: Readonly<Record<Gender, string>> = {
  male: 'Male',
  female: 'Female',
  other: 'Other',
}

/** What became of a conversation with `name`: a heading and a sentence below it. */
export const endingWords = (
  ending: Ending,
  name: string,
): { readonly heading: string; readonly sentence: string } => {
  switch (ending) {
    case 'left':
      return {
        heading: `${name} walked on`,
        sentence: 'That was the whole of it: nothing is kept.',
      }
    case 'expired':
      return {
        heading: `${name} did not come back`,
        sentence: 'Their connection dropped, and the wait for them is over.',
      }
    case 'fault':
      return {
        heading: 'We dropped this one',
        sentence: 'Something broke on our side and took the conversation with it. We are sorry.',
      }
    case 'you':
      return { heading: 'You walked on', sentence: `${name} has been told. Nothing is kept.` }
    case 'unseen':
      return {
        heading: 'It ended while you were away',
        sentence: 'The conversation was over before your connection was back.',
      }
  }
}

/** What the visitor is told while the line is down. */
export const dropWords: Readonly<Record<Drop, string>> = {
  lost: 'Connection lost. Finding the way back…',
  offline: 'You are offline. What you write is kept and sent when you are back.',
  restart: 'The server is restarting. Back in a moment…',
  slow: 'Your connection could not keep up. Catching up…',
  flood: 'That was faster than the server allows. Taking a short breath…',
}

/** "You both like tea, chess and rain." */
export const sharedWords = (shared: readonly string[]): string => {
  const last = shared.at(-1) ?? ''
  const others = shared.slice(0, -1)
  return `You both like ${others.length === 0 ? last : `${others.join(', ')} and ${last}`}.`
}

/** 75,000 ms → "1:15"; never below zero. */
export const minutesAndSeconds = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
