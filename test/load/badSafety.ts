// What a small server does about blocks, reports and receipts, and what of it wrong on purpose.
import { createHmac, hash } from 'node:crypto'
import type { ServerFrame } from '../../src/events/frames.ts'

/** What it does wrong, each time it can. */
export const safetyVices = {
  'pairs the blocked': 'blocked_met',
  'forgets blocks with the session': 'blocked_met',
  'matches the suspended': 'suspended_matched',
  'lets the suspended wait': 'suspended_matched',
  'never answers the suspended': 'unheard',
  'believes other words': 'untruth_believed',
  'believes made up receipts': 'untruth_believed',
  'believes in receipts of other rooms': 'untruth_believed',
  'refuses true reports': 'truth_refused',
  'says that it is a block': 'block_betrayed',
  'offers nothing after a block': 'block_betrayed',
  'confirms a block to both': 'block_betrayed',
  'signs another order': 'wrong_receipt',
  'signs one message less': 'wrong_receipt',
  'signs nothing': 'wrong_receipt',
  'gives the receipt of an earlier room': 'wrong_receipt',
  'makes both the first member': 'wrong_receipt',
  'forgets to answer blocks': 'unheard',
  'forgets to answer reports': 'unheard',
} as const

export type SafetyVice = keyof typeof safetyVices

export type Receipt = NonNullable<Extract<ServerFrame, { type: 'chat_ended' }>['receipt']>

export interface ReportFrame {
  readonly room: string
  readonly transcript?: readonly { readonly from: string; readonly text: string }[]
  readonly receipt?: Receipt
}

/** What was said in a room, by which of its two members. */
export interface SaidRoom {
  readonly id: string
  readonly said: { readonly member: number; readonly text: string }[]
}

/** After so many reports of whoever it is, nobody is matched with that person. */
const reportsMax = 2

const suspendedMs = 900_000

const proofOf = ({ room, messages, chain, at }: Receipt): string =>
  createHmac('sha256', 'secret').update(`${room} ${messages} ${chain} ${at}`).digest('base64url')

const chainOf = (room: string, said: SaidRoom['said']): string =>
  said.reduce(
    (chain, { member, text }, index) =>
      hash('sha256', `${chain} ${member} ${index + 1} ${text}`, 'base64url'),
    hash('sha256', room, 'base64url'),
  )

/** By pass, or by whatever else a guest is taken for. */
export class BadSafety {
  readonly #vice: string
  readonly #blocks = new Set<string>()
  readonly #reports = new Map<string, number>()
  readonly #suspended = new Map<string, number>()
  #earlier: Receipt | null = null

  constructor(vice: string) {
    this.#vice = vice
  }

  block(person: string, other: string): void {
    this.#blocks.add(`${person} ${other}`)
  }

  areApart(one: string, other: string): boolean {
    if (this.#vice === 'pairs the blocked') return false
    return this.#blocks.has(`${one} ${other}`) || this.#blocks.has(`${other} ${one}`)
  }

  /** Gives until when the person is suspended from now on; null where it is not, or was before. */
  count(person: string): number | null {
    const reports = (this.#reports.get(person) ?? 0) + 1
    this.#reports.set(person, reports)
    if (reports !== reportsMax) return null
    this.#suspended.set(person, Date.now() + suspendedMs)
    return this.suspendedUntil(person)
  }

  suspendedUntil(person: string): number | null {
    return this.#suspended.get(person) ?? null
  }

  receiptFor(room: SaidRoom, member: number): { readonly receipt?: Receipt } {
    const vice = this.#vice
    if (vice === 'signs nothing') return {}
    const said =
      vice === 'signs another order'
        ? room.said.toReversed()
        : vice === 'signs one message less'
          ? room.said.slice(1)
          : room.said
    const chain = chainOf(room.id, said)
    const fields = { room: room.id, messages: said.length, chain, at: Date.now() }
    const you = vice === 'makes both the first member' || member === 1 ? 1 : 2
    const signed = { ...fields, proof: proofOf({ ...fields, proof: '' }), you } as const
    const earlier = this.#earlier
    this.#earlier = signed
    const isOther = vice === 'gives the receipt of an earlier room' && earlier?.room !== room.id
    return { receipt: isOther && earlier !== null ? earlier : signed }
  }

  proves(room: SaidRoom, member: number, { transcript = [], receipt }: ReportFrame): boolean {
    const vice = this.#vice
    if (vice === 'refuses true reports') return false
    // Of a room that was open when it was written: taken, and counted for nothing.
    if (receipt === undefined) return true
    const said = transcript.map(({ from, text }) => {
      return { member: from === 'you' ? member : 3 - member, text }
    })
    const isOfRoom = receipt.room === room.id || vice === 'believes in receipts of other rooms'
    const isOurs = receipt.proof === proofOf(receipt) || vice === 'believes made up receipts'
    const isComplete =
      receipt.chain === chainOf(room.id, said) ||
      vice === 'believes other words' ||
      vice === 'believes in receipts of other rooms'
    return isOfRoom && isOurs && isComplete
  }
}
