// What is copied by a click: whole ids, events and states as JSON.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { shortId } from '../../../src/events/limits.ts'
import { NamedIcon } from './icons.tsx'

/** Copies a text and says that `what` was; `what` begins a sentence. */
export type Copy = (text: string, what: string) => void

export const CopyContext = createContext<Copy>(() => {})

/** Says of what becomes of it by `tell`. */
export const copyingBy =
  (tell: (notice: string) => void): Copy =>
  (text, what) => {
    navigator.clipboard.writeText(text).then(
      () => tell(`${what} is copied.`),
      () => tell('The browser did not let the page copy.'),
    )
  }

/** An id in its short form; a click copies it whole. */
export const CopiedId = ({ id }: { id: string }) => {
  const copy = useContext(CopyContext)
  return (
    <button
      type="button"
      class="copied-id"
      title={`${id}: a click copies it`}
      aria-label={`${shortId(id)}, copy the whole id`}
      onClick={() => copy(id, id)}
    >
      {shortId(id)}
    </button>
  )
}

interface CopyJsonProps {
  /** Becomes JSON, indented by two spaces. */
  readonly value: unknown
  /** `The event`: begins a sentence. */
  readonly what: string
}

export const CopyJson = ({ value, what }: CopyJsonProps) => {
  const copy = useContext(CopyContext)
  return (
    <button
      type="button"
      class="tool-small"
      aria-label={`Copy ${what.toLowerCase()} as JSON`}
      title={`Copy ${what.toLowerCase()} as JSON`}
      onClick={() => copy(JSON.stringify(value, null, 2), `${what} as JSON`)}
    >
      <NamedIcon name="copy" />
      <span aria-hidden="true">JSON</span>
    </button>
  )
}
