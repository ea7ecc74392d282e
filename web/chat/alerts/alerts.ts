// What a hidden tab does to be noticed: a count in its title, and a sound.
import type { Snapshot } from '../app.tsx'
import type { Chime } from './chime.ts'

const baseTitle = (snapshot: Snapshot): string => {
  const { talk } = snapshot.context
  if (snapshot.matches({ talk: 'waiting' })) return 'Looking… · Passerby'
  if (talk === null) return 'Passerby'
  return snapshot.matches({ talk: 'chatting' })
    ? `${talk.partner.username} · Passerby`
    : 'Chat ended · Passerby'
}

const heardIn = ({ context: { talk } }: Snapshot): number =>
  talk === null ? 0 : talk.said.filter(({ from }) => from === 'partner').length

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
  const note = (snapshot: Snapshot) => {
    const now = heardIn(snapshot)
    const isNewRoom = snapshot.context.talk !== null && snapshot.context.talk.room !== room
    const fresh = isNewRoom ? now + 1 : Math.max(0, now - heard)
    room = snapshot.context.talk?.room ?? null
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
