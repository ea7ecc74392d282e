// Puts the choice of colours into the foot of a page.
import { render } from 'preact'
import { ThemeChoice } from './themeChoice.tsx'

const foot = document.getElementById('theme')
if (foot !== null) render(<ThemeChoice />, foot)
