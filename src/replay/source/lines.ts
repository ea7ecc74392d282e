// The lines of a text, one after the other, whichever way it is encoded; empty ones are none.

/** A text in another way than ours, and how to say so. */
export interface Encoding {
  readonly name: 'utf-8' | 'utf-16le' | 'utf-16be'
  /** What is unusual about it; null: nothing. */
  readonly note: string | null
}

export const encodingOf = (beginning: Buffer): Encoding => {
  const [one = 0, two = 0, three = 0] = beginning
  const wide = (name: Encoding['name']): Encoding => ({
    name,
    note: 'is in UTF-16, and read as such',
  })
  if (one === 0xff && two === 0xfe) return wide('utf-16le')
  if (one === 0xfe && two === 0xff) return wide('utf-16be')
  // What begins with an ASCII character and no mark.
  if (one !== 0 && two === 0 && beginning.length > 1) return wide('utf-16le')
  if (one === 0 && two !== 0) return wide('utf-16be')
  const isMarked = one === 0xef && two === 0xbb && three === 0xbf
  return {
    name: 'utf-8',
    note: isMarked ? 'begins with a byte order mark, which is skipped' : null,
  }
}

/** No event has as many, nor can be: what is longer is given in pieces. */
const lineCharactersMax = 64 * 1024 * 1024

export function* linesOf(
  chunks: Iterable<Buffer>,
  encoding: Encoding['name'],
  /** Whether the text ends before its end: then what follows the last line's end is none. */
  isCut = false,
): Generator<string, void> {
  const decoder = new TextDecoder(encoding)
  let begun = ''
  for (const chunk of chunks) {
    const lines = (begun + decoder.decode(chunk, { stream: true })).split('\n')
    begun = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield line
    if (begun.length < lineCharactersMax) continue
    yield begun
    begun = ''
  }
  begun += decoder.decode()
  if (!isCut && begun.trim() !== '') yield begun
}
