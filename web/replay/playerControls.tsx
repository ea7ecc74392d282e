// The buttons that move the playhead, the fields that throw it, and what is wrong with those.
import type { ComponentChildren } from 'preact'
import { JumpBox } from './jumpBox.tsx'
import { formatCount } from './labels/formatting.ts'
import { type IconName, NamedIcon } from './labels/icons.tsx'
import { memo } from './memo.tsx'
import type { Playhead, PlayheadProps } from './playhead/playhead.ts'
import { type PlayheadState, speeds } from './playhead/playheadState.ts'
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

interface StepButtonsProps extends Pick<PlayheadState, 'isPlaying'> {
  readonly playhead: Playhead
}

const StepButtons = memo(({ playhead, isPlaying }: StepButtonsProps) => (
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
))

const SpeedSelect = memo(({ playhead, speed }: { playhead: Playhead; speed: number }) => (
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
))

const CauseButtons = memo(({ playhead }: { playhead: Playhead }) => (
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
))

/** `children` stand before the fields. */
export const PlayerControls = ({
  playhead,
  state,
  children,
}: PlayheadProps & { children: ComponentChildren }) => {
  const { isPlaying, speed, step, log, fieldFault, where } = state
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
      <StopBox {...{ playhead, where, fieldFault }} />
      <JumpBox {...{ playhead, log, fieldFault }} />
      {fieldFault !== null && (
        <p
          id="field-fault"
          class={`field-fault field-fault-${fieldFault.field}`}
          role="alert"
          // A condition may be longer than the page is wide.
          tabIndex={fieldFault.field === 'stop' ? 0 : undefined}
        >
          {fieldFault.words}
        </p>
      )}
    </fieldset>
  )
}
