// A ticket that anyone suits, but for what a test or a bench says of it.
import type { Ticket } from '../../src/actors/matchmaking/matching.ts'

export const ticket = (session: string, more: Partial<Ticket> = {}): Omit<Ticket, 'order'> => ({
  session,
  person: { id: session, day: '' },
  username: '',
  bio: '',
  gender: 'other',
  seeks: 'anyone',
  interests: [],
  since: 0,
  relaxAt: 0,
  avoid: null,
  blocks: [],
  relaxed: false,
  ...more,
})
