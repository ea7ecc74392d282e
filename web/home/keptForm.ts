// The form as it was filled in, kept for as long as the tab lives: over a refresh, Back, and a visit.

const key = 'passerby.form'

/** What is chosen, by name; the promise at the end of the form is not kept: it is made every time. */
const choices = ['gender', 'seeks'] as const

export interface KeptForm {
  readonly username: string
  readonly bio: string
  readonly gender: string
  readonly seeks: string
  /** With commas between; what comes after the last one is not finished. */
  readonly interests: string
}

export const emptyForm: KeptForm = { username: '', bio: '', gender: '', seeks: '', interests: '' }

/** Storage may be forbidden, full, or hold something else: then nothing was kept. */
export const readKeptForm = (storage: () => Storage): KeptForm | null => {
  try {
    const kept: unknown = JSON.parse(storage().getItem(key) ?? 'null')
    if (typeof kept !== 'object' || kept === null) return null
    const text = (name: string) => String((kept as Readonly<Record<string, unknown>>)[name] ?? '')
    const names = Object.keys(emptyForm)
    return { ...emptyForm, ...Object.fromEntries(names.map((name) => [name, text(name)])) }
  } catch {
    return null
  }
}

export const keepForm = (storage: () => Storage, form: HTMLFormElement): void => {
  const filled = new FormData(form)
  const text = (name: string) => String(filled.get(name) ?? '')
  const kept: KeptForm = {
    username: text('username'),
    bio: text('bio'),
    gender: text('gender'),
    seeks: text('seeks'),
    interests: filled.getAll('interests').join(','),
  }
  try {
    storage().setItem(key, JSON.stringify(kept))
  } catch {
    // Without storage a refresh empties the form.
  }
}

/** Fills in all but the interests, which are drawn; what was filled in meanwhile stays as it is. */
export const fillForm = (form: HTMLFormElement, kept: KeptForm): void => {
  for (const name of ['username', 'bio'] as const) {
    const field = form.elements.namedItem(name)
    const isField = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement
    if (isField && field.value === field.defaultValue) field.value = kept[name]
  }
  for (const name of choices) {
    const radios = form.elements.namedItem(name)
    if (radios instanceof RadioNodeList && kept[name] !== '' && isAsItCame(radios))
      radios.value = kept[name]
  }
}

const isAsItCame = (radios: RadioNodeList): boolean =>
  [...radios].every(
    (radio) => radio instanceof HTMLInputElement && radio.checked === radio.defaultChecked,
  )
