// Light, dark, or as the system has it: what the visitor chose, and the page made so.

export type Theme = 'system' | 'light' | 'dark'

const key = 'passerby.theme'

/** What was chosen; the system's where nothing was, or where there is no storage. */
export const readTheme = (storage: () => Storage): Theme => {
  try {
    const chosen = storage().getItem(key)
    return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
  } catch {
    return 'system'
  }
}

/** Without storage the choice lasts as long as the page. */
export const keepTheme = (storage: () => Storage, theme: Theme): void => {
  try {
    if (theme === 'system') storage().removeItem(key)
    else storage().setItem(key, theme)
  } catch {
    // As said above.
  }
}

/** Colours the page, and the bars of the browser around it. */
export const showTheme = (page: Document, theme: Theme): void => {
  if (theme === 'system') delete page.documentElement.dataset.theme
  else page.documentElement.dataset.theme = theme
  page
    .querySelector('meta[name="color-scheme"]')
    ?.setAttribute('content', theme === 'system' ? 'light dark' : theme)
  for (const colour of page.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    colour.dataset.scheme ??= colour.media.includes('dark') ? 'dark' : 'light'
    const { scheme } = colour.dataset
    const isOn = scheme === theme ? 'all' : 'not all'
    colour.media = theme === 'system' ? `(prefers-color-scheme: ${scheme})` : isOn
  }
}

/** Where another tab chose meanwhile. */
export const followTheme = (window: Window, changed: (theme: Theme) => void): (() => void) => {
  const onStorage = ({ key: stored }: StorageEvent) => {
    if (stored === key || stored === null) changed(readTheme(() => window.localStorage))
  }
  window.addEventListener('storage', onStorage)
  return () => window.removeEventListener('storage', onStorage)
}
