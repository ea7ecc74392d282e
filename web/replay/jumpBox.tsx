// The field that throws the playhead to a seq or a time.
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { focusList } from './list/focusList.ts'
import { memo } from './memo.tsx'
import { jumpTargetOf, jumpWords } from './playhead/jumpTarget.ts'
import type { Playhead } from './playhead/playhead.ts'
import type { PlayheadState } from './playhead/playheadState.ts'

interface JumpBoxProps extends Pick<PlayheadState, 'log' | 'fieldFault'> {
  readonly playhead: Playhead
}

export const JumpBox = memo(({ playhead, log, fieldFault }: JumpBoxProps) => {
  const [text, setText] = useState('')
  const fault = fieldFault?.field === 'jump' ? fieldFault : null
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => {
    if (fault !== null) field.current?.focus()
  }, [fault])
  const jump = async () => {
    const target = jumpTargetOf(text, { firstAt: log?.first?.at ?? 0, lastAt: log?.last?.at ?? 0 })
    if (target === null) {
      playhead.blame({ field: 'jump', words: `Jump to ${jumpWords}.` })
      return
    }
    focusList()
    const isThere = await playhead.jump(target)
    // What is typed meanwhile stays, as does what is to be written anew.
    if (isThere) setText((current) => (current === text ? '' : current))
  }
  return (
    <form
      class="jump"
      onSubmit={(event) => {
        event.preventDefault()
        void jump()
      }}
    >
      <input
        ref={field}
        id="jump"
        type="text"
        value={text}
        autocomplete="off"
        spellcheck={false}
        placeholder="Jump to 1234 or 11:29:03"
        title={`Jump to ${jumpWords}`}
        aria-label="Jump to a seq or a time"
        aria-invalid={fault !== null}
        aria-describedby={fault === null ? undefined : 'field-fault'}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value)
          playhead.blame(null)
        }}
      />
    </form>
  )
})
