// How each server is spoken to where they differ.
import { passerbyWire } from '../../src/load/client/passerbyWire.ts'
import type { Wire } from '../../src/load/client/wire.ts'
import type { VisitorProfile } from '../../src/load/scenario/profile.ts'
import type { ServerName } from '../process.ts'
import { socketioWire } from '../socketioWire.ts'

export interface BenchWire {
  readonly wire: Wire
  /** Whether visitors join before they connect, and are welcomed then. */
  readonly joins: boolean
  /** Whether who sends a message is told that it was taken. */
  readonly answers: boolean
  /** How a visitor asks for a partner. */
  readonly wish: (profile: VisitorProfile) => string
}

export const wireTo = (name: ServerName, origin: string): BenchWire => {
  const wire = name === 'socketio' ? socketioWire(origin) : passerbyWire(origin)
  const asks = { type: 'find_match' } as const
  if (name !== 'relay') {
    return { wire, joins: true, answers: true, wish: () => wire.write(asks) }
  }
  const wish = ({ username, gender, seeks }: VisitorProfile) =>
    JSON.stringify({ ...asks, username, gender, seeks })
  return { wire, joins: false, answers: false, wish }
}
