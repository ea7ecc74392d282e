// The table: each figure beside its goal, and how it was measured.

export interface Line {
  readonly what: string
  readonly value: number
  readonly shown: (value: number) => string
  /** At most so much is wanted; undefined: nothing in particular. */
  readonly most: number | undefined
  readonly how: string
}

export const line = (
  what: string,
  value: number,
  {
    shown = String,
    most,
    how,
  }: {
    readonly shown?: (value: number) => string
    readonly most?: number
    readonly how: string
  },
): Line => ({ what, value, shown, most, how })

export const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`
export const micros = (value: number): string => `${value.toFixed(1)} µs`
export const times = (value: number): string => `${value.toFixed(2)} ×`

const verdictOn = ({ value, most }: Line): string => {
  if (most === undefined || Number.isNaN(value)) return ''
  return value <= most ? 'met' : 'missed'
}

/** How is said once for all lines that were measured so. */
export const print = (lines: readonly Line[]): void => {
  let how = ''
  for (const one of lines) {
    if (one.how !== how) console.log(`\n${one.how}`)
    how = one.how
    const goal = one.most === undefined ? '' : `≤ ${one.shown(one.most)}`
    const cells = [one.what.padEnd(52), one.shown(one.value).padStart(12), goal.padStart(12)]
    console.log(`  ${cells.join('')}  ${verdictOn(one)}`.trimEnd())
  }
}
