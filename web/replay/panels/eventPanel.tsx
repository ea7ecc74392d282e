// The event at the playhead: its data, its cause and its consequences.
import type { ListedEvent, StepResponse } from '../../../src/replay/api/apiTypes.ts'
import { isKey } from '../../inputMethod.ts'
import { actorName, eventName, roleOf } from '../labels/actorNames.ts'
import { CopiedId, CopyJson } from '../labels/copying.tsx'
import { NamedIcon } from '../labels/icons.tsx'
import { useMoments } from '../labels/moments.ts'
import { focusList } from '../list/focusList.ts'
import { ValueTree } from './valueTree.tsx'
import { WhyCard } from './whyCard.tsx'

interface EventPanelProps {
  readonly step: StepResponse
  readonly goTo: (index: number) => void
  readonly goToSeq: (seq: number) => void
  /** What was written of the event where it is marked; null: it is not. */
  readonly note: string | null
  readonly bookmark: (note: string | null) => void
}

type LinkProps = Pick<EventPanelProps, 'step' | 'goTo'>

const EventLink = ({ row, step, goTo }: LinkProps & { row: ListedEvent }) => (
  <button type="button" class="event-link" onClick={() => goTo(row.index)}>
    <span class={`dot dot-${roleOf(step.conversation, row.actor) ?? 'none'}`} />
    <b>{eventName(row.type)}</b>
    <span>{actorName(step.conversation, row.actor)}</span>
    <span class="event-link-seq">#{row.seq}</span>
  </button>
)

const CausalLinks = ({ step, goTo }: LinkProps) => (
  <div class="links">
    <h3>
      <NamedIcon name="cause" /> Caused by
    </h3>
    {step.from === null ? (
      <p class="links-none">the outside: a request, a frame or a timer</p>
    ) : (
      <EventLink row={step.from} step={step} goTo={goTo} />
    )}
    <h3>
      <NamedIcon name="consequence" /> Led to
    </h3>
    {step.consequences.length === 0 ? (
      <p class="links-none">nothing further</p>
    ) : (
      <ul>
        {step.consequences.map((next) => (
          <li key={next.index}>
            <EventLink row={next} step={step} goTo={goTo} />
          </li>
        ))}
      </ul>
    )}
  </div>
)

/** The event as `--json` has it, without what people wrote. */
const recordOf = ({ row, from, data, isRedacted }: StepResponse): object => {
  const { seq, turn, at, actor, type } = row
  return {
    seq,
    turn,
    cause: from?.seq ?? null,
    at,
    actor,
    type,
    data,
    ...(isRedacted && { redacted: true }),
  }
}

const Note = ({ note, bookmark }: Pick<EventPanelProps, 'note' | 'bookmark'>) =>
  note === null ? null : (
    <input
      id="note"
      class="note-field"
      type="text"
      value={note}
      maxLength={1_000}
      autocomplete="off"
      placeholder="A note on this event"
      aria-label="Note on this event"
      onInput={({ currentTarget }) => bookmark(currentTarget.value)}
      onKeyDown={(event) => {
        if (isKey(event, 'Enter')) focusList()
      }}
    />
  )

const BookmarkButton = ({ note, bookmark }: Pick<EventPanelProps, 'note' | 'bookmark'>) => (
  <button
    type="button"
    class="tool-small"
    aria-label="Bookmark this event"
    title="Bookmark this event (B)"
    aria-pressed={note !== null}
    onClick={() => bookmark(note === null ? '' : null)}
  >
    <NamedIcon name="bookmark" />
  </button>
)

export const EventPanel = ({ step, goTo, goToSeq, note, bookmark }: EventPanelProps) => {
  const { row, data, turnOf, conversation } = step
  const momentOf = useMoments()
  const hasFields = Object.keys((data ?? {}) as object).length > 0
  return (
    <section class="panel-box event" aria-labelledby="event-heading">
      <header class="event-head">
        <h2 id="event-heading">
          <span class={`dot dot-${roleOf(conversation, row.actor) ?? 'none'}`} />
          {row.type}
        </h2>
        <BookmarkButton note={note} bookmark={bookmark} />
        <CopyJson value={recordOf(step)} what="The event" />
        <p class="event-facts">
          <span>#{row.seq}</span>
          <span>{momentOf(row.at)}</span>
          <span>
            {roleOf(conversation, row.actor) !== null && `${actorName(conversation, row.actor)} `}
            {row.actor !== 'matchmaker' && <CopiedId id={row.actor} />}
          </span>
          <span>
            turn {row.turn}, {row.index - turnOf[0] + 1} of {turnOf[1] - turnOf[0] + 1}
          </span>
        </p>
        <Note note={note} bookmark={bookmark} />
      </header>
      <section class="event-body" tabIndex={0} aria-label="The event's details">
        <WhyCard
          index={row.index}
          session={null}
          label="What the event came of"
          goTo={goTo}
          goToSeq={goToSeq}
        />
        <CausalLinks step={step} goTo={goTo} />
        <div class="event-data">
          <h3>Data</h3>
          {hasFields ? <ValueTree after={data} /> : <p class="links-none">none</p>}
        </div>
      </section>
    </section>
  )
}
