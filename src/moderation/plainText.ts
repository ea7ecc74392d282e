// What people wrote, so that it can be shown: nothing in it moves a cursor, or turns what is around it.

/** A line ends with one character, whatever it was typed on. */
const lineEnd = /\r\n?/g

/**
 * What acts instead of being read: control characters (with them, every escape sequence), marks that
 * turn the direction of what follows, invisible letters, halves of characters. Joiners and the plain
 * marks of direction stay: families of emoji, Persian and Arabic are written with them.
 */
const acting = /(?![\n\u200c-\u200f\u061c])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu

const deleteCode = 0x7f

/** Control characters have pictures of their own: `␛` is Escape. */
const pictureOf = (code: number): string | null => {
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  return code === deleteCode ? '␡' : null
}

const shown = (character: string): string => {
  if (character === '\t') return ' '
  const code = character.codePointAt(0) ?? 0
  return pictureOf(code) ?? `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
}

/** The text as it may stand in a terminal or a page; its lines stay lines. */
export const plainText = (text: string): string =>
  text.replace(lineEnd, '\n').replace(acting, shown)

/** JSON that says the same, in which nothing acts on the terminal that it is printed to. */
export const plainJson = (value: unknown): string =>
  JSON.stringify(value).replace(acting, (character) =>
    Array.from({ length: character.length }, (_, at) => {
      const unit = character.charCodeAt(at)
      return `\\u${unit.toString(16).padStart(4, '0')}`
    }).join(''),
  )
