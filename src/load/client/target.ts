// Which server is tested, and whether it may be.
import { isIP } from 'node:net'
import { Result } from 'effect'

/** A server as it was asked for. */
export interface Target {
  /** As the server knows itself: scheme, name and port, and the path below which it serves, if any. */
  readonly origin: string
  readonly host: string
  readonly port: number
  /** Whether it speaks TLS. */
  readonly isSecure: boolean
}

/** A server that cannot be tested; `message` is one line that says why. */
export interface BadTarget {
  readonly _tag: 'BadTarget'
  readonly message: string
}

/** Reads the URL of a server. */
export const readTarget = (url: string): Result.Result<Target, BadTarget> => {
  const fail = (why: string) =>
    Result.fail({ _tag: 'BadTarget', message: `${url}: ${why}` } as const)
  const read = URL.parse(url)
  if (read === null) return fail('expected a URL such as http://127.0.0.1:3000')
  if (read.protocol !== 'http:' && read.protocol !== 'https:') {
    return fail('expected http or https')
  }
  if (`${read.search}${read.hash}${read.username}${read.password}` !== '') {
    return fail('expected nothing but a path after the port')
  }
  const host = read.hostname.replace(/^\[|\]$/g, '')
  const isSecure = read.protocol === 'https:'
  const port = Number(read.port || (isSecure ? 443 : 80))
  const origin = `${read.origin}${read.pathname.replace(/\/+$/, '')}`
  return Result.succeed({ origin, host, port, isSecure })
}

/** True for an address that never leaves this machine. */
export const isLoopback = (address: string): boolean =>
  isIP(address) === 4 ? address.startsWith('127.') : address === '::1'

/**
 * Connections that one address of ours is good for. It has 28,232 ports, but beyond about half of
 * them each new one is searched for: measured, 15,000 from one address kept the kernel busy for
 * half a minute, and from four addresses for two seconds.
 */
export const connectionsPerAddress = 5_000

/** Reports count by the places that they come from, three of them as a rule; some are not honest. */
const placesForReports = 5

/** How many source addresses a run of so many users takes, where nobody says. */
export const addressesFor = (users: number, reports = 0): number =>
  Math.max(reports > 0 ? placesForReports : 1, Math.ceil(users / connectionsPerAddress))

/**
 * Connections over which visitors join. A join waits for a commit, and none may wait for another
 * join of ours: on a server that takes seconds, so many are still a few hundred joins a second.
 */
const joinConnectionsMax = 1_000

/** Files that this program has open beside its connections, with room to spare. */
export const otherFiles = 200

/** Of what is left of the files, so much is kept for those who join. */
const joinersShare = 0.04

/** How many visitors one process holds where it may open so many files (null: any number). */
export const visitorsFor = (files: number | null): number =>
  files === null
    ? Number.POSITIVE_INFINITY
    : Math.max(1, Math.floor((files - otherFiles) * (1 - joinersShare)))

/** How many connections of each process may join at once, which may open `files` (null: any number). */
export const joinConnectionsFor = (users: number, files: number | null, processes = 1): number =>
  Math.min(
    Math.ceil(joinConnectionsMax / processes),
    Math.max(10, (files ?? Number.POSITIVE_INFINITY) - otherFiles - users),
  )

/** A last byte of 0 or 255 would be no host. */
export const addressesMax = 254

/** The `index`-th address to connect from, of 127.0.0.1 and those after it. */
export const localAddress = (index: number): string => `127.0.0.${index + 1}`
