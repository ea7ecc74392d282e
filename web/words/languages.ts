// The languages that the pages speak: what each calls itself, and which way it is written.
export const languages = {
  en: { name: 'English', direction: 'ltr' },
  de: { name: 'Deutsch', direction: 'ltr' },
  es: { name: 'Español', direction: 'ltr' },
  ar: { name: 'العربية', direction: 'rtl' },
} as const

export type Language = keyof typeof languages

export const isLanguage = (tag: string): tag is Language => Object.hasOwn(languages, tag)

/** Browsers on a machine without a locale name `en-US@posix`, at which `Intl` throws. */
const isTag = (kind: string): boolean => {
  try {
    return Intl.getCanonicalLocales(kind).length > 0
  } catch {
    return false
  }
}

/** The kind of a language that a browser names first, as `en-GB`; else the language itself. */
export const kindOf = (language: Language, named: readonly string[]): string =>
  named.find((kind) => kind.startsWith(`${language}-`) && isTag(kind)) ?? language
