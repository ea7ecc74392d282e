// Whose request it is, and what a proxy says about it.
import { BlockList, isIP } from 'node:net'

export interface Proxies {
  /** The address that limits count by: IPv4 as it is, IPv6 as its /64. */
  readonly clientOf: (peer: string, forwardedFor: string) => string
  /** Whether a trusted proxy says that the visitor came over HTTPS. */
  readonly saysSecure: (peer: string, forwardedProto: string) => boolean
  /** The host that the visitor asked for: what a trusted proxy forwards, else `Host` itself. */
  readonly hostOf: (peer: string, host: string, forwardedHost: string) => string
  /** Whether the peer is a trusted proxy, which speaks for many. */
  readonly trusts: (peer: string) => boolean
}

/** `trusted`: addresses and networks in slash notation. What is neither is ignored. */
export const proxies = (trusted: readonly string[]): Proxies => {
  const list = blockListOf(trusted)
  const isTrusted = (address: string) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  // Where nobody is trusted, as most often, no list is asked.
  const trusts = (peer: string) => trusted.length > 0 && isTrusted(plainAddress(peer) ?? peer)
  return {
    clientOf: (peer, forwardedFor) => {
      let client = plainAddress(peer) ?? peer
      if (forwardedFor === '') return limitedAs(client)
      // Each proxy appends whom it heard from: what stands left of an untrusted hop is hearsay.
      for (const hop of forwardedFor.split(',').reverse()) {
        const address = plainAddress(hop)
        if (address === null || !isTrusted(client)) break
        client = address
      }
      return limitedAs(client)
    },
    saysSecure: (peer, forwardedProto) =>
      forwardedProto.split(',').at(-1)?.trim().toLowerCase() === 'https' && trusts(peer),
    // The first is what the browser asked for. No page can make a browser send this header.
    hostOf: (peer, host, forwardedHost) => {
      const [asked = ''] = forwardedHost.split(',')
      return asked.trim() !== '' && trusts(peer) ? asked.trim() : host
    },
    trusts,
  }
}

const blockListOf = (trusted: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const entry of trusted) {
    const [network = '', bits] = entry.split('/')
    const address = plainAddress(network)
    if (address === null) continue
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    const prefix = Number(bits)
    if (bits === undefined) list.addAddress(address, family)
    else if (prefix >= 0 && prefix <= (family === 'ipv6' ? 128 : 32)) {
      list.addSubnet(address, prefix, family)
    }
  }
  return list
}

/** An address without port and brackets, an IPv4 one without its IPv6 coat; null if it is none. */
const plainAddress = (text: string): string | null => {
  if (isIP(text) === 4) return text
  const bare = text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
  if (isIP(bare) !== 6) return isIP(bare) === 4 ? bare : null
  const groups = groupsOf(bare)
  if (!groups.slice(0, 5).every((group) => group === 0) || groups[5] !== 0xffff) return bare
  const [high = 0, low = 0] = groups.slice(6)
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

const limitedAs = (address: string): string =>
  isIP(address) === 6
    ? groupsOf(address)
        .slice(0, 4)
        .map((group) => group.toString(16))
        .join(':')
    : address

/** The eight numbers of a valid IPv6 address. */
const groupsOf = (address: string): number[] => {
  const canonical = URL.parse(`http://[${address.replace(/%.*$/, '')}]`)?.hostname.slice(1, -1)
  const [head = '', tail] = (canonical ?? '::').split('::')
  const numbers = (part: string) => (part === '' ? [] : part.split(':').map((g) => parseInt(g, 16)))
  const left = numbers(head)
  const right = numbers(tail ?? '')
  return [...left, ...Array(8 - left.length - right.length).fill(0), ...right]
}
