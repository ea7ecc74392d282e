// What in a stranger's words deserves a second look, as far as a rule can tell: it tells the reader alone.
import type { CommittedMessage, ConversationTranscript } from '../../session/transcript.ts'
import { partsOf } from '../richText/textParts.ts'

export type Caution = 'link' | 'email' | 'phone' | 'address' | 'elsewhere'

const email = /[^\s@<>"']+@[\p{L}\p{N}.-]+\.\p{L}{2,}/u

/** Addresses of pages that are written without what begins them. */
const bareLink =
  /(?<![\p{L}\p{N}@.-])(?:[\p{L}\p{N}-]+\.)+(?:com|net|org|info|io|me|tv|gg|app|link|xyz|site|online|shop|ly|de|at|ch|es|mx|ar|uk|eu|ru|sa|ae|eg)(?![\p{L}\p{N}-])(?:\/\S*)?/iu

/** Digits with what people put between them. */
const digits = /(?<![\p{L}\p{N}])\+?\(?\d(?:[ \u00a0()./-]{0,3}\d){6,14}(?![\p{L}\p{N}])/gu

const date = /^(?:\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4} ?- ?\d{4})$/

/** The digits of Arabic and Persian, as the others. */
const western = (text: string): string =>
  text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))

const decimal = /^\d{1,3}\.\d+$/

/** With a sign or a zero before it, or as long as numbers of telephones are; no date, no thousands. */
const isPhone = (found: string): boolean => {
  const count = found.replace(/\D/g, '').length
  if (date.test(found) || decimal.test(found)) return false
  if (/^\(?(?:\+|0)/.test(found)) return count >= 8
  return count >= 9 && !/^\d{1,3}(?:[ .]\d{3})+$/.test(found)
}

const hasPhone = (text: string): boolean =>
  [...western(text).matchAll(digits)].some(([found]) => isPhone(found))

const addresses: readonly RegExp[] = [
  /\b\d{1,5}[a-z]?,? (?:[\p{L}.'-]+ ){1,4}(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|square|close|court|terrace|boulevard|blvd)\b/iu,
  /\p{L}{2,}(?:stra(?:ß|ss)e|str\.|weg|gasse|allee|platz|ufer|damm)\s\d{1,4}\s?[a-z]?\b/iu,
  /\p{Lu}\p{L}+(?:er|s)? (?:Straße|Strasse|Str\.|Weg|Gasse|Allee|Platz|Ring) \d{1,4}\b/u,
  /(?<!\p{L})(?:calle|c\/|avenida|avda\.?|av\.|plaza|paseo|carrera)\s?(?:[\p{L}.]+ ?){1,6},? ?(?:n\.?[ºo°]?\s?)?\d{1,4}\b/iu,
  /(?:شارع|جادة|طريق|عمارة|حي)\s[\p{L}\s]{2,40}[,،]?\s?(?:رقم\s)?\d{1,4}/u,
]

/** Their names mean nothing else. */
const otherApps =
  /(?<!\p{L})(?:what'?s ?app|whats|telegram|snapchat|instagram|insta|discord|facebook|messenger|skype|viber|wechat|tiktok|facetime|telegrama)(?!\p{L})|(?:واتس ?[اآ]ب|واتساب|تيليجرام|تلجرام|تلغرام|تيليغرام|سناب ?شات|سناب|[اإ]نست[اغق]\p{L}*|ديسكورد|فيس ?بوك|ماسنجر|سكايب|تيك ?توك)/iu

/** These are words as well: it takes one that leads there. */
const otherAppsNamed =
  /(?<!\p{L})(?:on|via|over|use|have|auf|über|per|bei|en|por|usas|tienes) (?:signal|snap|line|zoom|kik|threema|imo)(?!\p{L})/iu

const elsewhere: readonly RegExp[] = [
  otherApps,
  otherAppsNamed,
  /\b(?:talk|chat|write|continue|go on|move|switch|text) (?:to me )?(?:somewhere else|elsewhere|on another (?:app|site|platform)|to another (?:app|site|platform))\b/iu,
  /\b(?:woanders|anderswo|auf einer anderen (?:app|seite|plattform)|in einer anderen app)\b.{0,20}\b(?:reden|schreiben|weiter\p{L}*|chatten|treffen)\b/iu,
  /\b(?:hablamos|hablar|seguimos|seguir|escribimos|escríbeme|vamos)\b.{0,20}\b(?:otro (?:sitio|lado|lugar)|otra (?:app|aplicación|página))/iu,
  /(?:نتكلم|نتحدث|نكمل|نكمّل|كلمني|راسلني|تعال).{0,20}(?:مكان [اآ]خر|تطبيق [اآ]خر|موقع [اآ]خر|مكان ثاني)/u,
]

const tests: Readonly<Record<Caution, (text: string) => boolean>> = {
  link: (text) =>
    partsOf(text).some(({ kind }) => kind === 'link') ||
    bareLink.test(text.replace(new RegExp(email, 'gu'), ' ')),
  email: (text) => email.test(text),
  phone: hasPhone,
  address: (text) => addresses.some((pattern) => pattern.test(western(text))),
  elsewhere: (text) => elsewhere.some((pattern) => pattern.test(text)),
}

const kinds = Object.keys(tests) as Caution[]

export const cautionsIn = (text: string): readonly Caution[] =>
  kinds.filter((kind) => tests[kind](text))

/** Each message is looked at once. */
const known = new WeakMap<CommittedMessage, readonly Caution[]>()

const cautionsOf = (message: CommittedMessage): readonly Caution[] => {
  const looked = known.get(message) ?? cautionsIn(message.text)
  known.set(message, looked)
  return looked
}

/** By the number of the stranger's message that is the first of a kind: each kind once. */
export const firstCautions = (
  transcript: ConversationTranscript,
): ReadonlyMap<number, readonly Caution[]> => {
  const told = new Set<Caution>()
  const found = new Map<number, readonly Caution[]>()
  for (const message of transcript) {
    if (told.size === kinds.length) break
    if (message.from === 'you') continue
    const fresh = cautionsOf(message).filter((kind) => !told.has(kind))
    if (fresh.length === 0) continue
    for (const kind of fresh) told.add(kind)
    found.set(message.seq, fresh)
  }
  return found
}
