// Prometheus text: a figure with what it says.

export const gauge = (name: string, help: string, value: number): string =>
  `# HELP passerby_${name} ${help}\n# TYPE passerby_${name} gauge\npasserby_${name} ${value}\n`

export const total = (name: string, help: string, count: number): string =>
  counter(name, [help, ''], new Map([['', count]]))

export const counter = (
  name: string,
  [help, label]: readonly [string, string],
  counts: ReadonlyMap<string, number> = new Map(),
): string => {
  const full = `passerby_${name}_total`
  const values = label === '' ? [['', counts.get('') ?? 0] as const] : [...counts]
  return [
    `# HELP ${full} ${help}\n# TYPE ${full} counter\n`,
    ...values.map(([value, count]) =>
      label === '' ? `${full} ${count}\n` : `${full}{${label}="${value}"} ${count}\n`,
    ),
  ].join('')
}

/** How often something took how long. */
export class Histogram {
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  #sum = 0

  /** The upper bounds of its buckets but the last, in seconds. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.#counts = [...bounds, 0].map(() => 0)
  }

  observe(ms: number): void {
    const seconds = ms / 1_000
    const at = this.#bounds.findIndex((bound) => seconds <= bound)
    const bucket = at < 0 ? this.#bounds.length : at
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#sum += seconds
  }

  text(name: string, help: string): string {
    let below = 0
    const buckets = [...this.#bounds, '+Inf'].map((bound, at) => {
      below += this.#counts[at] ?? 0
      return `passerby_${name}_bucket{le="${bound}"} ${below}\n`
    })
    return [
      `# HELP passerby_${name} ${help}\n# TYPE passerby_${name} histogram\n`,
      ...buckets,
      `passerby_${name}_sum ${this.#sum}\npasserby_${name}_count ${below}\n`,
    ].join('')
  }
}
