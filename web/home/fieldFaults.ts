// What is wrong with the form, said beside the field it concerns.

/** A sentence for each field. */
export type FieldFaults = Readonly<Record<string, string>>

const controls = (field: Element) => [
  ...field.querySelectorAll('input:not([type=hidden]), textarea'),
]

const nameOf = (field: Element): string => field.getAttribute('data-field') ?? ''

const setFault = (field: Element, sentence: string | undefined): void => {
  const shown = document.getElementById(`${nameOf(field)}-fault`)
  if (shown !== null) {
    shown.hidden = sentence === undefined
    shown.textContent = sentence ?? ''
  }
  for (const control of controls(field)) {
    if (sentence === undefined) control.removeAttribute('aria-invalid')
    else control.setAttribute('aria-invalid', 'true')
  }
}

/** Shows these faults and no others; the first one's field takes the focus. */
export const showFaults = (form: HTMLFormElement, faults: FieldFaults): void => {
  let first: Element | undefined
  for (const field of form.querySelectorAll('[data-field]')) {
    const name = nameOf(field)
    const sentence = Object.hasOwn(faults, name) ? faults[name] : undefined
    setFault(field, sentence)
    if (sentence !== undefined) first ??= controls(field)[0]
  }
  if (first instanceof HTMLElement) first.focus()
}

/** Whoever changes a field has read what was wrong with it. */
export const clearFaultsOnChange = (form: HTMLFormElement): void => {
  form.addEventListener('input', ({ target }) => {
    const field = target instanceof Element ? target.closest('[data-field]') : null
    if (field !== null) setFault(field, undefined)
  })
}

/** A sentence about the form as a whole; null takes it away. */
export const showFormFault = (sentence: string | null): void => {
  const shown = document.getElementById('form-fault')
  if (shown === null) return
  shown.hidden = sentence === null
  shown.textContent = sentence ?? ''
  if (sentence !== null) shown.scrollIntoView({ block: 'nearest' })
}
