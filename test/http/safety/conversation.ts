// A conversation as its room has it, and as one of its members would report it.
import fc from 'fast-check'
import type { MemberNumber } from '../../../src/events/fields.ts'
import type { ChainPoint, TranscriptMessage } from '../../../src/events/frames.ts'
import { chainAfter, chainStart } from '../../../src/events/hash.ts'
import { cleanMessage } from '../../../src/http/exchange/text.ts'

export interface SaidMessage {
  readonly member: MemberNumber
  readonly text: string
}

/** Where the chain of a room stands after these. */
export const chainPoint = (room: string, said: readonly SaidMessage[]): ChainPoint => ({
  messages: said.length,
  chain: said.reduce(
    (chain, { member, text }, index) => chainAfter(chain, member, { number: index + 1, text }),
    chainStart(room),
  ),
})

/** The messages as that member reports them. */
export const asSeenBy = (member: MemberNumber, said: readonly SaidMessage[]): TranscriptMessage[] =>
  said.map((message) => ({
    from: message.member === member ? 'you' : 'partner',
    text: message.text,
  }))

/** Every script there is, emoji of many parts, both directions, blanks, quotes, digits: no NUL. */
const anyText = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
    fc.stringMatching(/^[\u0590-\u06ff\u200c-\u200f ]{1,30}$/),
    fc.constantFrom('👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '1 2 3', '"', '\\', 'é', 'e\u0301', 'ﷺ', '你好', '\n\n.'),
  )
  .map(cleanMessage)
  .filter((text) => text !== '')

export const anyMember = fc.constantFrom<MemberNumber>(1, 2)

export const anyConversation: fc.Arbitrary<readonly SaidMessage[]> = fc.array(
  fc.record({ member: anyMember, text: anyText }),
  { minLength: 1, maxLength: 12 },
)
