// Events to come back to: the list of them, and a file to share them by.
import { formatCount } from './labels/formatting.ts'
import type { Playhead, PlayheadProps } from './playhead/playhead.ts'
import type { SliceWithNotes } from './playhead/sliceWithNotes.ts'

/** So much of a note is seen in the list. */
const noteCharactersShown = 40

/** So many of the events are named whose notes are left out. */
const leftOutShown = 3

/** Saves a text as a file of that name, as the browser saves files. */
const save = (text: string, name: string): void => {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/jsonl' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

const saveSlice = async (playhead: Playhead): Promise<void> => {
  const slice = await playhead.sliceWithNotes()
  if (slice === null) return
  save(slice.text, 'slice.jsonl')
  const saved = 'slice.jsonl is saved: npm run replay -- slice.jsonl --open shows it.'
  playhead.tell([saved, ...leftOutWords(slice)].join(' '))
}

/** Which notes are not in the slice; nothing where all are. */
export const leftOutWords = ({ leftOut, notes }: Omit<SliceWithNotes, 'text'>): string[] => {
  const { length } = leftOut
  if (length === 0) return []
  const named = leftOut.slice(0, leftOutShown).map((seq) => `#${seq}`)
  const where = [...named, ...(length > leftOutShown ? ['…'] : [])].join(', ')
  const of = `${formatCount(length)} of ${formatCount(notes)} notes`
  const be = length === 1 ? 'is' : 'are'
  return [`${of} ${be} outside this conversation, and not in this file: ${where}.`]
}

/** Where there are any: to each of them, and all that are of the conversation into a file. */
export const Bookmarks = ({ playhead, state }: PlayheadProps) => {
  const { bookmarks, focus, step } = state
  if (bookmarks.size === 0) return null
  const seq = step?.row.seq ?? 0
  return (
    <>
      <select
        aria-label="Bookmarks"
        value={bookmarks.has(seq) ? String(seq) : ''}
        onChange={({ currentTarget }) => void playhead.jump({ seq: Number(currentTarget.value) })}
      >
        <option value="" disabled>
          Bookmarks ({bookmarks.size})
        </option>
        {[...bookmarks].map(([marked, note]) => (
          <option key={marked} value={String(marked)}>
            #{marked} {note.slice(0, noteCharactersShown)}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="toggle over-time-toggle"
        disabled={focus === null}
        title="The conversation in focus as a log of its own, with new ids, and the notes at their events"
        onClick={() => void saveSlice(playhead)}
      >
        Slice with notes
      </button>
    </>
  )
}
