// Every event of the log that was searched for, one line each.
import { useCallback, useEffect, useState } from 'preact/hooks'
import type { Conversation, ListedEvent } from '../../../src/replay/api/apiTypes.ts'
import { isKey } from '../../inputMethod.ts'
import {
  actorName,
  eventName,
  type Role,
  roleNames,
  roleOf,
  shortId,
} from '../labels/actorNames.ts'
import { formatCount } from '../labels/formatting.ts'
import { NamedIcon } from '../labels/icons.tsx'
import { useMoments } from '../labels/moments.ts'
import { memo } from '../memo.tsx'
import type { Playhead, PlayheadProps } from '../playhead/playhead.ts'
import { listParameters, noFilter, type PlayheadState } from '../playhead/playheadState.ts'
import { focusList } from './focusList.ts'
import { usePagedRows, useRowPosition } from './pagedRows.ts'
import { type RowLook, VirtualList } from './virtualList.tsx'

const rowHeight = 26

/** Typing is not searched before it rests for so long. */
const searchDelayMs = 180

interface SearchBoxProps extends Pick<PlayheadState, 'filter' | 'log'> {
  readonly playhead: Playhead
  readonly conversation: Conversation | null
}

const SearchBox = memo(({ playhead, filter, log, conversation }: SearchBoxProps) => {
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
      <TypeSelect playhead={playhead} filter={filter} log={log} />
      <ActorSelect playhead={playhead} filter={filter} conversation={conversation} />
    </div>
  )
})

const TypeSelect = memo(({ playhead, filter, log }: Omit<SearchBoxProps, 'conversation'>) => (
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
))

const ActorSelect = ({ playhead, filter, conversation }: Omit<SearchBoxProps, 'log'>) => {
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

interface ListRowProps {
  readonly row: ListedEvent
  /** What its actor is to the conversation in focus. */
  readonly role: Role | null
  readonly isMarked: boolean
}

const ListRow = memo(({ row, role, isMarked }: ListRowProps) => {
  const momentOf = useMoments()
  return (
    <>
      <span class={isMarked ? 'event-row-seq event-row-marked' : 'event-row-seq'}>{row.seq}</span>
      <span class="event-row-at">{momentOf(row.at)}</span>
      <span class={`dot dot-${role ?? 'none'}`} />
      <span class="event-row-actor">{role === null ? shortId(row.actor) : roleNames[role]}</span>
      <span class={row.cause === null ? 'event-row-type event-row-first' : 'event-row-type'}>
        {eventName(row.type)}
      </span>
      <span class="event-row-brief" title={row.brief}>
        {row.brief}
      </span>
    </>
  )
})

interface HeadProps extends Pick<PlayheadState, 'isFocusOnly' | 'filter'> {
  readonly playhead: Playhead
  /** How many the log has. */
  readonly events: number
  /** How many are found; null: it is not known yet. */
  readonly total: number | null
  readonly canFocus: boolean
}

const EventListHead = memo((props: HeadProps) => {
  const { playhead, events, total, isFocusOnly, canFocus, filter } = props
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
        disabled={!canFocus}
        title="Only the conversation in focus (O)"
        onClick={() => playhead.focusOnly(!isFocusOnly)}
      >
        Only this conversation
      </button>
    </header>
  )
})

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
  const { log, index, bookmarks, filter, isFocusOnly, focus } = state
  const conversation = state.step?.conversation ?? null
  const draw = useCallback(
    (row: ListedEvent, { isAt }: RowLook) => (
      <span
        class={isAt ? 'event-row event-row-current' : 'event-row'}
        onClick={() => void playhead.goTo(row.index)}
      >
        <ListRow
          row={row}
          role={roleOf(conversation, row.actor)}
          isMarked={bookmarks.has(row.seq)}
        />
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
      <EventListHead
        {...{ playhead, filter, isFocusOnly, events }}
        total={rows.total}
        canFocus={focus !== null}
      />
      <SearchBox {...{ playhead, filter, log, conversation }} />
      {rows.total === 0 ? (
        <NoMatch playhead={playhead} />
      ) : (
        <VirtualList
          id="event"
          list="events"
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
