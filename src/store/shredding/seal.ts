// Words under a key: AES-256-GCM, bound to the event they belong to.
import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { EventType } from '../../events/event.ts'
import type { Fields } from './redaction.ts'

export type Key = Uint8Array

/** As many random bytes as asked for. */
export type Random = (bytes: number) => Uint8Array

export const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/** Nonces are cut from random bytes fetched this many at a time: one fetch costs as one nonce. */
const poolNonces = 256

/** Where sealed words belong; they open nowhere else. */
interface Place {
  readonly seq: number
  readonly type: EventType
}

export type Seal = (key: Key, place: Place, words: Fields) => Uint8Array

/** Seals words as nonce, tag and ciphertext of their JSON. */
export const sealWith = (random: Random): Seal => {
  let pool: Uint8Array = new Uint8Array(0)
  let at = 0
  const nonce = (): Uint8Array => {
    if (at === pool.length) {
      pool = random(poolNonces * nonceBytes)
      at = 0
    }
    at += nonceBytes
    return pool.subarray(at - nonceBytes, at)
  }
  return (key, place, words) => {
    const iv = nonce()
    const cipher = createCipheriv('aes-256-gcm', key, iv)
    cipher.setAAD(bound(place))
    const text = cipher.update(JSON.stringify(words), 'utf8')
    cipher.final()
    return Buffer.concat([iv, cipher.getAuthTag(), text])
  }
}

/** The words again; null where key, place or bytes are not those that were sealed. */
export const unseal = (key: Key, place: Place, sealed: Uint8Array): Fields | null => {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    })
    decipher.setAAD(bound(place))
    decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
    const text = decipher.update(sealed.subarray(nonceBytes + tagBytes), undefined, 'utf8')
    return JSON.parse(text + decipher.final('utf8')) as Fields
  } catch {
    return null
  }
}

const bound = ({ seq, type }: Place): Uint8Array => Buffer.from(`${seq} ${type}`)
