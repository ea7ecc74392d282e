// web/text.ts — text as the server counts it.

/** Characters as code points: an emoji is one, as in src/events/fields.ts. */
export const charactersIn = (text: string): number => [...text].length
