// How a page may be looked at: sizes, colours and large text, put on while it is open.
import type { Page } from 'playwright-core'

export interface Look {
  readonly width: number
  readonly height: number
  readonly scheme?: 'light' | 'dark'
  /** The system's own few colours instead of ours. */
  readonly isForced?: boolean
  /** Text twice as large, everything else as it is. */
  readonly isLarge?: boolean
  /** The spacing that WCAG 1.4.12 lets readers ask for. */
  readonly isSpaced?: boolean
}

/** 320×200 is a small window at 400 %, 844×190 a phone on its side with its keyboard open. */
export const screenSizes = [
  [320, 568],
  [390, 844],
  [768, 1024],
  [1280, 800],
  [1920, 1080],
  [320, 200],
  [844, 190],
] as const

export const lookName = ({ width, height, scheme, isForced, isLarge, isSpaced }: Look): string =>
  [
    `${width}x${height}`,
    isForced === true ? 'forced' : (scheme ?? 'light'),
    ...(isLarge === true ? ['large'] : []),
    ...(isSpaced === true ? ['spaced'] : []),
  ].join('-')

/** Everything that a picture is made of. */
export const allLooks: readonly Look[] = [
  ...screenSizes.flatMap(([width, height]) => [
    { width, height, scheme: 'light' } as const,
    { width, height, scheme: 'dark' } as const,
    { width, height, isForced: true } as const,
  ]),
  { width: 320, height: 568, isLarge: true },
  { width: 1280, height: 800, isLarge: true },
  { width: 320, height: 568, isSpaced: true },
]

/** The root's size is 1.0625rem. */
const largeText = 'html { font-size: 2.125rem }'

const spacedText = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important } p { margin-block-end: 2em !important }`

/** Puts a look on and waits until it is drawn. */
export const wear = async (page: Page, look: Look): Promise<void> => {
  const { width, height, scheme = 'light', isForced, isLarge, isSpaced } = look
  await page.setViewportSize({ width, height })
  await page.emulateMedia({
    colorScheme: scheme,
    forcedColors: isForced === true ? 'active' : 'none',
    reducedMotion: 'reduce',
  })
  const style = (isLarge === true ? largeText : '') + (isSpaced === true ? spacedText : '')
  await page.evaluate(async (text) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    document.adoptedStyleSheets = text === '' ? [] : [sheet]
    for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame)
  }, style)
}
