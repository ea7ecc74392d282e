// Numbers and tables as people read them.

export const formatCount = (value: number): string => Math.round(value).toLocaleString('en-GB')

/** A number that is written with one decimal where it has any. */
export const formatFigure = (value: number): string =>
  value.toLocaleString('en-GB', { maximumFractionDigits: 1 })

/** Three figures and a unit: 0.42 ms, 12.3 ms, 1.25 s. */
export const formatDuration = (ms: number): string => {
  if (ms >= 10_000) return `${(ms / 1_000).toFixed(1)} s`
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(2)} s`
  return `${ms.toFixed(ms >= 100 ? 0 : ms >= 10 ? 1 : 2)} ms`
}

export const formatPercent = (share: number): string => `${Math.round(share * 100)} %`

export const formatMegabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`

/** `1 room`, `2 rooms`. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${formatCount(value)} ${value === 1 ? one : many}`

/** Rows with their first column to the left and all others to the right. */
export const formatTable = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, cell.length)
    })
  }
  return rows.map((row) =>
    row
      .map((cell, index) =>
        index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}

/** How wide a terminal is that nobody has made wider. */
const columns = 80

/** A word that is longer than a line, as an address may be, in as many as it takes. */
const piecesOf = (word: string, most: number): readonly string[] =>
  word.length <= most ? [word] : [word.slice(0, most), ...piecesOf(word.slice(most), most)]

/** A text in lines that fit a terminal, those after the first one so much further in. */
export const wrapped = (text: string, indent: number): readonly string[] => {
  const [lead = ''] = /^ */.exec(text) ?? []
  const inner = lead + ' '.repeat(indent)
  const words = text.trim().split(' ')
  const lines: string[] = []
  let line = lead
  for (const word of words.flatMap((one) => piecesOf(one, columns - inner.length))) {
    const isEmpty = line.trim() === ''
    if (!isEmpty && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = inner + word
    } else line += isEmpty ? word : ` ${word}`
  }
  return [...lines, line]
}
