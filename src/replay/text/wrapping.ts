// Lines broken at spaces, to the width of a terminal.

/** A terminal that does not say how wide it is, or none at all. */
export const columnsUsual = 80

/** Each in as many lines as it takes; a word that is wider, as an id may be, stays whole. */
export function* wrapped(lines: Iterable<string>, columns: number): Iterable<string> {
  for (const line of lines) yield* widthOf(line) <= columns ? [line] : broken(line, columns)
}

/** Sentences in lines that fit; what is set out already, or drawn over, stays as it is. */
export const fitted = (text: string, columns: number): string =>
  text
    .split('\n')
    .flatMap((line) => (setOut.test(line) ? [line] : [...wrapped([line], columns)]))
    .join('\n')

/** A line that begins further in, or that moves about the terminal. */
const setOut = /^\s|\r/

function* broken(line: string, columns: number): Iterable<string> {
  const indent = ' '.repeat(hangOf(line, columns))
  let begun = ''
  for (const piece of line.match(/ *[^ ]+/g) ?? []) {
    if (begun.trim() === '' || widthOf(begun + piece) <= columns) {
      begun += piece
      continue
    }
    yield begun
    begun = indent + piece.trimStart()
  }
  yield begun
}

/** Where a line goes on: below its last column of the left half, or as far in as it begins. */
const hangOf = (line: string, columns: number): number => {
  const left = plain(line).slice(0, columns / 2)
  return Math.max(0, left.search(/\S/), ...[...left.matchAll(/\S {2,}(?=\S)/g)].map(endOf))
}

const endOf = ({ index, 0: gap }: RegExpExecArray): number => index + gap.length

const widthOf = (line: string): number => plain(line).length

/** Without what only colours it. */
const plain = (line: string): string => line.replaceAll(styling, '')

// biome-ignore lint/suspicious/noControlCharactersInRegex: a style begins with one.
const styling = /\u001b\[\d+m/g
