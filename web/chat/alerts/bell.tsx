// Switches the sound for new messages in a hidden tab.
import { useState } from 'preact/hooks'
import { SoundIcon } from '../icons.tsx'
import type { Chime } from './chime.ts'

export const Bell = ({ chime }: { chime: Chime }) => {
  const [on, setOn] = useState(chime.isOn())
  return (
    <button
      type="button"
      class="tool"
      aria-pressed={on}
      onClick={() => {
        chime.turn(!on)
        setOn(!on)
      }}
    >
      <SoundIcon on={on} />
      <span>Sound</span>
    </button>
  )
}
