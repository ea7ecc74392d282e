// The words of a message; very tall ones are folded until asked for.
import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { words } from '../../../words/words.ts'
import { HidingContext } from '../../hiding/hiding.ts'
import { RichText } from '../../richText/richText.tsx'
import { Sentence } from '../../sentence.tsx'
import { placeIn } from './messageWindow.ts'

/** Folded to 14 lines by `messages.css`; what is hardly taller is shown whole. */
const wholeLinesMax = 18

/** Shorter texts than this stay below `wholeLinesMax` on any screen: they are not measured. */
const measuredCharacters = 120

const mayBeTall = (text: string): boolean =>
  text.length >= measuredCharacters || text.split('\n').length > wholeLinesMax

/** How many lines the whole text takes where it stands. */
const linesOf = (element: HTMLElement): number =>
  Math.round(element.scrollHeight / Number.parseFloat(getComputedStyle(element).lineHeight))

export interface MessageTextProps {
  readonly text: string
  /** Who says it, for those who listen; null: the visitor. */
  readonly name: string | null
  /** To be called before a message grows under the reader's eyes. */
  readonly hold: () => void
}

export const MessageText = ({ text, name, hold }: MessageTextProps) => {
  const paragraph = useRef<HTMLParagraphElement>(null)
  const { isTall, lines, isOpen, setOpen } = useFold(text, paragraph)
  const toggle = () => {
    hold()
    setOpen(!isOpen)
  }
  return (
    <>
      <div class="bubble">
        <span class="unseen">
          {name === null ? (
            words.chat.message.you
          ) : (
            <Sentence of={words.chat.message.partner} spoken={[name]} />
          )}
        </span>
        <p ref={paragraph} class={isTall && !isOpen ? 'words words-folded' : 'words'} dir="auto">
          {name === null ? (
            <HidingContext.Provider value={null}>
              <RichText text={text} />
            </HidingContext.Provider>
          ) : (
            <RichText text={text} />
          )}
        </p>
      </div>
      {isTall && lines > 0 && <FoldButton lines={lines} isOpen={isOpen} press={toggle} />}
    </>
  )
}

/** Counted in lines as laid out: they are others on every screen. 0: not counted yet. */
const useFold = (text: string, paragraph: RefObject<HTMLElement | null>) => {
  const [lines, setLines] = useState(0)
  const [isOpen, setOpen] = useState(false)
  const isMeasured = mayBeTall(text)
  useLayoutEffect(() => {
    const element = paragraph.current
    if (!isMeasured || element === null) return
    const count = () => setLines(linesOf(element))
    count()
    const observer = new ResizeObserver(count)
    observer.observe(element)
    return () => observer.disconnect()
  }, [text, isMeasured])
  const isTall = isMeasured && (lines === 0 || lines > wholeLinesMax)
  return { isTall, lines, isOpen, setOpen }
}

interface FoldButtonProps {
  readonly lines: number
  readonly isOpen: boolean
  readonly press: () => void
}

/** Folded again, the button stays under the finger: what is above it went, not the reader. */
const FoldButton = ({ lines, isOpen, press }: FoldButtonProps) => {
  const button = useRef<HTMLButtonElement>(null)
  const restore = useRef<(() => void) | null>(null)
  useLayoutEffect(() => {
    restore.current?.()
    restore.current = null
  }, [isOpen])
  const toggle = () => {
    const box = button.current?.closest<HTMLElement>('.message-list')
    if (isOpen && box && button.current) restore.current = placeIn(box, button.current)
    press()
  }
  return (
    <button ref={button} type="button" class="link fold" aria-expanded={isOpen} onClick={toggle}>
      {isOpen ? words.chat.message.fold : words.chat.message.unfold(lines)}
    </button>
  )
}
