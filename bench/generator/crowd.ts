// Visitors in pairs who check all that reaches them: who said it, and that nothing is amiss.
import { Result } from 'effect'
import { HttpPool } from '../../src/load/client/http.ts'
import { localAddress } from '../../src/load/client/target.ts'
import {
  numberOfUsername,
  usernameOf,
  type VisitorProfile,
} from '../../src/load/scenario/profile.ts'
import { Connection, type Listener, writeTo } from './connection.ts'
import { burstMax, isError, type Mark, MessageFrames, markIn } from './frames.ts'
import type { Orders } from './steps.ts'
import { type BenchWire, wireTo } from './wires.ts'

const run = 'bench'

/** Two closed groups, so that whoever takes any two who fit pairs all of them. */
const wishes = [
  { gender: 'male', seeks: 'female' },
  { gender: 'female', seeks: 'male' },
  { gender: 'other', seeks: 'anyone' },
  { gender: 'other', seeks: 'anyone' },
] as const

const profileOf = (number: number): VisitorProfile => {
  const { gender, seeks } = wishes[number % wishes.length] as (typeof wishes)[number]
  return { number, username: usernameOf(run, number), gender, seeks, interests: [] }
}

const nobody = -1

/**
 * Who come from one address. Its ports are not free again until a minute after a join, and the more
 * are taken, the longer the kernel looks for one: two addresses for 10,000 kept it busy for minutes.
 */
const visitorsPerAddress = 500

/** Nobody has been here before, and nobody is asked to work. */
const newcomer = { credential: '', solution: null }

export class Crowd implements Listener {
  readonly size: number
  /** How many messages each has sent; the pacer's thread counts there, too. */
  readonly sent: Int32Array
  matched = 0
  delivered = 0
  /** Told of each message: whose it is, and which of theirs. */
  onMessage: (mark: Mark) => void = () => {}
  /** Told of each message of which its sender has heard that it is taken. */
  onAnswer: (mark: Pick<Mark, 'sender' | 'number'>) => void = () => {}
  /** Whether each message is answered by another. */
  isTalking = false
  #orders: Orders
  #bench: BenchWire
  #frames: MessageFrames
  #connections: Connection[] = []
  #wished: (() => void)[] = []
  #partners: Int32Array
  #heard: Int32Array
  #answered: Int32Array
  /** Of each the messages that were refused, of which nothing more will come. */
  #refused = new Map<number, Set<number>>()
  #owed = 0
  #faults = new Map<string, number>()

  constructor(orders: Orders) {
    const { users, name, address } = orders
    this.size = users
    this.#orders = orders
    this.#bench = wireTo(name, address)
    const { wire } = this.#bench
    this.#frames = new MessageFrames((message) => wire.write({ type: 'send_message', ...message }))
    this.sent = new Int32Array(new SharedArrayBuffer(4 * users))
    this.#heard = new Int32Array(users)
    this.#answered = new Int32Array(users)
    this.#partners = new Int32Array(users).fill(nobody)
  }

  /** One visitor joins, connects and asks for a partner. */
  async bring(number: number): Promise<void> {
    const { port } = this.#orders
    const { wire, joins } = this.#bench
    const to = {
      host: '127.0.0.1',
      port,
      localAddress: localAddress(number % Math.ceil(this.size / visitorsPerAddress)),
    }
    let cookie = ''
    if (joins) {
      const pool = new HttpPool(() => to, 1)
      const joined = await wire.join(profileOf(number), pool.send, newcomer)
      pool.close()
      cookie = Result.getOrThrow(joined)
    }
    await new Promise<void>((wished) => {
      this.#wished[number] = wished
      const upgrade = joins
        ? wire.upgrade({ ...newcomer, credential: cookie }, null)
        : { target: '/ws', headers: {} }
      this.#connections[number] = new Connection(number, this, { ...to, ...upgrade })
    })
  }

  /** The open file of each connection. */
  files(): number[] {
    return this.#connections.map(({ file }) => file)
  }

