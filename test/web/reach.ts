// What of a page cannot be reached, read or told apart on the screen that shows it.
import type { Page } from 'playwright-core'

/**
 * Faults of layout, a line for each: controls that cannot be clicked or are hidden when they have
 * the focus, a log that shows less than three lines, words that lie under others or are cut off.
 */
export const layoutFaults = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const seen = (element: Element) => element.checkVisibility({ visibilityProperty: true })
    const name = (element: Element) => element.outerHTML.replace(/\s+/g, ' ').slice(0, 90)
    // Behind a modal dialogue nothing is meant to be reached.
    const root = document.querySelector('dialog:modal') ?? document.body
    const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)].filter(seen)
    const scrolled = all('*').filter(({ scrollTop }) => scrollTop !== 0)
    const places = scrolled.map((box) => [box, box.scrollTop] as const)
    const focused = document.activeElement
    const hitAt = (x: number, y: number) => document.elementFromPoint(x, y)

    const isOnTop = (control: Element) => {
      const { left, right } = control.getBoundingClientRect()
      // A link that wraps has a box for each of its lines, with gaps between them.
      const boxes = [...control.getClientRects()]
      // Something of it is enough: a notice may lie over a part of the log.
      const isHit = boxes.some((box) => {
        const [from, to] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)]
        return [0.5, 0.25, 0.75, 0.05, 0.95].some((part) => {
          const y = from + (to - from) * part
          const hit = to > from ? hitAt((box.left + box.right) / 2, y) : null
          return control.contains(hit) || hit?.closest('label')?.contains(control) === true
        })
      })
      return isHit && left >= -1 && right <= innerWidth + 1
    }
    const unreachable = all('button, a[href], input:enabled, textarea, [tabindex="0"]').flatMap(
      (control) => {
        const faults: string[] = []
        // What has the focus already would not be brought into sight by getting it.
        control.blur()
        control.focus()
        if (!isOnTop(control)) faults.push(`hidden under the focus: ${name(control)}`)
        control.scrollIntoView({ block: 'center' })
        if (!isOnTop(control)) faults.push(`out of reach: ${name(control)}`)
        return faults
      },
    )

    const tooLow = all('.message-list').filter(({ clientHeight }) => {
      const line = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 1.5
      return clientHeight < Math.min(3 * line, 110)
    })

    // What scrolls or is folded away on purpose is not cut off.
    const isFolded = (element: Element) => element.closest('.unseen, .who-bio') !== null
    const cut = all('p, h1, h2, button, label, legend, li, span, dd, dt').filter((element) => {
      if (isFolded(element) || element.textContent.trim() === '') return false
      const { overflowX, overflowY } = getComputedStyle(element)
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element
      // Only for those who listen.
      if (element.offsetWidth <= 1) return false
      const { left, right } = element.getBoundingClientRect()
      if (left < -1 || right > innerWidth + 1) return true
      if (!['hidden', 'clip'].includes(overflowX) && !['hidden', 'clip'].includes(overflowY))
        return false
      return scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1
    })

    const wide = all('*').filter((box) => {
      const { overflowX } = getComputedStyle(box)
      return ['auto', 'scroll'].includes(overflowX) && box.scrollWidth > box.clientWidth + 1
    })

    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    const covered: string[] = []
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const own = text.parentElement
      if (own === null || !seen(own) || isFolded(own)) continue
      if (text.textContent?.trim() === '' || own.closest('.message-list, noscript') !== null)
        continue
      own.scrollIntoView({ block: 'center' })
      const range = document.createRange()
      range.selectNodeContents(text)
      for (const { left, right, top, bottom } of range.getClientRects())
        for (const x of [left + 2, (left + right) / 2, right - 2]) {
          const hit = hitAt(x, (top + bottom) / 2)
          const isOwn = hit === null || hit.contains(own) || own.contains(hit)
          const isField =
            hit?.closest('label, .choice, .check') === own.closest('label, .choice, .check')
          if (!isOwn && !isField)
            covered.push(`${text.textContent?.slice(0, 30)} under ${name(hit)}`)
        }
    }
    for (const element of all('*')) if (element.scrollTop !== 0) element.scrollTop = 0
    for (const [box, top] of places) box.scrollTop = top
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
    return [
      ...unreachable,
      ...tooLow.map((log) => `a log of ${log.clientHeight} px`),
      ...cut.map((words) => `cut off: ${name(words)}`),
      ...wide.map((box) => `scrolls sideways: ${name(box)}`),
      ...new Set(covered),
    ]
  })

/** What has a ground of its own elsewhere, and must have a border where grounds are taken away. */
const bordered = [
  ...[
    '.panel',
    '.poster',
    '.bubble',
    '.notice',
    '.pill',
    '.chip',
    '.opener',
    '.tag',
    '.tool',
    '.button',
  ],
  ...['.send', '.composer-box', '.choice span', '.check input', '.join textarea', '.chips'],
  ...['.typing-dots i', '.online', '.note', '.ended'],
].join(', ')

/** What of that has no border in the colours of the system, or no ring when it has the focus. */
export const borderless = (page: Page): Promise<string[]> =>
  page.evaluate((selector) => {
    const seen = (element: Element) => element.checkVisibility({ visibilityProperty: true })
    const name = (element: Element) => element.outerHTML.replace(/\s+/g, ' ').slice(0, 90)
    const ground = getComputedStyle(document.body).backgroundColor
    const hasBorder = (style: CSSStyleDeclaration) =>
      (['Top', 'Bottom', 'Left', 'Right'] as const).some(
        (side) =>
          style[`border${side}Style`] !== 'none' &&
          Number.parseFloat(style[`border${side}Width`]) > 0 &&
          style[`border${side}Color`] !== ground,
      ) ||
      (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0)
    const bare = [...document.querySelectorAll(selector)].filter(seen).filter((element) => {
      const dot = element.matches('.online') ? '::before' : null
      // A checkbox that the system draws has the system's border.
      const isSystems = element.matches('.check input')
      return !isSystems && !hasBorder(getComputedStyle(element, dot))
    })
    const focused = document.activeElement
    const root = document.querySelector('dialog:modal') ?? document.body
    const controls = [...root.querySelectorAll<HTMLElement>('button, a[href], [tabindex="0"]')]
    const ringless = controls.filter(seen).filter((control) => {
      control.blur()
      control.focus({ preventScroll: true, focusVisible: true } as FocusOptions)
      const { outlineStyle, outlineWidth } = getComputedStyle(control)
      return outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 2
    })
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
    return [
      ...bare.map((element) => `no border: ${name(element)}`),
      ...ringless.map((control) => `no ring: ${name(control)}`),
    ]
  }, bordered)
