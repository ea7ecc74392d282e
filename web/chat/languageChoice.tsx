// Another language for the page: a plain form, as on the homepage.
import { useRef } from 'preact/hooks'
import { Icon } from '../icon.tsx'
import { isKey } from '../inputMethod.ts'
import { languages } from '../words/languages.ts'
import { language, words } from '../words/words.ts'

/** The page is loaded anew; the tab keeps what it keeps over any refresh. */
export const LanguageChoice = () => {
  const box = useRef<HTMLDetailsElement>(null)
  const close = () => box.current?.removeAttribute('open')
  // This Escape has done its work here: it does not end the chat.
  const closeByEscape = (event: KeyboardEvent) => {
    if (!isKey(event, 'Escape') || box.current?.open !== true) return
    event.stopPropagation()
    close()
    box.current.querySelector('summary')?.focus()
  }
  const closeFromOutside = ({ relatedTarget }: FocusEvent) => {
    if (!(relatedTarget instanceof Node && box.current?.contains(relatedTarget))) close()
  }
  return (
    <details class="languages" ref={box} onKeyDown={closeByEscape} onFocusOut={closeFromOutside}>
      <summary class="tool">
        <GlobeIcon />
        <span>{words.languageChoice}</span>
      </summary>
      <form action="language" method="post">
        <input type="hidden" name="page" value="chat" />
        {Object.entries(languages).map(([tag, { name, direction }]) => (
          <button
            key={tag}
            type="submit"
            name="language"
            value={tag}
            lang={tag}
            dir={direction}
            aria-current={tag === language ? 'true' : undefined}
          >
            {name}
          </button>
        ))}
      </form>
    </details>
  )
}

const GlobeIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M3.5 12h17M12 3.5c5 5.5 5 11.5 0 17c-5-5.5-5-11.5 0-17z" />
  </Icon>
)
