// The button that opens what a visitor may set while they talk, in a dialogue of its own.
import { useEffect, useState } from 'preact/hooks'
import { Icon } from '../icon.tsx'
import { words } from '../words/words.ts'
import type { Calls } from './alerts/alertSwitches.tsx'
import type { SettingsDialog } from './settingsDialog.tsx'

const SettingsIcon = () => (
  <Icon>
    <path d="M4 8h9.5m5 0H20M4 16h1.5m5 0H20" />
    <circle cx="16" cy="8" r="2.5" />
    <circle cx="8" cy="16" r="2.5" />
  </Icon>
)

/** Loaded as soon as the page stands; what could not be loaded is tried again when asked for. */
const useDialog = () => {
  const [Dialog, setDialog] = useState<typeof SettingsDialog | null>(null)
  const load = () => {
    import('./settingsDialog.tsx').then(
      (loaded) => setDialog(() => loaded.SettingsDialog),
      () => undefined,
    )
  }
  useEffect(load, [])
  return { Dialog, load }
}

export const Settings = (calls: Calls) => {
  const [isOpen, setOpen] = useState(false)
  const { Dialog, load } = useDialog()
  const open = () => {
    setOpen(true)
    if (Dialog === null) load()
  }
  return (
    <>
      <button
        type="button"
        class="tool"
        aria-haspopup="dialog"
        aria-busy={isOpen && Dialog === null}
        onClick={open}
      >
        <SettingsIcon />
        <span>{words.chat.settings.heading}</span>
      </button>
      {isOpen && Dialog !== null && <Dialog calls={calls} closed={() => setOpen(false)} />}
    </>
  )
}
