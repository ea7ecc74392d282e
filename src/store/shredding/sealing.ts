// What is sealed under somebody's key, and opened with it: by ChaCha20-Poly1305 (RFC 8439).
import { createDecipheriv } from 'node:crypto'
import sodium from 'sodium-native'
import type { EventType } from '../../events/event.ts'
import type { Key, Random } from './keys.ts'
import type { Fields } from './redaction.ts'

const {
  crypto_aead_chacha20poly1305_ietf_encrypt: encrypt,
  crypto_aead_chacha20poly1305_ietf_decrypt: decrypt,
} = sodium

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

/** Seals words as nonce, ciphertext and tag. */
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
    into.set(nonce)
    const end = nonceBytes + into.write(words, nonceBytes, 'utf8') + tagBytes
    const text = into.subarray(nonceBytes, end - tagBytes)
    const sealed = into.subarray(nonceBytes, end)
    encrypt(sealed, text, authenticated(place), null, nonce, key)
    return end
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
export const unsealText = (key: Key, place: SealedPlace, sealed: Uint8Array): string | null =>
  opened(key, place, sealed) ?? formerlySealed(key, place, sealed)

const opened = (key: Key, place: SealedPlace, sealed: Uint8Array): string | null => {
  if (sealed.length < nonceBytes + tagBytes) return null
  const text = Buffer.allocUnsafe(sealed.length - nonceBytes - tagBytes)
  const nonce = sealed.subarray(0, nonceBytes)
  try {
    decrypt(text, null, sealed.subarray(nonceBytes), authenticated(place), nonce, key)
    return text.toString()
  } catch {
    return null
  }
}

/** Up to format 3: nonce, tag and ciphertext, by AES-256-GCM. Which of the two it was, either tells by its tag. */
const formerlySealed = (key: Key, place: SealedPlace, sealed: Uint8Array): string | null => {
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
