// What a visitor may set while they talk, in a dialogue of its own.
import { useState } from 'preact/hooks'
import { Icon } from '../icon.tsx'
import { useModal } from '../modal.ts'
import { ThemeChoice } from '../theme/themeChoice.tsx'
import { words } from '../words/words.ts'
import { AlertSwitches, type Calls } from './alerts/alertSwitches.tsx'
import { LanguageChoice } from './languageChoice.tsx'

const SettingsIcon = () => (
  <Icon>
    <path d="M4 8h9.5m5 0H20M4 16h1.5m5 0H20" />
    <circle cx="16" cy="8" r="2.5" />
    <circle cx="8" cy="16" r="2.5" />
  </Icon>
)

/** It leads out of the chat, which goes on in its own tab. */
const ReadMore = ({ href, label }: { href: string; label: string }) => (
  <a class="link settings-link" href={href} target="_blank" rel="noreferrer">
    {label}
    <span class="unseen"> {words.chat.settings.newTab}</span>
  </a>
)

const Dialog = ({ calls, closed }: { calls: Calls; closed: () => void }) => {
  const dialog = useModal()
  return (
    <dialog
      class="settings"
      ref={dialog}
      aria-labelledby="settings-heading"
      onClose={closed}
      // The dialogue itself is met only beside what is in it: on the ground behind.
      onClick={({ target }) => target === dialog.current && dialog.current?.close()}
    >
      <div class="settings-inside">
        <h2 id="settings-heading">{words.chat.settings.heading}</h2>
        <AlertSwitches {...calls} />
        <ThemeChoice />
        <LanguageChoice />
        <p class="settings-links">
          <ReadMore href="privacy" label={words.chat.settings.privacy} />
          <ReadMore href="accessibility" label={words.chat.settings.accessibility} />
        </p>
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {words.chat.settings.done}
        </button>
      </div>
    </dialog>
  )
}

export const Settings = (calls: Calls) => {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" class="tool" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <SettingsIcon />
        <span>{words.chat.settings.heading}</span>
      </button>
      {isOpen && <Dialog calls={calls} closed={() => setOpen(false)} />}
    </>
  )
}
