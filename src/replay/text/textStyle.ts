// Colours for a terminal, and their absence.

export interface TextStyle {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
}

const same = (text: string): string => text

export const plainStyle: TextStyle = { bold: same, dim: same, good: same, bad: same }

const coded = (from: number, to: number) => (text: string) => `\u001b[${from}m${text}\u001b[${to}m`

export const ansiStyle: TextStyle = {
  bold: coded(1, 22),
  dim: coded(2, 22),
  good: coded(32, 39),
  bad: coded(31, 39),
}
