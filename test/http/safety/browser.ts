// A browser with its cookies: joins as often as it likes, and is one person until they are cleared.
import { expect } from 'vitest'
import type { ServerFrame } from '../../../src/events/frames.ts'
import { Client, post } from '../client.ts'

type Receipt = NonNullable<Extract<ServerFrame, { type: 'chat_ended' }>['receipt']>

/** A server, wherever it runs. */
type Place = Parameters<typeof post>[0]

export class Browser {
  readonly name: string
  readonly #address: string | null
  #cookies = new Map<string, string>()

  /** `address` is what a trusted proxy says. */
  constructor(name: string, address: string | null = null) {
    this.name = name
    this.#address = address
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  get pass(): string | undefined {
    return this.#cookies.get('passerby-pass')
  }

  set pass(value: string) {
    this.#cookies.set('passerby-pass', value)
  }

  clear(): void {
    this.#cookies.clear()
  }

  async join(at: Place, changed = {}): Promise<void> {
    const form = { username: this.name, gender: 'other', seeks: 'anyone', ...changed }
    const answer = await post(at, '/join', form, this.headers)
    expect(answer.status).toBe(201)
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      this.#cookies.set(name, value)
    }
  }

  get headers(): Record<string, string> {
    const from = this.#address === null ? {} : { 'X-Forwarded-For': this.#address }
    return { ...from, ...(this.cookie !== '' && { Cookie: this.cookie }) }
  }

  /** A new socket, not welcomed yet. */
  connect(at: Place, query = ''): Client {
    return new Client(at, this.cookie, query, this.headers)
  }

  /** A new session, welcomed. */
  async online(at: Place, changed = {}): Promise<Client> {
    await this.join(at, changed)
    const client = this.connect(at)
    await client.next('welcome')
    return client
  }
}

export const searching = async (client: Client): Promise<void> => {
  client.send({ type: 'find_match' })
  await client.next('waiting')
}

/** Both look for somebody and find each other. */
export const meeting = async (one: Client, other: Client): Promise<string> => {
  await searching(one)
  await searching(other)
  const { room } = await one.next('matched')
  expect((await other.next('matched')).room).toBe(room)
  return room
}

/** Both look for somebody, and neither is found for the other. */
export const apart = async (one: Client, other: Client): Promise<void> => {
  for (const client of [one, other]) {
    await searching(client)
    await client.quiet()
  }
}

export const receiptIn = async (client: Client): Promise<Receipt> => {
  const { receipt } = await client.next('chat_ended')
  if (receipt === undefined) throw new Error('There was no receipt')
  return receipt
}
