// Where the visitor says whether, and how, they want to be called.
import '../../style/chat/settings.css'
import { useContext } from 'preact/hooks'
import { words } from '../../words/words.ts'
import { type Calls, CallsContext } from './calls.ts'
import { useChosen } from './choice.ts'
import type { NotificationState } from './notifications.ts'

interface SwitchProps {
  readonly id: string
  readonly label: string
  readonly hint?: string | null
  readonly isOn: boolean
  readonly isDisabled?: boolean
  readonly set: (on: boolean) => void
}

const Switch = ({ id, label, hint = null, isOn, isDisabled = false, set }: SwitchProps) => (
  <div class="switch">
    <label class="check">
      <input
        type="checkbox"
        checked={isOn}
        disabled={isDisabled}
        aria-describedby={`${id}-hint`}
        onChange={({ currentTarget }) => {
          const isWanted = currentTarget.checked
          // It is on when it is allowed, and not before.
          currentTarget.checked = isOn
          set(isWanted)
        }}
      />
      <span>{label}</span>
    </label>
    <p class="switch-hint" id={`${id}-hint`} role="status">
      {hint}
    </p>
  </div>
)

const hintOf = (state: NotificationState): string | null =>
  state === 'denied' || state === 'impossible' ? words.chat.alerts[state] : null

/** Sound, notifications, and what these may show. */
export const AlertSwitches = ({ chime, notifications }: Calls) => {
  const isSounding = useChosen(chime, chime.isOn)
  const state = useChosen(notifications, notifications.state)
  const isQuoting = useChosen(notifications.quotes, notifications.quotes.isOn)
  return (
    <>
      <Switch id="sound" label={words.chat.sound} isOn={isSounding} set={chime.setOn} />
      <Switch
        id="notifications"
        label={words.chat.alerts.notifications}
        hint={hintOf(state) ?? words.chat.alerts.when}
        isOn={state === 'on'}
        isDisabled={state === 'impossible'}
        set={notifications.setOn}
      />
      <Switch
        id="quotes"
        label={words.chat.alerts.quotes}
        hint={words.chat.alerts.overlooked}
        isOn={isQuoting}
        isDisabled={state !== 'on'}
        set={notifications.quotes.setOn}
      />
    </>
  )
}

const TellMeOf = ({ chime, notifications }: Calls) => {
  const isSounding = useChosen(chime, chime.isOn)
  const state = useChosen(notifications, notifications.state)
  const set = (on: boolean) => {
    chime.setOn(on)
    if (state === 'on' || state === 'off') void notifications.setOn(on)
  }
  return (
    <Switch
      id="tell-me"
      label={words.chat.alerts.tellMe}
      hint={isSounding ? hintOf(state) : null}
      isOn={isSounding && state !== 'off'}
      set={set}
    />
  )
}

/** For whoever waits: rings and notifies. */
export const TellMe = () => {
  const calls = useContext(CallsContext)
  return calls === null ? null : <TellMeOf {...calls} />
}
