// What a visitor may set while they talk.
import '../../style/chat/settings.css'
import { useContext } from 'preact/hooks'
import { useModal } from '../../modal.ts'
import { ThemeChoice } from '../../theme/themeChoice.tsx'
import { safetyWords } from '../../words/safety/safetyWords.ts'
import { words } from '../../words/words.ts'
import { AlertSwitches } from '../alerts/alertSwitches.tsx'
import { CallsContext } from '../alerts/calls.ts'
import { HiddenField } from '../hiding/hiddenField.tsx'
import { LanguageChoice } from './languageChoice.tsx'

/** It leads out of the chat, which goes on in its own tab. */
const ReadMore = ({ href, label }: { href: string; label: string }) => (
  <a class="link settings-link" href={href} target="_blank" rel="noreferrer">
    {label}
    <span class="unseen"> {words.chat.settings.newTab}</span>
  </a>
)

export const SettingsDialog = ({ closed }: { closed: () => void }) => {
  const dialog = useModal()
  const calls = useContext(CallsContext)
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
        {calls !== null && <AlertSwitches {...calls} />}
        <HiddenField />
        <ThemeChoice />
        <LanguageChoice />
        <p class="settings-links">
          <ReadMore href="privacy" label={words.chat.settings.privacy} />
          <ReadMore href="safety" label={safetyWords.dialog.more} />
          <ReadMore href="accessibility" label={words.chat.settings.accessibility} />
        </p>
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {words.chat.settings.done}
        </button>
      </div>
    </dialog>
  )
}
