// Numbers, plurals and lists as a language says them.

export interface Grammar<Form extends Intl.LDMLPluralRule> {
  /** The form that `count` takes, with the number in the place of its `#`. */
  readonly plural: (count: number, forms: Readonly<Record<Form | 'other', string>>) => string
  readonly number: (count: number) => string
  /** "tea, chess and rain" */
  readonly list: (items: readonly string[]) => string
  /** "tea, chess or rain" */
  readonly oneOf: (items: readonly string[]) => string
}

/** `Form` are the plurals that the language tells apart: each text that counts must have them all. */
export const grammarOf = <Form extends Intl.LDMLPluralRule>(language: string): Grammar<Form> => {
  // One kind of digits everywhere: clocks that run are put together by hand.
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language, { numberingSystem: 'latn' })
  const lists = new Intl.ListFormat(language)
  const choices = new Intl.ListFormat(language, { type: 'disjunction' })
  const number = (count: number) => numbers.format(count)
  return {
    plural: (count, forms) => {
      const all: Partial<Record<Intl.LDMLPluralRule, string>> = forms
      return (all[rules.select(count)] ?? forms.other).replaceAll('#', () => number(count))
    },
    number,
    list: (items) => lists.format(items),
    oneOf: (items) => choices.format(items),
  }
}
