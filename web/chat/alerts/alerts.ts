// What a hidden tab does to be noticed: a count in its title, and a sound.
import type { ClientSnapshot } from '../../session/clientMachine.ts'
import { words } from '../../words/words.ts'
import type { Chime } from './chime.ts'

const baseTitle = (snapshot: ClientSnapshot): string => {
  const { conversation } = snapshot.context
  if (snapshot.matches({ phase: 'waiting' })) return words.chat.tab.waiting
  if (conversation === null) return words.chat.title
  return snapshot.matches({ phase: 'chatting' })
    ? words.chat.tab.chatting(conversation.partner.username)
    : words.chat.tab.ended
}

const partnerMessagesIn = ({ context: { conversation } }: ClientSnapshot): number =>
  conversation === null
    ? 0
    : conversation.transcript.filter(({ from }) => from === 'partner').length

/** Told every snapshot, keeps the page's title and rings; `seen` says the tab is looked at. */
export const createAlerts = (page: Document, chime: Chime) => {
  let room: string | null = null
  let heard = 0
  let unseen = 0
  let title = page.title

  const show = () => {
    const wanted = unseen > 0 ? `(${unseen}) ${title}` : title
    if (page.title !== wanted) page.title = wanted
  }
  const note = (snapshot: ClientSnapshot) => {
    const now = partnerMessagesIn(snapshot)
    const isNewRoom =
      snapshot.context.conversation !== null && snapshot.context.conversation.room !== room
    const fresh = isNewRoom ? now + 1 : Math.max(0, now - heard)
    room = snapshot.context.conversation?.room ?? null
    heard = now
    title = baseTitle(snapshot)
    if (page.hidden && fresh > 0) {
      unseen += fresh
      chime.ring()
    }
    show()
  }
  const seen = () => {
    unseen = 0
    show()
  }
  return { note, seen }
}
