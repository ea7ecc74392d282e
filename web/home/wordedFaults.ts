// What the server refuses, in the page's language.
import type { Detail, FieldFault } from '../../src/events/errors.ts'
import { homeWords } from '../words/home/homeWords.ts'
import { words } from '../words/words.ts'
import type { FieldFaults } from './fieldFaults.ts'

/** The body of an answer that refuses the form: for each field a sentence and a code. */
export interface RefusedForm {
  readonly faults?: FieldFaults
  readonly codes?: Readonly<Record<string, FieldFault>>
}

/** Null where a newer server says what this page has no word for. */
const sentenceFor = ({ code, max = 0 }: FieldFault): string | null => {
  const { tooLong, tooMany, wrongKind } = homeWords.form.faults
  switch (code) {
    case 'missing':
    case 'not_offered':
      return homeWords.form.unchosen
    case 'wrong_kind':
      return wrongKind
    case 'too_long':
      return tooLong(max)
    case 'too_many':
      return tooMany(max)
    default:
      return null
  }
}

/** The server's own sentence stands where the page has none. */
export const wordedFaults = ({ faults = {}, codes = {} }: RefusedForm): FieldFaults =>
  Object.fromEntries(
    Object.entries(faults).map(([field, sentence]) => {
      const fault = Object.hasOwn(codes, field) ? codes[field] : undefined
      return [field, (fault && sentenceFor(fault)) ?? sentence]
    }),
  )

/** The body of an answer to a page that was opened at an address that the server does not know. */
export interface RefusedAddress {
  /** What the server says of it, for people. */
  readonly message?: string
  readonly detail?: Detail
  readonly origin?: string
}

/** Only the server knows at which address it may be used, and which setting says so. */
export const wordedAddress = ({ message, detail, origin }: RefusedAddress): string => {
  const { not_named, other_scheme, other_host } = words.chat.disconnected
  const known: Partial<Record<Detail, (address: string) => string>> = {
    not_named,
    other_scheme,
    other_host,
  }
  const say = detail && known[detail]
  if (say !== undefined && origin !== undefined) return say(origin)
  return message ?? homeWords.form.failed
}
