// Asks the program that the page was opened by.

import type {
  DecideAnswer,
  ReportAnswer,
  ReportsAnswer,
} from '../../src/moderation/page/pageTypes.ts'
import type { DecisionName } from '../../src/moderation/words.ts'

/**
 * `Unreachable`: the program has ended. `NotLetIn`: the address is not the whole one. `Refused`:
 * `message` says why not.
 */
export type Asked<Answer> =
  | { readonly _tag: 'Answered'; readonly answer: Answer }
  | { readonly _tag: 'Unreachable' }
  | { readonly _tag: 'NotLetIn' }
  | { readonly _tag: 'Refused'; readonly message: string }

const notLetIn = 401

export class DocketClient {
  readonly #token: string

  constructor(token: string) {
    this.#token = token
  }

  reports(): Promise<Asked<ReportsAnswer>> {
    return this.#ask('/api/reports')
  }

  report(number: number): Promise<Asked<ReportAnswer>> {
    return this.#ask(`/api/report?number=${number}`)
  }

  decide(number: number, name: DecisionName): Promise<Asked<DecideAnswer>> {
    return this.#ask('/api/decide', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ number, name }),
    })
  }

  /** Never rejects. */
  async #ask<Answer>(path: string, request: RequestInit = {}): Promise<Asked<Answer>> {
    const headers = { ...request.headers, Authorization: `Bearer ${this.#token}` }
    try {
      const response = await fetch(path, { ...request, headers, cache: 'no-store' })
      const body = await response.json().catch(() => null)
      if (response.ok && body !== null) return { _tag: 'Answered', answer: body }
      if (response.status === notLetIn) return { _tag: 'NotLetIn' }
      return { _tag: 'Refused', message: body?.message ?? 'The program could not answer.' }
    } catch {
      return { _tag: 'Unreachable' }
    }
  }
}
