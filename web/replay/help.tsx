// Every key, in a dialogue.
import { useClosing, useModal } from '../modal.ts'
import { keyBindings } from './keyBindings.ts'
import { NamedIcon } from './labels/icons.tsx'

interface HelpProps {
  readonly characterKeys: boolean
  readonly switchKeys: (isOn: boolean) => void
  readonly close: () => void
}

export const Help = ({ characterKeys, switchKeys, close }: HelpProps) => {
  const dialog = useModal()
  const closing = useClosing(dialog, close)
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-heading" {...closing}>
      <header class="panel-head">
        <h2 id="help-heading">Keys</h2>
        <button
          type="button"
          class="tool-button"
          aria-label="Close"
          onClick={() => dialog.current?.close()}
        >
          <NamedIcon name="close" />
        </button>
      </header>
      <dl class="keys" tabIndex={0} aria-label="Keys and what they do">
        {keyBindings.map(({ shown, does }) => (
          <div key={shown}>
            <dt>
              {shown.split(' ').map((each) => (
                <kbd key={each}>{each}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label class="help-switch">
        <input
          type="checkbox"
          checked={characterKeys}
          onChange={({ currentTarget }) => switchKeys(currentTarget.checked)}
        />
        <span>
          Keys of one character. Without them Space, the arrows, Home and End still work; it is
          remembered.
        </span>
      </label>
      <p class="help-note">
        Nothing here can change the log. Words that people wrote are not in it: the debugger has no
        keys.
      </p>
    </dialog>
  )
}
