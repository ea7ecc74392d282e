// src/actors/portrait.ts — an actor's state as data, without anything that people wrote.
import type { AnyMachineSnapshot } from 'xstate'

/** The state value and the context, less `words` and what is null or empty. */
export type Portrait = Readonly<Record<string, unknown>> & { readonly value: unknown }

export const portraitOf = ({ value, context }: AnyMachineSnapshot): Portrait => {
  const portrait: Record<string, unknown> & { value: unknown } = { value }
  for (const field in context) {
    const part: unknown = context[field]
    if (field !== 'words' && field !== 'id' && part !== null) portrait[field] = part
  }
  return portrait
}
