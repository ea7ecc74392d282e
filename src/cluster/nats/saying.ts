// Says what is data by NATS: all of a few milliseconds in one message for each subject.
import { createInbox, headers, type Msg, type NatsConnection } from '@nats-io/transport-node'
import type { After, Clock } from '../../events/ports.ts'

/**
 * So many characters go into one message, unless one thing alone has more: at three bytes each they are
 * a third of what servers take.
 */
export const lotCharactersMax = 128 * 1024

/**
 * Lots leave at least so far apart, in ms: servers and both ends pay for each, and where much is said a batch
 * takes longer to be appended. What is said after a silence leaves at once.
 */
const apartMsMin = 2

/** …the further the more they carry, so that where much is said few more leave than where little is… */
const charactersPerMs = 250

/** …and nobody waits for longer than this. */
const apartMsMax = 12

/** What is longer goes in pieces, each of half as many bytes as servers take. */
const pieceBytesMax = 512 * 1024

/** Names a piece: of whose words, the how many-th of how many. */
const pieceHeader = 'Piece'

/** What was said to a subject and is not sent yet, each as JSON. */
interface Lot {
  readonly texts: string[]
  characters: number
}

/** In ms; `after` is good for a few of them. */
type SayingClock = Pick<Clock, 'monotonic'> & { readonly after: After }

/** A message costs servers and clients about the same, however much is in it. */
export class Saying {
  readonly #connection: NatsConnection
  readonly #clock: SayingClock
  /** Nobody else's. */
  readonly #name = createInbox()
  readonly #lots = new Map<string, Lot>()
  #isScheduled = false
  #isSoon = false
  /** When the next lots may leave. */
  #nextAt = Number.NEGATIVE_INFINITY

  constructor(connection: NatsConnection, clock: SayingClock) {
    this.#connection = connection
    this.#clock = clock
  }

  /** Says it to whoever hears the subject: at the end of this pass of the loop, or once the next lot leaves. */
  say(subject: string, said: object): void {
    this.#add(subject, said)
    if (this.#isScheduled || this.#isSoon) return
    const ms = this.#nextAt - this.#clock.monotonic()
    if (ms <= 0) this.#leaveSoon()
    else {
      this.#isScheduled = true
      this.#clock.after(ms, this.#due)
    }
  }

  /** Says it at the end of this pass of the loop, behind all that was said before: for what is itself far enough apart. */
  saySoon(subject: string, said: object): void {
    this.#add(subject, said)
    if (!this.#isSoon) this.#leaveSoon()
  }

  #add(subject: string, said: object): void {
    const text = JSON.stringify(said)
    const lot = this.#lots.get(subject)
    if (lot !== undefined && lot.characters + text.length <= lotCharactersMax) {
      lot.texts.push(text)
      lot.characters += text.length
    } else {
      if (lot !== undefined) this.#send(subject, lot)
      this.#lots.set(subject, { texts: [text], characters: text.length })
    }
  }

  #leaveSoon(): void {
    this.#isSoon = true
    setImmediate(() => {
      this.#isSoon = false
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
    if (this.#lots.size === 0) return
    let characters = 0
    for (const [subject, lot] of this.#lots) {
      characters += lot.characters
      this.#send(subject, lot)
    }
    this.#lots.clear()
    this.#nextAt = this.#clock.monotonic() + apartMsAfter(characters)
  }

  readonly #due = (): void => {
    this.#isScheduled = false
    this.flush()
  }

  #send(subject: string, { texts }: Pick<Lot, 'texts'>): void {
    if (this.#connection.isClosed()) return
    const text = `[${texts.join()}]`
    if (text.length <= lotCharactersMax + texts.length + 1) this.#connection.publish(subject, text)
    else this.#sendPieces(subject, Buffer.from(text))
  }

  #sendPieces(subject: string, bytes: Uint8Array): void {
    const count = Math.ceil(bytes.length / pieceBytesMax)
    for (let at = 0; at < count; at += 1) {
      const named = headers()
      named.set(pieceHeader, `${this.#name} ${at + 1} ${count}`)
      const piece = bytes.subarray(at * pieceBytesMax, (at + 1) * pieceBytesMax)
      this.#connection.publish(subject, piece, { headers: named })
    }
  }
}

const apartMsAfter = (characters: number): number =>
  Math.min(apartMsMax, Math.max(apartMsMin, characters / charactersPerMs))

/** Puts what comes in pieces together; of what has lost a piece on the way nothing is heard. */
export class Pieces {
  /** By whose they are. */
  readonly #pieces = new Map<string, Uint8Array[]>()

  /** What was said with this message; null: it is a piece, and not the last. */
  said<S>(message: Pick<Msg, 'headers' | 'data' | 'json'>): readonly S[] | null {
    const named = message.headers?.get(pieceHeader)
    if (!named) return message.json<readonly S[]>()
    const [name = '', number, count] = named.split(' ')
    const pieces = number === '1' ? [] : (this.#pieces.get(name) ?? [])
    this.#pieces.delete(name)
    if (pieces.length + 1 !== Number(number)) return null
    pieces.push(message.data)
    if (number === count) return JSON.parse(Buffer.concat(pieces).toString()) as readonly S[]
    this.#pieces.set(name, pieces)
    return null
  }
}
