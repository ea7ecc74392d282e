// What was typed as something that can be done, or what is wrong with it.
import { Result } from 'effect'
import type { DecisionName } from '../words.ts'

/** The flags as they were typed; null: not given. */
export interface ModerateFlags {
  readonly show: number | null
  readonly dismiss: number | null
  readonly warn: number | null
  readonly suspend: number | null
  readonly toEnd: boolean
  readonly export: string | null
  readonly open: boolean
  readonly port: number | null
}

export type ModerateRequest =
  | { readonly kind: 'list' }
  | { readonly kind: 'show'; readonly number: number }
  | { readonly kind: 'decide'; readonly number: number; readonly name: DecisionName }
  | { readonly kind: 'export'; readonly folder: string }
  | { readonly kind: 'open'; readonly port: number }

/** The words do not say one thing. */
export interface NotOneThing {
  readonly _tag: 'NotOneThing'
  readonly message: string
}

const notOneThing = (message: string): Result.Result<never, NotOneThing> =>
  Result.fail({ _tag: 'NotOneThing', message: `${message} See --help.` })

/** Exactly one thing; without any, the list. */
export const requestOf = (flags: ModerateFlags): Result.Result<ModerateRequest, NotOneThing> => {
  const { show, dismiss, warn, suspend, toEnd, export: folder, open, port } = flags
  const decided = (number: number | null, name: DecisionName): ModerateRequest | null =>
    number === null ? null : { kind: 'decide', number, name }
  const asked: readonly (ModerateRequest | null)[] = [
    show === null ? null : { kind: 'show', number: show },
    decided(dismiss, 'dismiss'),
    decided(warn, 'warn'),
    decided(suspend, toEnd ? 'suspendToEnd' : 'suspend'),
    folder === null ? null : { kind: 'export', folder },
    open ? { kind: 'open', port: port ?? 0 } : null,
  ]
  const [first = { kind: 'list' } as const, ...more] = asked.filter((each) => each !== null)
  if (more.length > 0) {
    return notOneThing(
      'One thing at a time: --show, --dismiss, --warn, --suspend, --export or --open.',
    )
  }
  if (toEnd && suspend === null) return notOneThing('--to-end goes with --suspend.')
  if (port !== null && !open) return notOneThing('--port goes with --open.')
  return Result.succeed(first)
}
