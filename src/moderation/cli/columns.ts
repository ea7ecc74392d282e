// Text in lines as wide as a terminal, as it counts characters.

/** What takes two columns; what takes none stands on the character before it. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u
const none = /[\p{Mn}\p{Me}\u200c-\u200f\u061c]/u

/** How many columns a text takes. */
export const columnsOf = (text: string): number => {
  let columns = 0
  for (const character of text) {
    if (none.test(character)) continue
    columns += wide.test(character) ? 2 : 1
  }
  return columns
}

/** The lines of a text, broken between words where that is possible. */
export const wrapped = (text: string, width: number): readonly string[] =>
  text.split('\n').flatMap((line) => wrappedLine(line, width))

const wrappedLine = (line: string, width: number): readonly string[] => {
  const lines: string[] = []
  let current = ''
  for (const word of line.split(' ').flatMap((word) => pieces(word, width))) {
    const longer = current === '' ? word : `${current} ${word}`
    if (current !== '' && columnsOf(longer) > width) {
      lines.push(current)
      current = word
    } else current = longer
  }
  return [...lines, current].map((whole) => whole.trimEnd())
}

/** A word that is wider than a line, in parts that are not. */
const pieces = (word: string, width: number): readonly string[] => {
  if (columnsOf(word) <= width) return [word]
  const parts: string[] = []
  let part = ''
  let columns = 0
  for (const character of word) {
    const more = columnsOf(character)
    if (columns + more > width) {
      parts.push(part)
      part = ''
      columns = 0
    }
    part += character
    columns += more
  }
  return [...parts, part]
}
