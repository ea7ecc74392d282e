// The button that opens what a visitor may set while they talk, in a dialogue of its own.
import { useState } from 'preact/hooks'
import { Icon } from '../../icon.tsx'
import { words } from '../../words/words.ts'
import { useLoaded } from '../loaded.ts'

const SettingsIcon = () => (
  <Icon>
    <path d="M4 8h9.5m5 0H20M4 16h1.5m5 0H20" />
    <circle cx="16" cy="8" r="2.5" />
    <circle cx="8" cy="16" r="2.5" />
  </Icon>
)

export const Settings = () => {
  const [isOpen, setOpen] = useState(false)
  const [loaded, reload] = useLoaded(() => import('./settingsDialog.tsx'))
  const open = () => {
    setOpen(true)
    reload()
  }
  return (
    <>
      <button
        type="button"
        class="tool"
        aria-haspopup="dialog"
        aria-busy={isOpen && loaded === null}
        onClick={open}
      >
        <SettingsIcon />
        <span>{words.chat.settings.heading}</span>
      </button>
      {isOpen && loaded !== null && <loaded.SettingsDialog closed={() => setOpen(false)} />}
    </>
  )
}
