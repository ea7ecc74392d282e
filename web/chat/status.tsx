// What just changed, for those who listen instead of look.
import { dropWords, endingWords, sharedWords } from '../words.ts'
import type { Snapshot } from './app.tsx'

/** One sentence on where the visitor is now; it is read out whenever it changes. */
export const statusOf = (snapshot: Snapshot, armed: boolean): string => {
  const { talk, ending, drop, attempts } = snapshot.context
  const name = talk?.partner.username ?? 'Your partner'
  if (armed) return 'Press once more to end the chat.'
  if (snapshot.matches({ link: 'replaced' })) return 'This visit goes on in another tab.'
  if (!snapshot.context.up && attempts > 0) return dropWords[drop]
  if (snapshot.matches({ talk: 'waiting' })) return 'Looking for someone.'
  if (snapshot.matches({ talk: { chatting: 'away' } }))
    return `${name} lost the connection and may come back.`
  if (snapshot.matches({ talk: 'chatting' }))
    return `You are talking with ${name}. ${talk?.shared?.length ? sharedWords(talk.shared) : ''}`
  if (snapshot.matches({ talk: 'ended' })) return `${endingWords(ending, name).heading}.`
  return ''
}

export const Status = ({ snapshot, armed }: { snapshot: Snapshot; armed: boolean }) => (
  <p class="unseen" role="status">
    {statusOf(snapshot, armed)}
  </p>
)
