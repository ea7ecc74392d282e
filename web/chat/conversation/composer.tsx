// Where the visitor writes: Enter sends, Shift+Enter breaks the line.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { messageCharactersMax } from '../../../src/events/limits.ts'
import { charactersIn, isBlank } from '../../characters.ts'
import { isKey } from '../../inputMethod.ts'
import { words } from '../../words/words.ts'
import { useEscape } from '../escape.ts'
import { SendIcon } from './icons.tsx'

/** With fewer characters left than these, the visitor sees how many. */
const leftShownBelow = 200

/** What is read out of how much is left, in steps: at every key it would drown the words. */
const remainingSentence = (left: number): string => {
  if (left >= leftShownBelow) return ''
  return left < 0
    ? words.chat.composer.tooLong
    : words.chat.composer.left(Math.ceil(left / 50) * 50)
}

/** `text` null: only the focus is wanted, what is being written stays. */
export interface Draft {
  readonly text: string | null
}

export interface ComposerProps {
  readonly name: string
  /** A message that came back, to be written on before anything else; a new object each time. */
  readonly draft: Draft | null
  /** The visitor walked on and may still come back. */
  readonly isHidden: boolean
  readonly say: (text: string) => void
  readonly keystroke: (empty: boolean) => void
  readonly walkOn: () => void
  /** What had been written before a refresh. */
  readonly written: string
  /** Told whatever stands there now. */
  readonly write: (text: string) => void
}

const isSendKey = (event: KeyboardEvent) => isKey(event, 'Enter') && !event.shiftKey

/** Where the browser does it by itself it costs no second layout at every key. */
const growsByItself = CSS.supports('field-sizing', 'content')

const grow = (area: HTMLTextAreaElement) => {
  if (growsByItself) return
  area.style.blockSize = 'auto'
  area.style.blockSize = `${area.scrollHeight}px`
}

export const Composer = (props: ComposerProps) => {
  const { name, draft, isHidden, say, keystroke, walkOn, written, write } = props
  const { area, text, setText } = useWrittenText(draft, written, isHidden)
  useLayoutEffect(() => write(text), [text])
  const left = messageCharactersMax - charactersIn(text)
  const tooLong = left < 0
  const blank = isBlank(text)
  // Nobody walks away from what they are writing by one key.
  useEscape(blank && !isHidden, walkOn)

  const send = (event: Event) => {
    event.preventDefault()
    if (blank || tooLong) return
    say(text.trim())
    setText('')
    area.current?.focus({ preventScroll: true })
  }
  return (
    <form class="composer" onSubmit={send}>
      <div class="composer-box">
        <textarea
          ref={area}
          rows={1}
          value={text}
          dir="auto"
          aria-label={words.chat.composer.label(name)}
          aria-describedby="composer-hint"
          aria-invalid={tooLong}
          placeholder={words.chat.composer.placeholder}
          autocomplete="off"
          enterkeyhint="send"
          onInput={({ currentTarget }) => {
            setText(currentTarget.value)
            keystroke(isBlank(currentTarget.value))
          }}
          onKeyDown={(event) => isSendKey(event) && send(event)}
        />
        <button
          type="submit"
          class="send"
          aria-label={words.chat.composer.send}
          aria-disabled={blank || tooLong}
        >
          <SendIcon />
        </button>
      </div>
      <CharactersLeft left={left} />
    </form>
  )
}

/** The text being written, in an area as high as the text; a draft comes before what is there. */
const useWrittenText = (draft: Draft | null, written: string, isHidden: boolean) => {
  const area = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(written)

  useLayoutEffect(() => {
    if (area.current !== null) grow(area.current)
  }, [text, isHidden])
  useLayoutEffect(() => {
    if (isHidden) return
    area.current?.focus({ preventScroll: true })
    // Where the page is higher than the screen it scrolls; elsewhere this moves nothing.
    area.current?.form?.scrollIntoView({ block: 'nearest' })
  }, [isHidden])
  useEffect(() => {
    const fit = () => area.current !== null && grow(area.current)
    addEventListener('resize', fit)
    return () => removeEventListener('resize', fit)
  }, [])
  useLayoutEffect(() => {
    if (draft === null) return
    const { text: back } = draft
    if (back !== null) setText((own) => (isBlank(own) ? back : `${back}\n${own}`))
    area.current?.focus()
  }, [draft])
  return { area, text, setText }
}

const CharactersLeft = ({ left }: { left: number }) => (
  <>
    {left < leftShownBelow && (
      <p class={left < 0 ? 'count count-over' : 'count'}>
        {left < 0 ? words.characters.tooMany(-left) : words.characters.left(left)}
      </p>
    )}
    <p class="unseen" role="status">
      {remainingSentence(left)}
    </p>
  </>
)
