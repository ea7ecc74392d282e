// Says what is data by NATS: all of one pass of the loop in one message for each subject.
import type { NatsConnection } from '@nats-io/transport-node'

/**
 * So many characters go into one message, unless one thing alone has more: at three bytes each they are
 * a third of what servers take.
 */
export const lotCharactersMax = 128 * 1024

/** What was said to a subject and is not sent yet, each as JSON. */
interface Lot {
  readonly texts: string[]
  characters: number
}

/** A message costs servers and clients about the same, however much is in it. */
export class Saying {
  readonly #connection: NatsConnection
  readonly #lots = new Map<string, Lot>()
  #isScheduled = false

  constructor(connection: NatsConnection) {
    this.#connection = connection
  }

  /** Says it to whoever hears the subject at the end of this pass of the loop. */
  say(subject: string, said: object): void {
    const text = JSON.stringify(said)
    const lot = this.#lots.get(subject)
    if (lot !== undefined && lot.characters + text.length <= lotCharactersMax) {
      lot.texts.push(text)
      lot.characters += text.length
    } else {
      if (lot !== undefined) this.#send(subject, lot)
      this.#lots.set(subject, { texts: [text], characters: text.length })
    }
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.flush()
    })
  }

  /** Says it at once, behind all that was said before, to whatever subject. */
  sayNow(subject: string, said: object): void {
    this.flush()
    this.#send(subject, { texts: [JSON.stringify(said)] })
  }

  /** Sends what was said. */
  flush(): void {
    for (const [subject, lot] of this.#lots) this.#send(subject, lot)
    this.#lots.clear()
  }

  #send(subject: string, { texts }: Pick<Lot, 'texts'>): void {
    if (!this.#connection.isClosed()) this.#connection.publish(subject, `[${texts.join()}]`)
  }
}
