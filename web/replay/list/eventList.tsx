// Every event of the log that was searched for, one line each.
import { useCallback, useEffect, useState } from 'preact/hooks'
import type { Conversation, ListedEvent } from '../../../src/replay/api/apiTypes.ts'
import { isKey } from '../../inputMethod.ts'
import { actorName, eventName, roleOf, shortId } from '../labels/actorNames.ts'
import { formatCount } from '../labels/formatting.ts'
import { NamedIcon } from '../labels/icons.tsx'
import { useMoments } from '../labels/moments.ts'
import type { Playhead, PlayheadProps } from '../playhead/playhead.ts'
import { listParameters, noFilter, type PlayheadState } from '../playhead/playheadState.ts'
import { focusList } from './focusList.ts'
import { usePagedRows, useRowPosition } from './pagedRows.ts'
import { type RowLook, VirtualList } from './virtualList.tsx'

const rowHeight = 26

/** Typing is not searched before it rests for so long. */
const searchDelayMs = 180

const SearchBox = ({ playhead, state }: PlayheadProps) => {
  const { filter, log } = state
  const [text, setText] = useState(filter.text)
  useEffect(() => setText(filter.text), [filter.text])
  useEffect(() => {
    if (text === filter.text) return
    const timer = setTimeout(() => playhead.search({ text }), searchDelayMs)
    return () => clearTimeout(timer)
  }, [text, filter.text, playhead])
  return (
    <div class="search">
      <div class="search-text">
        <NamedIcon name="search" />
        <input
          id="search"
          type="search"
          value={text}
          autocomplete="off"
          spellcheck={false}
          placeholder="Search type, actor, data"
          aria-label="Search the events"
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={(event) => {
            if (isKey(event, 'Enter')) focusList()
          }}
        />
      </div>
      <select
        aria-label="Type of event"
        value={filter.types}
        onChange={({ currentTarget }) => playhead.search({ types: currentTarget.value })}
      >
        <option value="">All types</option>
        {log?.types.map(([type, many]) => (
          <option key={type} value={type}>
            {type} ({formatCount(many)})
          </option>
        ))}
      </select>
      <ActorSelect playhead={playhead} state={state} />
    </div>
  )
}

const ActorSelect = ({ playhead, state }: PlayheadProps) => {
  const { filter, step } = state
  const conversation = step?.conversation ?? null
  const known = [
    ...(conversation?.sessions ?? []),
    'matchmaker',
    ...(conversation?.room ? [conversation.room] : []),
  ]
  const actors =
    filter.actor === '' || known.includes(filter.actor) ? known : [...known, filter.actor]
  return (
    <select
      aria-label="Actor"
      value={filter.actor}
      onChange={({ currentTarget }) => playhead.search({ actor: currentTarget.value })}
    >
      <option value="">All actors</option>
      {actors.map((actor) => (
        <option key={actor} value={actor}>
          {actorName(conversation, actor)}
          {actor === 'matchmaker' ? '' : ` · ${shortId(actor)}`}
        </option>
      ))}
    </select>
  )
}

interface ListRowProps extends Pick<PlayheadState, 'bookmarks'> {
  readonly row: ListedEvent
  readonly conversation: Conversation | null
}

const ListRow = ({ row, conversation, bookmarks }: ListRowProps) => {
  const momentOf = useMoments()
  const role = roleOf(conversation, row.actor)
  return (
    <>
      <span class={bookmarks.has(row.seq) ? 'event-row-seq event-row-marked' : 'event-row-seq'}>
        {row.seq}
      </span>
      <span class="event-row-at">{momentOf(row.at)}</span>
      <span class={`dot dot-${role ?? 'none'}`} />
      <span class="event-row-actor">
        {role === null ? shortId(row.actor) : actorName(conversation, row.actor)}
      </span>
      <span class={row.cause === null ? 'event-row-type event-row-first' : 'event-row-type'}>
        {eventName(row.type)}
      </span>
      <span class="event-row-brief" title={row.brief}>
        {row.brief}
      </span>
    </>
  )
}

const EventListHead = ({ playhead, state, total }: PlayheadProps & { total: number | null }) => {
  const { log, isFocusOnly, focus, filter } = state
  const events = log?.events ?? 0
  const isNarrowed = isFocusOnly || Object.values(filter).some((wanted) => wanted !== '')
  return (
    <header class="panel-head">
      <h2 id="events-heading">Events</h2>
      <p class="panel-note" role="status">
        {total === null
          ? 'Searching…'
          : isNarrowed
            ? `${formatCount(total)} of ${formatCount(events)}`
            : formatCount(events)}
      </p>
      <button
        type="button"
        class="toggle"
        aria-pressed={isFocusOnly}
        disabled={focus === null}
        title="Only the conversation in focus (O)"
        onClick={() => playhead.focusOnly(!isFocusOnly)}
      >
        Only this conversation
      </button>
    </header>
  )
}

const NoMatch = ({ playhead }: { playhead: Playhead }) => (
  <div class="blank">
    <p class="blank-title">No event matches</p>
    <button
      type="button"
      class="toggle"
      onClick={() => {
        playhead.search(noFilter)
        playhead.focusOnly(false)
      }}
    >
      Show all events
    </button>
  </div>
)

export const EventList = ({ playhead, state }: PlayheadProps) => {
  const { log, index, bookmarks } = state
  const conversation = state.step?.conversation ?? null
  const draw = useCallback(
    (row: ListedEvent, { isAt }: RowLook) => (
      <span
        class={isAt ? 'event-row event-row-current' : 'event-row'}
        onClick={() => void playhead.goTo(row.index)}
      >
        <ListRow row={row} conversation={conversation} bookmarks={bookmarks} />
      </span>
    ),
    [playhead, conversation, bookmarks],
  )
  const events = log?.events ?? 0
  const parameters = log === null ? null : listParameters(state)
  const rows = usePagedRows(parameters, events)
  const position = useRowPosition(parameters, index, events)
  return (
    <section class="panel-box events" aria-labelledby="events-heading">
      <EventListHead playhead={playhead} state={state} total={rows.total} />
      <SearchBox playhead={playhead} state={state} />
      {rows.total === 0 ? (
        <NoMatch playhead={playhead} />
      ) : (
        <VirtualList
          id="event"
          label="Events"
          total={rows.total ?? 0}
          rowHeight={rowHeight}
          current={position}
          want={rows.want}
          item={rows.at}
          isAt={(row) => row.index === index}
          draw={draw}
        />
      )}
    </section>
  )
}
