// Hears what a log says, and waits for it.
import type { Turn } from '../../src/events/event.ts'
import type { Log } from '../../src/events/log.ts'

export interface Watched {
  /** Everything said, in order: `committed 3`, `unavailable`, `available`, `fenced`. */
  readonly said: string[]
  /** What the operator was told. */
  readonly messages: string[]
  /** Appends the turns and waits until the last of them is committed. */
  readonly commit: (...turns: readonly Turn[]) => Promise<void>
  /** Waits until `words` have been said. */
  readonly hear: (words: string) => Promise<void>
}

export const watching = (log: Pick<Log, 'append' | 'watch'>): Watched => {
  const said: string[] = []
  const messages: string[] = []
  let heard = () => {}
  const say = (words: string) => {
    said.push(words)
    heard()
  }
  const hear = async (words: string) => {
    while (!said.includes(words)) {
      await new Promise<void>((resolve) => {
        heard = resolve
      })
    }
  }
  log.watch({
    committed: (turn) => say(`committed ${turn}`),
    unavailable: (message) => {
      messages.push(message)
      say('unavailable')
    },
    available: () => say('available'),
    fenced: (message) => {
      messages.push(message)
      say('fenced')
    },
  })
  return {
    said,
    messages,
    hear,
    commit: async (...turns) => {
      for (const turn of turns) log.append(turn)
      await hear(`committed ${turns.at(-1)?.[0]?.turn}`)
    },
  }
}
