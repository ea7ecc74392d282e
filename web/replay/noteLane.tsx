// The lane of bookmarks on the time line: each with its note, where its event stands.
import { useEffect, useState } from 'preact/hooks'
import { NamedIcon } from './labels/icons.tsx'
import { fetchApi } from './playhead/apiClient.ts'
import type { PlayheadProps } from './playhead/playhead.ts'
import type { Span } from './playhead/playheadState.ts'

interface PlacedNote {
  readonly seq: number
  readonly index: number
  readonly note: string
}

/** The indices of events by their seqs, as far as they are known; where old events are gone no seq tells. */
const useIndices = (seqs: readonly number[]): ReadonlyMap<number, number> => {
  const [indices, setIndices] = useState<ReadonlyMap<number, number>>(new Map())
  useEffect(() => {
    for (const seq of seqs) {
      if (indices.has(seq)) continue
      fetchApi('seek', { seq }).then((sought) => {
        const index = sought._tag === 'Answered' ? sought.answer.index : null
        if (index !== null) setIndices((known) => new Map([...known, [seq, index]]))
      })
    }
  }, [seqs.join()])
  return indices
}

const percent = (index: number, { first, last }: Span): number =>
  (100 * (index - first)) / Math.max(1, last - first)

interface NoteLaneProps extends PlayheadProps {
  /** What the time line shows. */
  readonly span: Span
}

/** Nothing where nothing is marked; a note has the room up to the next. */
export const NoteLane = ({ playhead, state, span }: NoteLaneProps) => {
  const { bookmarks } = state
  const indices = useIndices([...bookmarks.keys()])
  const placed = [...bookmarks]
    .flatMap(([seq, note]): PlacedNote[] => {
      const index = indices.get(seq)
      const isShown = index !== undefined && index >= span.first && index <= span.last
      return isShown ? [{ seq, note, index }] : []
    })
    .sort((one, other) => one.index - other.index)
  if (bookmarks.size === 0) return null
  return (
    <>
      <p class="axis-name note-lane-name">Notes</p>
      <ol class="note-lane" aria-label="Notes on the time line">
        {placed.map(({ seq, index, note }, number) => {
          const left = percent(index, span)
          const right = percent(placed[number + 1]?.index ?? span.last, span)
          return (
            <li key={seq} style={{ left: `${left}%`, inlineSize: `${right - left}%` }}>
              <button
                type="button"
                aria-label={`#${seq} ${note}`}
                title={`#${seq} ${note}`}
                onClick={() => void playhead.goTo(index)}
              >
                <NamedIcon name="bookmark" />
                <span>{note}</span>
              </button>
            </li>
          )
        })}
      </ol>
    </>
  )
}
