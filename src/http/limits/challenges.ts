// Challenges: what a visitor's computer works on, and whether it did. In ALTCHA's form, version 2.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createChallenge, randomInt } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import type { Challenge } from 'altcha-lib/types'
import { Result, Schema } from 'effect'
import type { Detail } from '../../events/errors.ts'
import type { Clock } from '../../events/ports.ts'
import type { GateName } from './gate.ts'

/**
 * Rounds of PBKDF2 that one try takes: so many that a browser, which pays some for each call, is
 * little slower than a program; so few that a challenge, which takes us one try, costs 0.2 ms.
 */
export const roundsPerTry = 1_000

/**
 * The most tries that the easiest challenge takes, half of them as a rule. A browser makes 4,000 a
 * second on a desktop computer, a sixth of that on a telephone (`npm run bench:work`).
 */
export const triesLowest = 1_000

/** The most tries that a challenge of this level takes. */
export const triesOf = (level: number): number => triesLowest * 2 ** level

/** Long enough for a telephone at the hardest level, and to come back with it. */
export const challengeMs = 180_000

/**
 * A challenge made under less pressure counts while it is no more than this many levels behind: many
 * who come at once solve at once; who hoards easy ones has no use for them.
 */
export const levelsBehindMax = 2

/** One as we make it has under 1 kB, and its solution a few bytes more. */
const solutionCharactersMax = 4_096

/** Why a solution does not count. */
export type Flaw = Detail<'work_needed'>

const Payload = Schema.fromJsonString(
  Schema.Struct({
    challenge: Schema.Struct({
      parameters: Schema.Record(Schema.String, Schema.Unknown),
      signature: Schema.String,
    }),
    solution: Schema.Struct({ derivedKey: Schema.String }),
  }),
)

/** What we read of the parameters, once their signature has told that they are ours. */
interface OwnParameters {
  readonly nonce: string
  readonly keySignature: string
  readonly data: { readonly level: number; readonly madeAt: number }
}

const decode = Schema.decodeUnknownResult(Payload)

/**
 * Each is for one gate and one address, of which nothing stands in it: they are in the key that it is
 * signed with. It counts once, for a while, and only for the server that made it, until that restarts.
 */
export class Challenges {
  readonly #clock: Clock
  readonly #secret: string
  /** Another each time that the server starts. */
  readonly #run = String(randomInt(0xffff_ffff, 0))
  readonly #keyOfKeys: string
  /** What was solved and counted: those of the present stretch of `challengeMs`, and of the last. */
  #spent = new Set<string>()
  #spentBefore = new Set<string>()
  #turnsAt: number

  constructor(secret: string, clock: Clock) {
    this.#clock = clock
    this.#secret = secret
    this.#keyOfKeys = hexProof(secret, `passerby challenge key ${this.#run}`)
    this.#turnsAt = clock.monotonic() + challengeMs
  }

  /** Costs one try. */
  make(gate: GateName, address: string, level: number): Promise<Challenge> {
    const tries = triesOf(level)
    return createChallenge({
      algorithm: 'PBKDF2/SHA-256',
      cost: roundsPerTry,
      counter: randomInt(tries - 1, 0),
      deriveKey,
      // By no clock that the client could have: one that is wrong would let nobody in.
      data: {
        level,
        tries,
        madeAt: Math.floor(this.#clock.monotonic()),
        seconds: challengeMs / 1000,
      },
      hmacSignatureSecret: this.#keyFor(gate, address),
      hmacKeySignatureSecret: this.#keyOfKeys,
    })
  }

  /**
   * Whether `solution`, as ALTCHA's clients send it, opens the gate while the pressure is at `level`;
   * where it does, it has counted. Makes no try itself, and hashes only what is short.
   */
  check(
    gate: GateName,
    address: string,
    { solution, level }: { readonly solution: string; readonly level: number },
  ): Result.Result<void, Flaw> {
    if (solution.length > solutionCharactersMax) return Result.fail('wrong')
    const read = decode(Buffer.from(solution, 'base64').toString())
    if (Result.isFailure(read)) return Result.fail('wrong')
    const { challenge, solution: found } = read.success
    const signature = hexProof(this.#keyFor(gate, address), canonical(challenge.parameters))
    if (!isSame(challenge.signature, signature)) return Result.fail('wrong')
    const own = challenge.parameters as unknown as OwnParameters
    const key = Buffer.from(found.derivedKey, 'hex')
    if (!isSame(own.keySignature, hexProof(this.#keyOfKeys, key))) return Result.fail('wrong')
    const now = this.#clock.monotonic()
    if (own.data.madeAt + challengeMs <= now) return Result.fail('expired')
    if (own.data.level < level - levelsBehindMax) return Result.fail('outgrown')
    return this.#spend(own.nonce, now) ? Result.void : Result.fail('spent')
  }

  /** False where it was spent before. Each costs its owner work, so they are as few as who came in. */
  #spend(nonce: string, now: number): boolean {
    if (now >= this.#turnsAt) {
      this.#spentBefore = now >= this.#turnsAt + challengeMs ? new Set() : this.#spent
      this.#spent = new Set()
      this.#turnsAt = now + challengeMs
    }
    if (this.#spent.has(nonce) || this.#spentBefore.has(nonce)) return false
    this.#spent.add(nonce)
    return true
  }

  #keyFor(gate: GateName, address: string): string {
    return hexProof(this.#secret, `passerby challenge ${gate} ${this.#run} ${address}`)
  }
}

const hexProof = (key: string, told: string | Buffer): string =>
  createHmac('sha256', key).update(told).digest('hex')

/** Takes as long whatever is equal. */
const isSame = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** JSON as ALTCHA signs it: the names of fields in order, whoever wrote them in which. */
const canonical = (parameters: object): string =>
  JSON.stringify(parameters, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
