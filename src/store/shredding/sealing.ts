// What is sealed under somebody's key, and opened with it.
import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { EventType } from '../../events/event.ts'
import type { Key, Random } from './keys.ts'
import type { Fields } from './redaction.ts'

const nonceBytes = 12
const tagBytes = 16

/** Nonces are cut from random bytes fetched this many at a time: one fetch costs as one nonce. */
const poolNonces = 256

/** Where sealed words belong; they open nowhere else. */
interface SealedPlace {
  readonly seq: number
  readonly type: EventType
}

/** Seals words, given as JSON or as a list of several, at the beginning of `into`; gives how many bytes it wrote. */
export type Seal = (key: Key, place: SealedPlace, words: string, into: Buffer) => number

/** As many bytes as sealing the text takes at most: a character of UTF-16 has three at most. */
export const sealedBytesMax = (text: string): number => nonceBytes + tagBytes + 3 * text.length

/** Seals words as nonce, tag and ciphertext. */
export const sealWith = (random: Random): Seal => {
  let pool: Uint8Array = new Uint8Array(0)
  let at = 0
  return (key, place, words, into) => {
    if (at === pool.length) {
      pool = random(poolNonces * nonceBytes)
      at = 0
    }
    const nonce = pool.subarray(at, at + nonceBytes)
    at += nonceBytes
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    cipher.setAAD(authenticated(place))
    const sealed = cipher.update(words, 'utf8')
    cipher.final()
    into.set(nonce)
    into.set(cipher.getAuthTag(), nonceBytes)
    into.set(sealed, nonceBytes + tagBytes)
    return nonceBytes + tagBytes + sealed.length
  }
}

/**
 * The words again, of several those of that index; null where key, place or bytes are not those that
 * were sealed.
 */
export const unseal = (
  key: Key,
  place: SealedPlace,
  sealed: Uint8Array,
  index = 0,
): Fields | null => unsealAll(key, place, sealed)?.[index] ?? null

/** The same of all that were sealed together. */
export const unsealAll = (
  key: Key,
  place: SealedPlace,
  sealed: Uint8Array,
): readonly Fields[] | null => {
  const text = unsealText(key, place, sealed)
  if (text === null) return null
  const words = JSON.parse(text) as Fields | readonly Fields[]
  return Array.isArray(words) ? words : [words as Fields]
}

/** The same as the JSON that was sealed. */
export const unsealText = (key: Key, place: SealedPlace, sealed: Uint8Array): string | null => {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), tagged)
    decipher.setAAD(authenticated(place))
    decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
    const text = decipher.update(sealed.subarray(nonceBytes + tagBytes))
    decipher.final()
    return text.toString()
  } catch {
    return null
  }
}

const tagged = { authTagLength: tagBytes } as const

/** The bytes are good until the next are asked for. */
const authenticated = ({ seq, type }: SealedPlace): Uint8Array =>
  placeBytes.subarray(0, placeBytes.write(`${seq} ${type}`, 'latin1'))

const placeBytes = Buffer.alloc(64)
