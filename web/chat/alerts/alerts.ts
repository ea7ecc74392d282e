// What a window that is not in front does to be noticed: a count in its title, a sound, a notification.
import type { ClientSnapshot } from '../../session/clientMachine.ts'
import { words } from '../../words/words.ts'
import type { HiddenWords } from '../hiding/hiding.ts'
import type { Calls } from './calls.ts'
import { createChime } from './chime.ts'
import { createNotifications } from './notifications.ts'

const baseTitle = (snapshot: ClientSnapshot): string => {
  const { conversation } = snapshot.context
  if (snapshot.matches({ phase: 'waiting' })) return words.chat.tab.waiting
  const isHere = snapshot.matches({ connection: 'maintained' })
  if (conversation === null || !isHere) return words.chat.title
  return snapshot.matches({ phase: 'chatting' })
    ? words.chat.tab.chatting(conversation.partner.username)
    : words.chat.tab.ended
}

const saidByPartner = ({ context: { conversation } }: ClientSnapshot): readonly string[] =>
  conversation?.transcript.filter(({ from }) => from === 'partner').map(({ text }) => text) ?? []

/** The number on the app's icon, where there is one. */
const showBadge = (unseen: number): void => {
  const shown = unseen > 0 ? navigator.setAppBadge?.(unseen) : navigator.clearAppBadge?.()
  shown?.catch(() => undefined)
}

/** What the visitor has chosen of them is kept on this device. */
export const createCalls = (page: Window, storage: () => Storage): Calls => ({
  chime: createChime(storage),
  notifications: createNotifications(page, storage),
})

export interface Alerts {
  readonly note: (snapshot: ClientSnapshot) => void
  readonly seen: () => void
}

/** Told every snapshot, keeps the page's title and calls; `seen` says the window is looked at. */
export const createAlerts = (
  page: Document,
  { chime, notifications }: Calls,
  hidden: Pick<HiddenWords, 'runs'>,
): Alerts => {
  const covered = (text: string) =>
    hidden
      .runs(text)
      .map((run) => (run.isHidden ? '•••' : run.text))
      .join('')
  let room: string | null = null
  let heard = 0
  let unseen = 0
  let unread = 0
  let title = page.title

  const show = () => {
    const wanted = unseen > 0 ? `(${unseen}) ${title}` : title
    if (page.title !== wanted) page.title = wanted
  }
  const call = (fresh: number, partner: string, text: string) => {
    unseen += fresh
    chime.ring()
    notifications.tell({ partner, messages: unread, text: covered(text) })
    showBadge(unseen)
  }
  const note = (snapshot: ClientSnapshot) => {
    const { conversation } = snapshot.context
    const said = saidByPartner(snapshot)
    const isNewRoom = conversation !== null && conversation.room !== room
    const fresh = isNewRoom ? said.length : Math.max(0, said.length - heard)
    const isInFront = !page.hidden && page.hasFocus()
    room = conversation?.room ?? null
    heard = said.length
    title = baseTitle(snapshot)
    if (!isInFront && conversation !== null && (isNewRoom || fresh > 0)) {
      unread = isNewRoom ? fresh : unread + fresh
      call(isNewRoom ? fresh + 1 : fresh, conversation.partner.username, said.at(-1) ?? '')
    }
    show()
  }
  const seen = () => {
    unseen = 0
    unread = 0
    notifications.close()
    showBadge(unseen)
    show()
  }
  return { note, seen }
}
