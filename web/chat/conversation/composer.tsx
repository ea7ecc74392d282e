// Where the visitor writes: Enter sends, Shift+Enter breaks the line.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { messageCharactersMax } from '../../../src/events/limits.ts'
import { charactersIn, isBlank } from '../../characters.ts'
import { SendIcon } from './icons.tsx'

/** From here on the visitor sees how much is left. */
const countFrom = messageCharactersMax - 200

/** What is read out of how much is left, in steps: at every key it would drown the words. */
const remainingSentence = (left: number): string => {
  if (left >= messageCharactersMax - countFrom) return ''
  return left < 0 ? 'Too long to be sent.' : `At most ${Math.ceil(left / 50) * 50} characters left.`
}

/** `text` null: only the focus is wanted, what is being written stays. */
export interface Draft {
  readonly text: string | null
}

export interface ComposerProps {
  readonly name: string
  /** A message that came back, to be written on before anything else; a new object each time. */
  readonly draft: Draft | null
  readonly say: (text: string) => void
  readonly keystroke: (empty: boolean) => void
}

/** An Enter that picks a word in an input method is not ours; Safari says so only by 229. */
const isComposing = (event: KeyboardEvent) => event.isComposing || event.keyCode === 229

const grow = (area: HTMLTextAreaElement) => {
  area.style.blockSize = 'auto'
  area.style.blockSize = `${area.scrollHeight}px`
}

export const Composer = ({ name, draft, say, keystroke }: ComposerProps) => {
  const area = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState('')
  const count = charactersIn(text)
  const left = messageCharactersMax - count
  const tooLong = left < 0
  const blank = isBlank(text)

  useEffect(() => area.current?.focus({ preventScroll: true }), [])
  useLayoutEffect(() => {
    if (area.current !== null) grow(area.current)
  }, [text])
  useLayoutEffect(() => {
    if (draft === null) return
    const { text: back } = draft
    if (back !== null) setText((own) => (isBlank(own) ? back : `${back}\n${own}`))
    area.current?.focus()
  }, [draft])

  const send = () => {
    if (blank || tooLong) return
    say(text.trim())
    setText('')
    area.current?.focus({ preventScroll: true })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return
    event.preventDefault()
    send()
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div class="composer-box">
        <textarea
          ref={area}
          rows={1}
          value={text}
          dir="auto"
          aria-label={`Message to ${name}`}
          aria-describedby="composer-hint"
          aria-invalid={tooLong}
          placeholder="Write something kind"
          autocomplete="off"
          enterkeyhint="send"
          onInput={({ currentTarget }) => {
            setText(currentTarget.value)
            keystroke(isBlank(currentTarget.value))
          }}
          onKeyDown={onKeyDown}
        />
        <button type="submit" class="send" aria-label="Send" aria-disabled={blank || tooLong}>
          <SendIcon />
        </button>
      </div>
      {count > countFrom && (
        <p class={tooLong ? 'count count-over' : 'count'}>
          {tooLong ? `${-left} too many` : `${left} left`}
        </p>
      )}
      <p class="unseen" role="status">
        {remainingSentence(left)}
      </p>
    </form>
  )
}