  /** Everybody sends so many messages. */
  begin(each: number): void {
    this.isTalking = true
    for (const { number, file } of this.#connections) this.#say(number, file, each)
  }

  /** Messages that have not come, and answers to them that have not. */
  missing(): number {
    const sum = (counts: Int32Array) => counts.reduce((all, count) => all + count, 0)
    const sent = sum(this.sent)
    return (
      2 * sent -
      sum(this.#heard) -
      (this.#bench.answers ? sum(this.#answered) : sent) -
      this.#refusedLast()
    )
  }

  /** Of messages that were refused and that nothing came after, both what did not come and the answer. */
  #refusedLast(): number {
    let count = 0
    for (const [sender, refused] of this.#refused) {
      const heard = this.#heard[this.#partners[sender] as number] as number
      for (const number of refused) {
        if (number > heard) count += 1
        if (number > (this.#answered[sender] as number)) count += 1
      }
    }
    return count
  }

  /** What was amiss since this was last asked. */
  faults(): string[] {
    const found = [...this.#faults].map(([what, count]) => `${what}: ${count}`)
    this.#faults.clear()
    return found
  }

  fault(what: string, count = 1): void {
    this.#faults.set(what, (this.#faults.get(what) ?? 0) + count)
  }

  opened(connection: Connection): void {
    if (this.#bench.joins) this.#bench.wire.greet(connection, '')
    else this.#wish(connection)
  }

  text(connection: Connection, bytes: Buffer, from: number, to: number): void {
    const mark = markIn(bytes, from, to)
    if (mark === null) this.#hear(connection, bytes.toString('utf8', from, to))
    else if (mark.kind === 'message') this.#message(connection.number, mark)
    else if (isError(bytes, from)) this.#refuse(mark, bytes.toString('utf8', from, to))
    else this.#answer(connection.number, mark)
  }

  read({ number, file }: Connection): void {
    if (this.#owed > 0 && this.isTalking) this.#say(number, file, this.#owed)
    this.#owed = 0
  }

  ended(_: Connection, why: string): void {
    this.fault(`connection ended, ${why}`)
  }

  drop(): void {
    for (const connection of this.#connections) connection.drop()
  }

  #say(number: number, file: number, count: number): void {
    const first = (this.sent[number] as number) + 1
    const now = Math.min(count, burstMax)
    this.sent[number] = first + now - 1
    writeTo(file, this.#frames.of(number, first, now))
    if (count > now) this.#say(number, file, count - now)
  }

  #message(to: number, mark: Mark): void {
    const { sender, number } = mark
    this.#owed += 1
    this.delivered += 1
    if (sender !== this.#partners[to]) this.fault('message from somebody else')
    const expected = (this.#heard[to] as number) + 1
    if (number < expected) this.fault('message twice or out of order')
    else {
      const lost = number - expected - this.#refusedOf(sender, expected, number)
      if (lost > 0) this.fault('message lost or out of order', lost)
    }
    this.#heard[to] = number
    this.onMessage(mark)
  }

  /** One answer may stand for several messages, but for none that were not sent. */
  #answer(to: number, { sender, number }: Mark): void {
    const before = this.#answered[to] as number
    const isNext = number > before && number <= (this.sent[to] as number)
    if (sender !== to || !isNext) this.fault('answer to no message')
    this.#answered[to] = number
    const refused = this.#refused.get(sender)
    for (let own = before + 1; isNext && own <= number; own += 1) {
      if (!refused?.has(own)) this.onAnswer({ sender, number: own })
    }
  }

  /** Its sender is told so, and knows that nobody has it: that is no message lost. */
  #refuse({ sender, number }: Mark, text: string): void {
    const heard = this.#bench.wire.read(text, this.#connections[sender] as Connection)
    const error = Result.isSuccess(heard) && heard.success?.type === 'error' ? heard.success : null
    this.fault(`message refused, ${error?.code}`)
    const refused = this.#refused.get(sender) ?? new Set()
    this.#refused.set(sender, refused.add(number))
  }

  #refusedOf(sender: number, from: number, before: number): number {
    const refused = this.#refused.get(sender)
    let count = 0
    for (let number = from; refused !== undefined && number < before; number += 1) {
      if (refused.has(number)) count += 1
    }
    return count
  }

  #hear(connection: Connection, text: string): void {
    const heard = this.#bench.wire.read(text, connection)
    if (Result.isFailure(heard)) this.fault('frame not understood')
    else if (heard.success?.type === 'welcome') this.#wish(connection)
    else if (heard.success?.type === 'matched') {
      const partner = numberOfUsername(run, heard.success.partner.username)
      this.#partners[connection.number] = partner ?? nobody
      this.matched += 1
    } else if (heard.success?.type === 'error') this.fault(`error ${heard.success.code}`)
    else if (heard.success?.type === 'chat_ended') this.fault('conversation ended')
  }

  #wish(connection: Connection): void {
    connection.send(this.#bench.wish(profileOf(connection.number)))
    this.#wished[connection.number]?.()
  }
}
