// The stream and the key cabinet in memory: what servers keep, and how somebody reaches it.
import { Result } from 'effect'
import type {
  FiledKey,
  KeyCabinet,
  NotAppended,
  Stream,
  StreamMessage,
  Unanswered,
} from '../../src/cluster/stream.ts'

/** How somebody reaches the servers: here a simulation delays, doubles and loses. */
export interface Path {
  /**
   * Does what is asked for, at the servers, once or twice, now or late or never, and brings back what
   * the first time gave, or nothing.
   */
  readonly ask: <A>(done: () => A) => Promise<Result.Result<A, Unanswered>>
  /** Follows: brings news, however late. What comes brings all that there is by then. */
  readonly tell: (news: () => void) => void
}

/** What comes back where nobody answers in time. */
export const unanswered: Result.Result<never, Unanswered> = Result.fail({
  _tag: 'Unanswered',
  message: 'The servers did not answer in time.',
})

/** A short way, on which nothing is lost. */
export const plainPath: Path = {
  ask: async (done) => {
    await null
    const given = done()
    await null
    return Result.succeed(given)
  },
  tell: (news) => queueMicrotask(news),
}

/** Whoever follows. */
interface Ears {
  readonly heard: (message: StreamMessage) => void
  readonly lost: ((first: number) => void) | undefined
}

/** As much as a server gives of what is read at once. */
const readMessagesMax = 16

/** What the servers keep. */
export class MemoryServers {
  /** Whether an append is refused where the last number is another than was expected. */
  expects = true
  readonly #messages: StreamMessage[] = []
  /** How many at the beginning are not kept any more. */
  #gone = 0
  readonly #keys = new Map<string, FiledKey>()
  readonly #followers = new Set<() => void>()

  /** All that is in the stream. */
  get messages(): readonly StreamMessage[] {
    return this.#messages
  }

  /** The messages up to that number are not kept any more. */
  letGo(upTo: number): void {
    this.#gone = upTo
  }

  /** The keys that are filed and not overwritten. */
  get keys(): readonly FiledKey[] {
    return [...this.#keys.values()].filter(({ key }) => key !== null)
  }

  /** The key filed under that epoch and owner; null where there is none, or it was overwritten. */
  keyOf(epoch: number, owner: string): Uint8Array | null {
    return this.#keys.get(`${epoch} ${owner}`)?.key ?? null
  }

  /** As whoever is at the other end of that path has it. */
  stream(path: Path = plainPath): Stream {
    return {
      append: async (data, last) =>
        Result.flatMap(await path.ask(() => this.#append(data, last)), (appended) => appended),
      read: (from) => path.ask(() => this.#read(Math.max(from - 1, this.#gone))),
      follow: (from, heard, lost) => this.#follow(from, { heard, lost }, path),
    }
  }

  cabinet(path: Path = plainPath): KeyCabinet {
    return {
      put: (keys) =>
        path.ask(() => {
          for (const filed of keys) this.#put(filed)
        }),
      get: (epoch, owner) => path.ask(() => this.keyOf(epoch, owner)?.slice() ?? null),
    }
  }

  #put({ epoch, owner, key }: FiledKey): void {
    const at = `${epoch} ${owner}`
    if (this.#keys.get(at)?.key === null) return
    this.#keys.set(at, { epoch, owner, key: key?.slice() ?? null })
  }

  #read(before: number): readonly StreamMessage[] {
    return this.#messages.slice(before, before + readMessagesMax)
  }

  #append(data: string, last: number): Result.Result<number, NotAppended> {
    const { length } = this.#messages
    if (this.expects && last !== length) {
      return Result.fail({ _tag: 'Refused', message: `The last number is ${length}, not ${last}.` })
    }
    this.#messages.push({ number: length + 1, data })
    for (const tell of this.#followers) tell()
    return Result.succeed(length + 1)
  }

  #follow(from: number, { heard, lost }: Ears, path: Path): () => void {
    let next = from
    const news = (): void => {
      if (this.#followers.has(tell) && next <= this.#gone && this.#gone < this.#messages.length) {
        this.#followers.delete(tell)
        lost?.(this.#gone + 1)
      }
      while (this.#followers.has(tell) && next <= this.#messages.length) {
        next += 1
        heard(this.#messages[next - 2] as StreamMessage)
      }
    }
    const tell = (): void => path.tell(news)
    this.#followers.add(tell)
    tell()
    return () => this.#followers.delete(tell)
  }
}
