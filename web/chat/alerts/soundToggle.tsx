// Switches the sound for new messages in a hidden tab.
import { useState } from 'preact/hooks'
import { Icon } from '../../icon.tsx'
import { words } from '../../words/words.ts'
import type { Chime } from './chime.ts'

export const SoundToggle = ({ chime }: { chime: Chime }) => {
  const [on, setOn] = useState(chime.isOn())
  return (
    <button
      type="button"
      class="tool"
      aria-pressed={on}
      onClick={() => {
        chime.setOn(!on)
        setOn(!on)
      }}
    >
      <SoundIcon on={on} />
      <span>{words.chat.sound}</span>
    </button>
  )
}

const SoundIcon = ({ on }: { on: boolean }) => (
  <Icon>
    <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z" />
    <path
      d={on ? 'M15.5 9a4.2 4.2 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11' : 'm16 10 4.5 4.5m0-4.5L16 14.5'}
    />
  </Icon>
)
