// The visitor chooses: as the system has it, light, or dark.
import { useEffect, useState } from 'preact/hooks'
import { words } from '../words/words.ts'
import { followTheme, keepTheme, readTheme, showTheme, type Theme } from './theme.ts'

const storage = () => localStorage

export const ThemeChoice = () => {
  const [chosen, setChosen] = useState(readTheme(storage))
  useEffect(() => followTheme(window, setChosen), [])
  const choose = (theme: Theme) => {
    keepTheme(storage, theme)
    showTheme(document, theme)
    setChosen(theme)
  }
  return (
    <fieldset class="theme-choice">
      <legend>{words.theme.label}</legend>
      <div class="choices">
        {(['system', 'light', 'dark'] as const).map((theme) => (
          <label key={theme} class="choice">
            <input
              type="radio"
              name="theme"
              value={theme}
              checked={theme === chosen}
              onChange={() => choose(theme)}
            />
            <span>{words.theme[theme]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
