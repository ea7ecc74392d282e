// What edges and worlds of a cluster share: a name, the secret of all, and the way to one another.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Effect } from 'effect'
import { type NatsParts, openNats } from './cluster/nats/nats.ts'
import { natsPrefix } from './cluster/nats/streams.ts'
import type { Settings } from './settings.ts'
import { attempt, CannotStart, orNoStart } from './starting.ts'

/** Settings see to it that it is there. */
export const sharedSecret = ({ secret }: Settings) =>
  secret === null
    ? Effect.fail(new CannotStart({ message: 'SESSION_SECRET: expected in a cluster' }))
    : Effect.succeed(secret)

/** Names one run of a process in a cluster. */
export const nodeName = (kind: 'w' | 'e'): string => `${kind}-${randomBytes(4).toString('hex')}`

/** Each of the files that NATS is reached by can be read; else the start ends with the one that cannot. */
const readableFiles = (settings: Settings) =>
  Effect.forEach(
    [
      ['NATS_CREDENTIALS', settings.natsCredentials],
      ['NATS_TLS_CA_FILE', settings.natsTlsCaFile],
      ['NATS_TLS_CERT_FILE', settings.natsTlsCertFile],
      ['NATS_TLS_KEY_FILE', settings.natsTlsKeyFile],
    ] as const,
    ([name, path]) =>
      Effect.try({
        try: () => (path === null ? null : readFileSync(path)),
        catch: (error) =>
          new CannotStart({ message: `${name}: ${path} cannot be read (${codeOf(error)})` }),
      }),
  )

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error)

/** The way to all other processes of the cluster. */
export const connectedNats = (
  settings: Settings,
  parts: Pick<NatsParts, 'clock' | 'report' | 'keptMs'>,
) =>
  Effect.acquireRelease(
    Effect.gen(function* () {
      yield* readableFiles(settings)
      const opening = {
        ...parts,
        prefix: natsPrefix,
        url: (settings.natsUrls ?? []).join(','),
        caFile: settings.natsTlsCaFile ?? undefined,
        certFile: settings.natsTlsCertFile ?? undefined,
        keyFile: settings.natsTlsKeyFile ?? undefined,
        credentialsFile: settings.natsCredentials ?? undefined,
      }
      return yield* orNoStart(yield* attempt(() => openNats(opening)))
    }),
    (nats) => Effect.promise(() => nats.close()),
  )
