// The buttons that move the playhead, and the field that throws it.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { formatCount } from './labels/formatting.ts'
import { type IconName, NamedIcon } from './labels/icons.tsx'
import { focusList } from './list/focusList.ts'
import { jumpTargetOf } from './playhead/jumpTarget.ts'
import type { Playhead, PlayheadProps } from './playhead/playhead.ts'
import { speeds } from './playhead/playheadState.ts'
import { StopBox } from './stopBox.tsx'

const ControlButton = ({
  icon,
  label,
  keys,
  press,
}: {
  icon: IconName
  label: string
  keys: string
  press: () => void
}) => (
  <button
    type="button"
    class="tool-button"
    aria-label={label}
    title={`${label} (${keys})`}
    onClick={press}
  >
    <NamedIcon name={icon} />
  </button>
)

const Jump = ({ playhead, state }: PlayheadProps) => {
  const [text, setText] = useState('')
  const [isBad, setBad] = useState(false)
  const { log } = state
  const jump = () => {
    const target = jumpTargetOf(text, { firstAt: log?.first?.at ?? 0, lastAt: log?.last?.at ?? 0 })
    setBad(target === null)
    if (target === null) return
    setText('')
    focusList()
    void playhead.jump(target)
  }
  return (
    <form
      class="jump"
      onSubmit={(event) => {
        event.preventDefault()
        jump()
      }}
    >
      <input
        id="jump"
        type="text"
        value={text}
        autocomplete="off"
        spellcheck={false}
        placeholder="Jump to 1234 or 11:29:03"
        aria-label="Jump to a seq or a time"
        aria-invalid={isBad}
        aria-describedby={isBad ? 'jump-fault' : undefined}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value)
          setBad(false)
        }}
      />
      {isBad && (
        <span id="jump-fault" class="jump-fault" role="alert">
          A number, or a time such as 11:29:03
        </span>
      )}
    </form>
  )
}

const StepButtons = ({ playhead, isPlaying }: { playhead: Playhead; isPlaying: boolean }) => (
  <div class="player-moves">
    <ControlButton
      icon="first"
      label="First event"
      keys="Home"
      press={() => void playhead.goToEnd('first')}
    />
    <ControlButton
      icon="previous"
      label="Step back"
      keys="Left"
      press={() => void playhead.step('previous')}
    />
    <button
      type="button"
      class="tool-button tool-main"
      aria-label={isPlaying ? 'Pause' : 'Play'}
      title={`${isPlaying ? 'Pause' : 'Play'} (Space)`}
      onClick={() => playhead.play(!isPlaying)}
    >
      <NamedIcon name={isPlaying ? 'pause' : 'play'} />
    </button>
    <ControlButton
      icon="next"
      label="Step forward"
      keys="Right"
      press={() => void playhead.step('next')}
    />
    <ControlButton
      icon="last"
      label="Last event"
      keys="End"
      press={() => void playhead.goToEnd('last')}
    />
  </div>
)

const SpeedSelect = ({ playhead, speed }: { playhead: Playhead; speed: number }) => (
  <label class="speed">
    <span class="unseen">Speed</span>
    <select
      value={String(speed)}
      onChange={({ currentTarget }) => playhead.setSpeed(Number(currentTarget.value))}
    >
      {speeds.map((each) => (
        <option key={each} value={String(each)}>
          {each} / s
        </option>
      ))}
    </select>
  </label>
)

const CauseButtons = ({ playhead }: { playhead: Playhead }) => (
  <div class="player-moves">
    <ControlButton
      icon="cause"
      label="To its cause"
      keys="C"
      press={() => void playhead.goToCause()}
    />
    <ControlButton
      icon="consequence"
      label="To what it led to"
      keys="V"
      press={() => void playhead.goToConsequence()}
    />
  </div>
)

/** `children` stand before the fields. */
export const PlayerControls = ({
  playhead,
  state,
  children,
}: PlayheadProps & { children: ComponentChildren }) => {
  const { isPlaying, speed, step, log } = state
  return (
    <fieldset class="player-controls" aria-label="Playhead">
      <StepButtons playhead={playhead} isPlaying={isPlaying} />
      <SpeedSelect playhead={playhead} speed={speed} />
      <CauseButtons playhead={playhead} />
      <p class="player-position">
        <b>#{step === null ? '–' : step.row.seq}</b>
        <span>of {formatCount(log?.last?.seq ?? 0)}</span>
      </p>
      <p class="busy" role="status">
        {state.isBusy && 'The process is folding the log …'}
      </p>
      {children}
      <StopBox playhead={playhead} state={state} />
      <Jump playhead={playhead} state={state} />
    </fieldset>
  )
}
