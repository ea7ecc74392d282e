// The pass: a cookie by which the holder of a browser is the same person for a day, come what may.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { DayId } from '../../events/fields.ts'
import { passMs } from '../../events/limits.ts'
import { firstCookie, settingOf } from './cookie.ts'

const passName = 'passerby-pass'

/** What makes a pass its own, the day whose key names its holder, and when it was issued. */
export interface Pass {
  readonly random: string
  readonly day: DayId
  readonly at: number
}

export interface Passes {
  /** A `Set-Cookie` value that gives the pass, for as long as it is good. */
  readonly issue: (pass: Pass, secure: boolean) => string
  /** The pass that a `Cookie` header has, if we issued it, with whatever age; null where it has none. */
  readonly read: (header: string) => Pass | null
}

/** `random.day.at.proof`: anything else is not ours. */
const written = /^([\w-]{1,64})\.(\d{4}-\d\d-\d\d)\.(\d{1,15})\.([\w-]{43})$/

export const passes = (secret: string): Passes => {
  const proofOf = (random: string, day: DayId, at: string): string =>
    createHmac('sha256', secret).update(`passerby pass ${random} ${day} ${at}`).digest('base64url')

  const passIn = (value: string): Pass | null => {
    const [, random = '', day = '', at = '', proof = ''] = written.exec(value) ?? []
    if (proof === '') return null
    // Compared as text: several texts decode to the same bytes.
    const isOurs = timingSafeEqual(Buffer.from(proof), Buffer.from(proofOf(random, day, at)))
    return isOurs ? { random, day, at: Number(at) } : null
  }

  return {
    issue: ({ random, day, at }, secure) => {
      const value = `${random}.${day}.${at}.${proofOf(random, day, String(at))}`
      return `${settingOf(passName, value, secure)}; Max-Age=${passMs / 1000}`
    },
    read: (header) => firstCookie(header, passName, passIn),
  }
}
