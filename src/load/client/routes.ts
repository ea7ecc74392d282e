// Which way each visitor takes: to which server, and from which address of ours.
import type { Destination, Secure } from './connection.ts'
import { localAddress } from './target.ts'
import type { Wire } from './wire.ts'

/** A server, where its name has led to an address. */
export interface Route {
  /** With the path below which it serves, if any. */
  readonly origin: string
  readonly address: string
  readonly port: number
  /** Where it is reached over TLS. */
  readonly secure?: Secure
}

export interface Routes {
  /** Visitors take turns among them; at least one. */
  readonly targets: readonly Route[]
  /** How many source addresses take turns; 0 leaves it to the system. */
  readonly localAddresses: number
}

/** Of things that take turns, the one whose turn it is with visitor `number`. */
export const inTurn = <A>(all: readonly A[], number: number): A => all[number % all.length] as A

/** Which servers there are, where visitor `number` connects to, and how it speaks there. */
export const routed = ({ targets, localAddresses }: Routes, wireOf: (origin: string) => Wire) => {
  const ways = targets.map(({ origin, address, port, secure }) => {
    return {
      wire: wireOf(origin),
      to: { host: address, port, authority: new URL(origin).host, ...(secure && { secure }) },
    }
  })
  const wayOf = (number: number) => inTurn(ways, number)
  return {
    origins: targets.map(({ origin }) => origin),
    wireOf: (number: number): Wire => wayOf(number).wire,
    destination: (number: number): Destination => ({
      ...wayOf(number).to,
      ...(localAddresses > 0 && { localAddress: localAddress(number % localAddresses) }),
    }),
  }
}
