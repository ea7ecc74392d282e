// The keys of the living on NATS: in the memory of the servers, a subject for each epoch and owner.
import type { JetStreamManager } from '@nats-io/jetstream'
import { Result } from 'effect'
import type { FiledKey, KeyCabinet, Unanswered } from '../stream.ts'
import { tokenOf, unanswered } from './asking.ts'
import type { KeptFor, Publisher } from './publisher.ts'

interface NatsCabinetParts {
  readonly publisher: Publisher
  readonly manager: JetStreamManager
  readonly name: string
  /** Of all subjects. */
  readonly prefix: string
}

type Answered<A> = Promise<Result.Result<A, Unanswered>>

type Place = Pick<FiledKey, 'epoch' | 'owner'>

type Found = Result.Result<Uint8Array | null, Unanswered>

const nothing: Found = Result.succeed(null)

/** How often it is begun anew where others file at the same time. */
const triesMax = 8

/** How many are asked for or filed at once. */
const lotKeysMax = 256

/** Of an overwritten key nothing is left but that there was one. */
const overwritten = new Uint8Array()

/** For how long that is left, where the servers can let go of it: far longer than any copy is on its way. */
const overwrittenKept: KeptFor = '1h'

/**
 * A key is filed only where nothing was overwritten: that is looked up, unless it is sure, and then what
 * is filed has to follow the very message that was the last of all before the look. So a copy that comes late is refused:
 * something has come since, itself if nothing else.
 */
export class NatsCabinet implements KeyCabinet {
  readonly #parts: NatsCabinetParts
  /** Until all is filed that was to be: what it files itself it files in order. */
  #filed: Promise<unknown> = Promise.resolve()
  /** The number of the last message, where that was its own; null: it is to be asked for. */
  #last: number | null = null
  /** Whether the stream lets go of what says for how long it is kept. */
  #letsGo = false

  constructor(parts: NatsCabinetParts) {
    this.#parts = parts
  }

  readonly put: KeyCabinet['put'] = (keys, areNew = false) => {
    const copies = keys.map((filed) => ({ ...filed, key: filed.key?.slice() ?? null }))
    const filed = this.#filed.then(() => this.#file(copies, areNew))
    this.#filed = filed
    return filed
  }

  readonly get: KeyCabinet['get'] = async (epoch, owner) =>
    Result.map(await this.#found({ epoch, owner }), (found) => (found?.length ? found : null))

  async #file(keys: readonly FiledKey[], areNew: boolean): Answered<void> {
    for (let at = 0; at < keys.length; at += lotKeysMax) {
      const filed = await this.#fileLot(keys.slice(at, at + lotKeysMax), areNew)
      if (Result.isFailure(filed)) return filed
    }
    return Result.succeed(undefined)
  }

  async #fileLot(lot: readonly FiledKey[], areNew: boolean): Answered<void> {
    let left = lot
    for (let tries = 0; tries < triesMax; tries += 1) {
      // Whoever was the last of all to file knows that nobody has filed or overwritten these since.
      const isSure = areNew && this.#last !== null
      const last = await this.#lastNumber()
      if (Result.isFailure(last)) return Result.fail(last.failure)
      const due = isSure ? Result.succeed(left) : await this.#due(left)
      if (Result.isFailure(due)) return Result.fail(due.failure)
      const published = await this.#publish(due.success, last.success)
      if (Result.isFailure(published)) return Result.fail(published.failure)
      left = published.success
      if (left.length === 0) return Result.succeed(undefined)
    }
    return unanswered('others file at the same time')
  }

  /** The number of the last of all messages, of now or before. */
  async #lastNumber(): Answered<number> {
    if (this.#last !== null) return Result.succeed(this.#last)
    const { manager, name } = this.#parts
    try {
      const { state, config } = await manager.streams.info(name)
      this.#letsGo = config.allow_msg_ttl === true
      return Result.succeed(state.last_seq)
    } catch (error) {
      return unanswered(error)
    }
  }

  /** Those that are to be filed: what overwrites, and each key under which nothing stands. */
  async #due(keys: readonly FiledKey[]): Answered<readonly FiledKey[]> {
    const found = await Promise.all(
      keys.map((filed) => (filed.key === null ? nothing : this.#found(filed))),
    )
    const lost = found.find(Result.isFailure)
    if (lost !== undefined) return Result.fail(lost.failure)
    return Result.succeed(keys.filter((_, at) => Result.getOrThrow(found[at] as Found) === null))
  }

  /** Each to follow the one before; gives those that were refused. */
  async #publish(keys: readonly FiledKey[], last: number): Answered<readonly FiledKey[]> {
    const { publisher } = this.#parts
    const published = await Promise.all(
      keys.map((filed, at) => {
        const { key } = filed
        const keptFor = key === null && this.#letsGo ? overwrittenKept : undefined
        return publisher.publishAfter(this.#subject(filed), key ?? overwritten, last + at, keptFor)
      }),
    )
    const failures = published.map((one) => (Result.isFailure(one) ? one.failure : null))
    const refused = keys.filter((_, at) => failures[at] !== null)
    this.#last = refused.length === 0 ? last + keys.length : null
    const lost = failures.find((failure) => failure?._tag === 'Unanswered')
    return lost ? unanswered(lost.message) : Result.succeed(refused)
  }

  /** What stands under an epoch and owner; empty where it is overwritten, null where there is nothing. */
  async #found(filed: Place): Promise<Found> {
    const { manager, name } = this.#parts
    try {
      const found = await manager.streams.getMessage(name, { last_by_subj: this.#subject(filed) })
      return Result.succeed(found?.data ?? null)
    } catch (error) {
      return unanswered(error)
    }
  }

  #subject({ epoch, owner }: Place): string {
    return `${this.#parts.prefix}.${epoch}.${tokenOf(owner)}`
  }
}
