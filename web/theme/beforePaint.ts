// Runs before anything is painted: a page that is chosen to be dark is never seen light.
import { followTheme, readTheme, showTheme } from './theme.ts'

showTheme(
  document,
  readTheme(() => localStorage),
)
followTheme(window, (theme) => showTheme(document, theme))
