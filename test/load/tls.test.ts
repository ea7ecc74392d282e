// The load tester against a server that speaks TLS, with a certificate of its own making.
import { Result } from 'effect'
import { afterEach, expect, it } from 'vitest'
import * as machine from '../../src/load/cli/machine.ts'
import { readOptions } from '../../src/load/cli/options.ts'
import { planOf } from '../../src/load/cli/plan.ts'
import { passerbyWire } from '../../src/load/client/passerbyWire.ts'
import { routed } from '../../src/load/client/routes.ts'
import { unreached } from '../../src/load/report/words/unreached.ts'
import { certificateFiles } from '../http/certificate.ts'
import { startServer, type TestServer } from '../http/testServer.ts'
import { runAgainst } from './runContext.ts'

const running: TestServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

const started = async (tls = {}): Promise<TestServer> => {
  const server = await startServer(tls)
  running.push(server)
  return server
}

/** What is made of the words of a command line. */
const planned = async (...words: readonly string[]) => {
  const options = Result.getOrThrow(await readOptions(words))
  if (options === null) throw new Error('Nothing was asked')
  return Result.getOrThrow(await planOf(options, machine))
}

/** Why a server cannot be reached, as it is said. */
const refusal = async (...words: readonly string[]): Promise<string | null> => {
  const { routes } = await planned(...words)
  const [route] = routes.targets
  if (route === undefined) return null
  const reached = await machine.reach(route.address, route.port, route.secure)
  return Result.isFailure(reached) ? unreached(route.origin, reached.failure.code) : null
}

it('joins, connects and talks, and knows its sessions, where any certificate is taken', async () => {
  const server = await started(certificateFiles())
  const { routes } = await planned(server.origin, '--insecure')
  const { result, referee } = await runAgainst(
    { origin: server.origin, port: 0 },
    { users: 6, ramp: 100, duration: 1, think: 0.02, drops: 0, skips: 0, interestsEach: 0 },
    { ...routed(routes, passerbyWire), keepsRooms: true },
  )
  expect(result.errors).toEqual({})
  expect([result.counts.joined, result.counts.connected, result.referee.faultsTotal]).toEqual([
    6, 6, 0,
  ])
  expect(result.counts.delivered).toBe(result.counts.acknowledged)
  expect([...referee.sessions.values()].toSorted()).toEqual([0, 1, 2, 3, 4, 5])
})

it('is refused in one line by a certificate that nobody vouches for, unless any is taken', async () => {
  const { origin } = await started(certificateFiles())
  expect(await refusal(origin)).toBe(
    `${origin}: its certificate is signed by nobody whom this machine trusts ` +
      '(DEPTH_ZERO_SELF_SIGNED_CERT). If the server is yours, say --insecure',
  )
  expect(await refusal(origin, '--insecure')).toBeNull()
})

it('is told so by a server that speaks no TLS', async () => {
  const { origin } = await started()
  const secure = origin.replace('http:', 'https:')
  expect(await refusal(secure)).toMatch(
    /^https:.*: it does not speak TLS there \(.*\)\. Give its http:\/\/ URL$/,
  )
})

it.each([
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'https://a: its certificate is for another name'],
  ['CERT_HAS_EXPIRED', 'https://a: its certificate has expired'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'https://a: its certificate is signed by nobody'],
  ['ECONNREFUSED', 'nothing answers at https://a (ECONNREFUSED)'],
])('says what %s means', (code, said) => {
  expect(unreached('https://a', code)).toContain(said)
})
