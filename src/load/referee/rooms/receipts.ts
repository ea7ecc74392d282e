// Whether a receipt stands for what was said: all of it, in its order, and nothing else.
import { shortId } from '../../../events/limits.ts'
import type { FoundFaults } from './faults.ts'
import type { ObservedRoom } from './observedRoom.ts'
import { chainOver, type Member, wordsKnownTo } from './words.ts'

/** A receipt as a frame has it; nothing is taken for granted. */
export interface ToldReceipt {
  readonly room: string
  readonly messages: number
  readonly chain: string
  readonly at: number
  readonly proof: string
  readonly you?: Member
}

/** What the first member of a room was told, to hold the second one's against it. */
interface CheckedReceipt {
  readonly receipt: ToldReceipt
  readonly username: string
  /** Whether its chain was found to be right; false also where nobody could know. */
  readonly isRight: boolean
}

/** Whoever is told a receipt, at the end of which room. */
export interface Holder {
  readonly room: ObservedRoom
  readonly user: number
  readonly username: string
  /** False where it was away when the room ended, and does not know all that was said. */
  readonly knowsAll: boolean
}

/** Judges receipts. The proof is the server's secret, and is not judged. */
export class Receipts {
  readonly #run: string
  readonly #faults: FoundFaults
  /** What the first member of each room was told. */
  readonly #firsts = new WeakMap<ObservedRoom, CheckedReceipt>()

  constructor(run: string, faults: FoundFaults) {
    this.#run = run
    this.#faults = faults
  }

  /** `receipt` is what came where one is due. Gives whether nothing speaks against it. */
  check(holder: Holder, receipt: unknown): boolean {
    const { room, username } = holder
    const wrong = isReceipt(receipt)
      ? this.#contradiction(holder, receipt)
      : 'was told of no receipt'
    if (wrong === null) return true
    this.#faults.add('wrong_receipt', `${username}, of ${shortId(room.id)}, ${wrong}`, {
      room: room.id,
    })
    return false
  }

  /** What speaks against a receipt; null if nothing does. */
  #contradiction(holder: Holder, receipt: ToldReceipt): string | null {
    const { room, user, username, knowsAll } = holder
    if (receipt.room !== room.id) return `was given the receipt of ${shortId(receipt.room)}`
    const first = this.#firsts.get(room)
    const isOther = first !== undefined && first.username !== username
    const against = isOther ? disagreement(first, receipt) : null
    if (against !== null) return against
    const said = knowsAll ? wordsKnownTo(room, user, this.#run) : null
    if (said === null) return null
    const { messages, chain, you } = receipt
    if (messages !== said.length) {
      return `was given a receipt for ${messages} messages; it knows ${said.length}`
    }
    // The other one's has been found right, and this one says the same.
    if (isOther && first.isRight) return null
    const isRight = (you === undefined ? members : [you]).some(
      (member) => chainOver(room.id, { said, you: member }) === chain,
    )
    if (first === undefined) this.#firsts.set(room, { receipt, username, isRight })
    return isRight ? null : `was given a receipt that its ${said.length} messages do not make`
  }
}

const members: readonly Member[] = [1, 2]

const disagreement = (
  { receipt: first, username }: CheckedReceipt,
  { messages, chain, you }: ToldReceipt,
): string | null => {
  if (you !== undefined && you === first.you)
    return `was told to be member ${you}, as ${username} was`
  return messages === first.messages && chain === first.chain
    ? null
    : `was given another receipt than ${username}`
}

const isReceipt = (told: unknown): told is ToldReceipt => {
  if (typeof told !== 'object' || told === null) return false
  const { room, messages, chain, at, proof } = told as Record<string, unknown>
  const isText = [room, chain, proof].every((field) => typeof field === 'string')
  return isText && Number.isSafeInteger(messages) && typeof at === 'number'
}
