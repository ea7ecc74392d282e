// What a message says: who sent it, which it is, and when it was due.

/** The head of the longest text: six numbers in base 36 and their separators fit. */
export const messageCharactersMin = 36

/** A message as it is known from its text alone. */
export interface MessageStamp {
  readonly sender: number
  /** The sender's own count of its messages, from 1. */
  readonly number: number
  /** When it was meant to be sent, in microseconds of the run's clock. */
  readonly dueMicros: number
  /** Length of the whole text. */
  readonly characters: number
}

/** Some words to pad with; every text ends in a piece of them that its length decides. */
const padding = 'the-quick-brown-fox-jumps-over-the-lazy-dog-and-talks-about-it-'.repeat(40)

/** The text of a message, `characters` long. `run` sets a run's messages apart from others'. */
export const messageTextOf = (
  run: string,
  { sender, number, dueMicros, characters }: MessageStamp,
): string => {
  const head =
    `${run} ${sender.toString(36)} ${number.toString(36)} ` +
    `${dueMicros.toString(36)} ${characters.toString(36)} `
  return head + padding.slice(0, Math.max(0, characters - head.length))
}

/** What the text says; null where it is no text of this run, or was changed on its way. */
export const stampOf = (run: string, text: string): MessageStamp | null => {
  const [name, sender, number, dueMicros, characters] = text.split(' ', 5)
  if (name !== run) return null
  const stamp = {
    sender: Number.parseInt(sender ?? '', 36),
    number: Number.parseInt(number ?? '', 36),
    dueMicros: Number.parseInt(dueMicros ?? '', 36),
    characters: Number.parseInt(characters ?? '', 36),
  }
  return messageTextOf(run, stamp) === text ? stamp : null
}

/** A client id that says whose message it is, and which. */
export const messageIdOf = (run: string, sender: number, number: number): string =>
  `${run}-${sender.toString(36)}-${number.toString(36)}`

/** The sender and the number that an id names; null where it is none of the run's. */
export const parseMessageId = (
  run: string,
  id: unknown,
): { sender: number; number: number } | null => {
  if (typeof id !== 'string') return null
  const [name, sender, number] = id.split('-')
  const read = {
    sender: Number.parseInt(sender ?? '', 36),
    number: Number.parseInt(number ?? '', 36),
  }
  return name === run && messageIdOf(run, read.sender, read.number) === id ? read : null
}
