// Listens on an address, patiently; or says why that is not possible.

import type { TemplatedApp } from 'uWebSockets.js'
import { createServer } from 'node:net'
import { Result } from 'effect'
import type { After } from '../../events/ports.ts'
import { type Address, type CannotListen, type Listening, listenOn } from './uws.ts'

/** A port that is taken is tried again so often, for two seconds in all. */
const listenTriesMax = 20

const listenRetryMs = 100

/**
 * Tries for a moment: after a restart the port may be held by the process that is going, or by
 * clients that called while nobody answered. Fails where it stays held.
 */
export const listenSoon = async (
  app: TemplatedApp,
  address: Address,
  clock: { readonly after: After },
): Promise<Result.Result<Listening, CannotListen>> => {
  for (let tries = 1; ; tries += 1) {
    const listening = listenOn(app, address)
    if (listening !== null) return Result.succeed(listening)
    if (tries === listenTriesMax) {
      return Result.fail({ _tag: 'CannotListen', message: await whyNot(address) })
    }
    await new Promise<void>((resolve) => clock.after(listenRetryMs, resolve))
  }
}

/** Why nothing can listen there: uWS does not say, so node is asked. */
const whyNot = ({ host, port }: Address): Promise<string> =>
  new Promise((resolve) => {
    const probe = createServer()
    const say = (reason: string) => resolve(`Cannot listen on ${host}:${port}: ${reason}.`)
    probe.once('error', ({ code }: NodeJS.ErrnoException) => {
      say(reasons[code ?? ''] ?? `the system says ${code}`)
    })
    probe.listen(port, host, () => probe.close(() => say('it was in use just now; try again')))
  })

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses this port',
  EACCES: 'the port is reserved; use one above 1023',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no such host',
}
