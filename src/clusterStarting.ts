// What edges and worlds of a cluster share: a name, the secret of all, and the way to one another.
import { createHmac, randomBytes } from 'node:crypto'
import { Effect } from 'effect'
import type { Fingerprint } from './cluster/messages.ts'
import { type NatsParts, openNats } from './cluster/nats/nats.ts'
import { natsPrefix } from './cluster/nats/streams.ts'
import { natsServersOf, type Settings } from './settings.ts'
import { attempt, CannotStart, orNoStart } from './starting.ts'

/** Settings see to it that it is there. */
export const sharedSecret = ({ secret }: Settings) =>
  secret === null
    ? Effect.fail(new CannotStart({ message: 'SESSION_SECRET: expected in a cluster' }))
    : Effect.succeed(secret)

/** What tells secrets apart: 72 bits of a proof that whoever knows it can give. */
export const fingerprintOf = (secret: string): Fingerprint =>
  createHmac('sha256', secret).update('passerby fingerprint').digest('base64url').slice(0, 12)

/** The clock looks for what is due twenty times a second: whatever waits for a few ms would wait for 50. */
export const shortly = (ms: number, wake: () => void): void => {
  setTimeout(wake, ms)
}

/** Names one run of a process in a cluster. */
export const nodeName = (kind: 'w' | 'e'): string => `${kind}-${randomBytes(4).toString('hex')}`

/** The way to all other processes of the cluster. */
export const connectedNats = (
  settings: Settings,
  parts: Pick<NatsParts, 'clock' | 'report' | 'keptMs'>,
) =>
  Effect.acquireRelease(
    Effect.gen(function* () {
      const opening = { ...parts, ...natsServersOf(settings), prefix: natsPrefix, shortly }
      return yield* orNoStart(yield* attempt(() => openNats(opening)))
    }),
    (nats) => Effect.promise(() => nats.close()),
  )
