// Whether two people should have been paired, and were told the truth.
import { accepts, commonInterests, type VisitorProfile } from '../scenario/profile.ts'

/** What a frame says of a partner; nothing is taken for granted. */
export interface Introduction {
  readonly room: string
  readonly partner: { readonly username?: unknown; readonly gender?: unknown }
  /** Null where the frame does not say. */
  readonly shared: readonly unknown[] | null
}

/** What is wrong with `me` having been matched so; `them` is null for a stranger of another run. */
export const faultsOfMatch = (
  me: VisitorProfile,
  them: VisitorProfile | null,
  { partner, shared }: Introduction,
): readonly string[] => {
  const pair = `${me.username} (${me.gender}, seeks ${me.seeks})`
  if (them === null) {
    return accepts(me.seeks, partner.gender as VisitorProfile['gender'])
      ? []
      : [`${pair} was given a stranger, ${partner.gender}`]
  }
  if (them.number === me.number) return [`${me.username} was matched with itself`]
  const found: string[] = []
  if (partner.gender !== them.gender) {
    found.push(`${pair} was told that ${them.username}, ${them.gender}, is ${partner.gender}`)
  }
  if (!accepts(me.seeks, them.gender) || !accepts(them.seeks, me.gender)) {
    found.push(`${pair} was matched with ${them.username} (${them.gender}, seeks ${them.seeks})`)
  }
  if (shared === null) return found
  const common = commonInterests(me, them)
  const isTrue =
    shared.length === common.length && common.every((interest) => shared.includes(interest))
  if (!isTrue) {
    found.push(
      `${pair} was told to share [${shared}] with ${them.username}; they share [${common}]`,
    )
  }
  return found
}
