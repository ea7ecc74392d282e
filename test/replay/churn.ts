// Clients that talk, drop, return and leave all the time, as dice say.
import { WebSocket } from 'ws'
import { dice } from '../../bench/lives.ts'
import type { ServerFrame } from '../../src/events/frames.ts'
import { joined } from '../http/client.ts'

interface Place {
  readonly origin: string
}

/** Many visitors of a server; they go on when it comes back elsewhere. */
export class Churn {
  /** How many messages have been acknowledged. */
  sent = 0
  #random = dice(23)
  #place: Place
  #members: Member[] = []
  #isOver = false
  #wake: () => void = () => {}

  constructor(place: Place) {
    this.#place = place
  }

  /** Brings so many visitors in. */
  async begin(visitors: number): Promise<void> {
    const genders = ['female', 'male', 'other']
    for (let number = 0; number < visitors; number++) {
      const wishes = {
        gender: genders[number % 3],
        seeks: number % 5 === 0 ? 'female' : 'anyone',
        interests: number % 4 === 0 ? ['tea'] : number % 4 === 1 ? ['maps'] : [],
      }
      const member = new Member(this, await joined(this.#place, wishes))
      this.#members.push(member)
      member.open(this.#place)
    }
  }

  /** All connect again, to a server that may be elsewhere. */
  reconnect(place: Place): void {
    this.#place = place
    for (const member of this.#members) member.open(place)
  }

  /** Resolves once so many messages have been acknowledged in all. */
  async until(sent: number): Promise<void> {
    while (this.sent < sent) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** Nobody does anything any more. */
  end(): void {
    this.#isOver = true
    for (const member of this.#members) member.close()
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** A number from 0 up to 1. */
  roll(): number {
    return this.#random()
  }

  acknowledged(): void {
    this.sent += 1
    this.#wake()
  }

  /** Where to come back to after a drop. */
  get place(): Place {
    return this.#place
  }
}

class Member {
  #churn: Churn
  #cookie: string
  #ws: WebSocket | null = null
  #said = 0

  constructor(churn: Churn, cookie: string) {
    this.#churn = churn
    this.#cookie = cookie
  }

  open({ origin }: Place): void {
    const ws = new WebSocket(`${origin.replace('http', 'ws')}/ws`, {
      headers: { Origin: origin, Cookie: this.#cookie },
    })
    this.#ws = ws
    ws.on('message', (bytes) => {
      if (ws === this.#ws && !this.#churn.isOver) this.#hear(JSON.parse(String(bytes)))
    })
    ws.on('error', () => {})
  }

  close(): void {
    this.#ws?.terminate()
  }

  #hear(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        if (frame.state === 'idle') this.#send({ type: 'find_match' })
        if (frame.state === 'chatting') this.#say()
        break
      case 'matched':
        this.#say()
        break
      case 'sent':
        this.#churn.acknowledged()
        this.#goOn()
        break
      case 'chat_ended':
        this.#send({ type: 'find_match' })
        break
    }
  }

  #goOn(): void {
    const roll = this.#churn.roll()
    if (roll < 0.08) this.#send({ type: 'leave_chat' })
    else if (roll < 0.16) this.#drop()
    else this.#say()
  }

  /** Loses its socket and comes back at once. */
  #drop(): void {
    const { place } = this.#churn
    this.#ws?.once('close', () => {
      if (!this.#churn.isOver && place === this.#churn.place) this.open(place)
    })
    this.#ws?.close()
  }

  #say(): void {
    this.#said += 1
    this.#send({ type: 'send_message', id: `m${this.#said}`, text: `words ${this.#said}` })
  }

  #send(frame: object): void {
    if (this.#ws?.readyState === WebSocket.OPEN) this.#ws.send(JSON.stringify(frame))
  }
}
