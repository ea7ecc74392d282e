// Characters as the server counts them: which are seen, and how many there are.

/** Blank, control and invisible characters, all that src/http/exchange/text.ts takes away among them. */
const invisible = /^[\s\u2800\p{Cc}\p{DI}\p{Bidi_C}\p{NChar}\ufff9-\ufffb]*$/u

/** Whether nothing of it would be seen. */
export const isBlank = (text: string): boolean => invisible.test(text)

/** Characters as code points: an emoji is one, as in src/events/fields.ts. */
export const charactersIn = (text: string): number => [...text].length

/** What the server takes out of every message: its writer must not see it in another order either. */
export const withoutReordering = (text: string): string => text.replace(/\p{Bidi_C}/gu, '')
