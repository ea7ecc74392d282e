// Where to stop: a condition, to go to where it holds next or to play up to it.
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { focusList } from './list/focusList.ts'
import { memo } from './memo.tsx'
import type { Playhead } from './playhead/playhead.ts'
import type { PlayheadState } from './playhead/playheadState.ts'

/** What can be asked, for whoever has never asked. */
const examples = [
  'session.state == waiting && wait > 60s',
  'type == room.leave_chat && reason == expired',
  'type == matchmaker.matched && matchmaker.waiting > 10',
  'type == matchmaker.faulted || turn > 40 events',
]

interface StopBoxProps extends Pick<PlayheadState, 'where' | 'fieldFault'> {
  readonly playhead: Playhead
}

export const StopBox = memo(({ playhead, where, fieldFault }: StopBoxProps) => {
  const fault = fieldFault?.field === 'stop' ? fieldFault : null
  const [text, setText] = useState(where)
  const field = useRef<HTMLInputElement>(null)
  // What is wrong is to be written anew.
  useLayoutEffect(() => {
    if (fault !== null) field.current?.focus()
  }, [fault])
  return (
    <form
      class="jump stop"
      onSubmit={(event) => {
        event.preventDefault()
        playhead.stopWhere(text.trim())
        if (text.trim() === '') return
        focusList()
        void playhead.goToStop()
      }}
    >
      <input
        ref={field}
        id="stop"
        type="text"
        value={text}
        list="stop-examples"
        autocomplete="off"
        spellcheck={false}
        placeholder="Stop where wait > 60s"
        title={`Playing stops where it holds. For example: ${examples[0]}`}
        aria-label="Stop where a condition holds"
        aria-invalid={fault !== null}
        aria-describedby={fault === null ? undefined : 'field-fault'}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value)
          playhead.stopWhere(currentTarget.value.trim())
        }}
      />
      <Examples />
      <button type="submit" class="toggle" title="To where it holds next (N)">
        Next
      </button>
    </form>
  )
})

const Examples = () => (
  <datalist id="stop-examples">
    {examples.map((example) => (
      <option key={example} value={example} />
    ))}
  </datalist>
)
