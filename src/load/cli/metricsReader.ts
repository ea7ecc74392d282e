// Reads what servers tell of themselves: before a run, once a second, and after it.
import { Result } from 'effect'
import type { RunCounts } from '../measures/measures.ts'
import { MetricsRecord, readMetrics, type ServerMetrics } from '../measures/serverMetrics.ts'
import type * as machine from './machine.ts'

export class MetricsReader {
  readonly #read: typeof machine.readText
  readonly #records: ReadonlyMap<string, MetricsRecord>
  #isReading = false

  /** `urls` are those that were asked for. */
  constructor(urls: readonly string[], read: typeof machine.readText) {
    this.#read = read
    this.#records = new Map(urls.map((url) => [url, new MetricsRecord(url)]))
  }

  /** Reads all of them; resolves once that is done. */
  async look(): Promise<void> {
    await Promise.all(
      [...this.#records].map(async ([url, record]) => {
        const text = await this.#read(url)
        if (Result.isSuccess(text)) record.note(readMetrics(text.success))
        else record.failed(text.failure.why)
      }),
    )
  }

  /** The same where the last look is over; nobody waits for it. */
  lookBeside(): void {
    if (this.#isReading) return
    this.#isReading = true
    void this.look().finally(() => {
      this.#isReading = false
    })
  }

  /** What each told, beside what the run counted. */
  result(counts: Readonly<RunCounts>): readonly ServerMetrics[] {
    return [...this.#records.values()].map((record) => record.result(counts))
  }
}
