// The ways in which the page calls its visitor, for whoever lets them be chosen.
import { createContext } from 'preact'
import type { Chime } from './chime.ts'
import type { Notifications } from './notifications.ts'

export interface Calls {
  readonly chime: Chime
  readonly notifications: Notifications
}

/** Null until they are loaded. */
export const CallsContext = createContext<Calls | null>(null)
