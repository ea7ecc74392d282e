// The buttons that move the playhead, and the field that throws it.
import { useState } from 'preact/hooks'
import { Icon, type IconName } from './icons.tsx'
import { count, jumpTo } from './names.ts'
import type { Playhead } from './playhead.ts'
import { type Standing, speeds } from './standing.ts'

const Tool = ({
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
    <Icon name={icon} />
  </button>
)

const Jump = ({ playhead, standing }: { playhead: Playhead; standing: Standing }) => {
  const [text, setText] = useState('')
  const [isBad, setBad] = useState(false)
  const { log } = standing
  const jump = () => {
    const to = jumpTo(text, { firstAt: log?.first?.at ?? 0, lastAt: log?.last?.at ?? 0 })
    setBad(to === null)
    if (to === null) return
    setText('')
    void playhead.jump(to)
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

export const Transport = ({ playhead, standing }: { playhead: Playhead; standing: Standing }) => {
  const { isPlaying, speed, step, log } = standing
  return (
    <fieldset class="transport" aria-label="Playhead">
      <div class="transport-moves">
        <Tool
          icon="first"
          label="First event"
          keys="Home"
          press={() => void playhead.end('first')}
        />
        <Tool
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
          <Icon name={isPlaying ? 'pause' : 'play'} />
        </button>
        <Tool
          icon="next"
          label="Step forward"
          keys="Right"
          press={() => void playhead.step('next')}
        />
        <Tool icon="last" label="Last event" keys="End" press={() => void playhead.end('last')} />
      </div>
      <label class="speed">
        <span class="unseen">Speed</span>
        <select
          value={String(speed)}
          onChange={({ currentTarget }) => playhead.pace(Number(currentTarget.value))}
        >
          {speeds.map((each) => (
            <option key={each} value={String(each)}>
              {each} / s
            </option>
          ))}
        </select>
      </label>
      <div class="transport-moves">
        <Tool icon="cause" label="To its cause" keys="C" press={() => void playhead.cause()} />
        <Tool
          icon="consequence"
          label="To what it led to"
          keys="V"
          press={() => void playhead.consequence()}
        />
      </div>
      <p class="transport-place">
        <b>#{step === null ? '–' : step.row.seq}</b>
        <span>of {count(log?.last?.seq ?? 0)}</span>
      </p>
      <Jump playhead={playhead} standing={standing} />
    </fieldset>
  )
}
