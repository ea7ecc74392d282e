// The conversation as it is read: what one said in one breath stands together.
import type { Unsent } from '../../session/outbox.ts'
import type { Said } from '../../session/transcript.ts'

/** Words of the same person closer together than this belong together. */
export const breathMs = 3 * 60_000

/** A message as it is shown; `state` is `sent` for all that the server has. */
export interface Line {
  readonly key: string
  readonly text: string
  readonly at: number
  readonly state: 'sent' | 'pending' | 'refused'
  readonly unsent?: Unsent
}

export interface Turn {
  readonly key: string
  readonly from: 'you' | 'partner'
  readonly lines: readonly Line[]
}

const lineOf = ({ seq, id, text, at }: Said): Line => ({
  key: id ?? String(seq),
  text,
  at,
  state: 'sent',
})

const unsentLine = (unsent: Unsent): Line => ({
  key: unsent.id,
  text: unsent.text,
  at: unsent.at,
  state: unsent.state === 'refused' ? 'refused' : 'pending',
  unsent,
})

/** The turns of what was said and, below it, of what is still on its way. */
export const turnsOf = (said: readonly Said[], outbox: readonly Unsent[]): readonly Turn[] => {
  const turns: { key: string; from: Turn['from']; lines: Line[] }[] = []
  const add = (from: Turn['from'], line: Line) => {
    const last = turns.at(-1)
    const before = last?.lines.at(-1)
    const together = last?.from === from && before && line.at - before.at < breathMs
    if (together) last.lines.push(line)
    else turns.push({ key: line.key, from, lines: [line] })
  }
  for (const message of said) add(message.from, lineOf(message))
  for (const unsent of outbox) add('you', unsentLine(unsent))
  return turns
}
