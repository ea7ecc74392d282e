// What stands in a message beside plain words: addresses of pages, and code.

/** All parts joined are the message, to the letter. */
export type TextPart =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly link: Link }

/** Where an address leads. */
export interface Link {
  readonly href: string
  /** As the network knows it: in its ASCII form, so that letters of other scripts are seen to be some. */
  readonly host: string
  /** As it stands in the message, where that is something else. */
  readonly hostWritten: string | null
}

/** Code between one or three backticks, or what looks like an address; no bracket ends one. */
const marked =
  /```[^`](?:[^`]|`(?!``))*```|`[^`\n]+`|(?:https?:\/\/|www\.)[^\s<>"`，。、；！？（）「」『』【】《》]+/giu

const mayHaveParts = /`|:\/\/|www\./iu

/** The parts in order; none is empty. */
export const partsOf = (text: string): readonly TextPart[] => {
  if (!mayHaveParts.test(text)) return text === '' ? [] : [{ kind: 'text', text }]
  const parts: TextPart[] = []
  let plainFrom = 0
  for (const { 0: found, index } of text.matchAll(marked)) {
    const part = partIn(found, text[index - 1] ?? '')
    if (part === null) continue
    if (index > plainFrom) parts.push({ kind: 'text', text: text.slice(plainFrom, index) })
    parts.push(part)
    plainFrom = index + part.text.length
  }
  if (plainFrom < text.length) parts.push({ kind: 'text', text: text.slice(plainFrom) })
  return parts
}

const partIn = (found: string, before: string): TextPart | null => {
  if (found.startsWith('`')) return { kind: 'code', text: found }
  if (/\w/.test(before)) return null
  const text = withoutTail(found)
  const link = linkOf(text)
  return link && { kind: 'link', text, link }
}

/** Punctuation that belongs to the sentence around an address, and not to the address. */
const tail = /[.,:;!?'*_~)\]}›»”’…]/u

const openings: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

const count = (text: string, character: string) => text.split(character).length - 1

/** A closing bracket stays where its opening one is part of the address too. */
const withoutTail = (found: string): string => {
  let end = found.length
  for (; end > 0 && tail.test(found.charAt(end - 1)); end -= 1) {
    const closing = found.charAt(end - 1)
    const opening = openings[closing]
    const kept = found.slice(0, end)
    if (opening !== undefined && count(kept, opening) >= count(kept, closing)) break
  }
  return found.slice(0, end)
}

/** Null where it is no address that a browser could open as a page. */
const linkOf = (text: string): Link | null => {
  const isBare = /^www\./i.test(text)
  if (isBare && !/^www\.[^.]+\../i.test(text)) return null
  try {
    const { href, host } = new URL(isBare ? `https://${text}` : text)
    const written = hostIn(text)
    return { href, host, hostWritten: written.toLowerCase() === host ? null : written }
  } catch {
    return null
  }
}

/** What stands where a host is read. */
const hostIn = (text: string): string => {
  const [authority = ''] = text.replace(/^https?:\/\//i, '').split(/[/\\?#]/)
  return authority.slice(authority.lastIndexOf('@') + 1)
}

const picture = '(?:\\p{Emoji_Presentation}|\\p{Emoji}\\ufe0f)\\p{EMod}?'

/** A picture alone, a family of pictures, a flag, or a keycap. */
const loneEmoji = new RegExp(
  `^(?:\\p{RI}{2}|[#*0-9]\\ufe0f?\\u20e3|${picture}(?:[\\u{e0020}-\\u{e007f}]+|` +
    `(?:\\u200d(?:${picture}|\\p{ExtPict}\\p{EMod}?))*))$`,
  'u',
)

/** Whether the message is one emoji and nothing else. */
export const isLoneEmoji = (text: string): boolean => text.length <= 40 && loneEmoji.test(text)
