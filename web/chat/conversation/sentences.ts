// The sentences of the chat page about what happened.
import type { Gender } from '../../../src/events/fields.ts'
import type { ConversationEnding, Leaving } from '../../session/context.ts'
import type { DisconnectReason } from '../../session/events.ts'

export const genderLabels: Readonly<Record<Gender, string>> = {
  male: 'Male',
  female: 'Female',
  other: 'Other',
}

/** What became of a conversation with `name`: a heading and a sentence below it. */
export const endingText = (
  ending: ConversationEnding,
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

/** What the visitor is told who walked on and may still come back. */
export const leavingSentence = ({ next }: Leaving, name: string): string =>
  next
    ? `${name} does not know yet. Somebody else is looked for in a moment.`
    : `${name} does not know yet.`

/** What the visitor is told while there is no connection. */
export const disconnectSentences: Readonly<Record<DisconnectReason, string>> = {
  lost: 'Connection lost. Finding the way back…',
  offline: 'You are offline. What you write is kept and sent when you are back.',
  restart: 'The server is restarting. Back in a moment…',
  slow: 'Your connection could not keep up. Catching up…',
  refused: 'Too many connections came from here at once. Back by itself in a moment…',
  flood: 'That was faster than the server allows. Taking a short breath…',
}

/** "You both like tea, chess and rain." */
export const sharedInterestsSentence = (shared: readonly string[]): string => {
  const last = shared.at(-1) ?? ''
  const others = shared.slice(0, -1)
  return `You both like ${others.length === 0 ? last : `${others.join(', ')} and ${last}`}.`
}
