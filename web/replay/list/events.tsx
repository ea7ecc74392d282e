// Every event of the log that was searched for, one line each.
import { useEffect, useState } from 'preact/hooks'
import type { ListedEvent } from '../../../src/replay/api/apiTypes.ts'
import { Icon } from '../icons.tsx'
import { actorName, clock, count, eventName, roleOf, shortId } from '../names.ts'
import type { Playhead } from '../playhead.ts'
import { everything, queryFor, type Standing } from '../standing.ts'
import { List } from './list.tsx'
import { usePlace, useRows } from './rows.ts'

const rowHeight = 26

/** Typing is not searched before it rests for so long. */
const restMs = 180

interface Parts {
  readonly playhead: Playhead
  readonly standing: Standing
}

const Search = ({ playhead, standing }: Parts) => {
  const { sought, log } = standing
  const [text, setText] = useState(sought.text)
  useEffect(() => setText(sought.text), [sought.text])
  useEffect(() => {
    if (text === sought.text) return
    const timer = setTimeout(() => playhead.search({ text }), restMs)
    return () => clearTimeout(timer)
  }, [text, sought.text, playhead])
  return (
    <div class="search">
      <div class="search-text">
        <Icon name="search" />
        <input
          id="search"
          type="search"
          value={text}
          autocomplete="off"
          spellcheck={false}
          placeholder="Search type, actor, data"
          aria-label="Search the events"
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </div>
      <select
        aria-label="Type of event"
        value={sought.types}
        onChange={({ currentTarget }) => playhead.search({ types: currentTarget.value })}
      >
        <option value="">All types</option>
        {log?.types.map(([type, many]) => (
          <option key={type} value={type}>
            {type} ({count(many)})
          </option>
        ))}
      </select>
      <Actors playhead={playhead} standing={standing} />
    </div>
  )
}

const Actors = ({ playhead, standing }: Parts) => {
  const { sought, step } = standing
  const conversation = step?.conversation ?? null
  const known = [
    ...(conversation?.sessions ?? []),
    'matchmaker',
    ...(conversation?.room ? [conversation.room] : []),
  ]
  const actors =
    sought.actor === '' || known.includes(sought.actor) ? known : [...known, sought.actor]
  return (
    <select
      aria-label="Actor"
      value={sought.actor}
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

const Line = ({ row, standing }: { row: ListedEvent; standing: Standing }) => {
  const conversation = standing.step?.conversation ?? null
  const role = roleOf(conversation, row.actor)
  return (
    <>
      <span class="line-seq">{row.seq}</span>
      <span class="line-at">{clock(row.at)}</span>
      <span class={`dot dot-${role ?? 'none'}`} />
      <span class="line-actor">
        {role === null ? shortId(row.actor) : actorName(conversation, row.actor)}
      </span>
      <span class={row.cause === null ? 'line-type line-first' : 'line-type'}>
        {eventName(row.type)}
      </span>
      <span class="line-brief">{row.brief}</span>
    </>
  )
}

export const Events = ({ playhead, standing }: Parts) => {
  const { log, index, isOnly, focus, sought } = standing
  const events = log?.events ?? 0
  const query = log === null ? null : queryFor(standing)
  const rows = useRows(query, events)
  const place = usePlace(query, index, events)
  const isNarrowed = isOnly || Object.values(sought).some((wish) => wish !== '')
  return (
    <section class="panel-box events" aria-labelledby="events-heading">
      <header class="panel-head">
        <h2 id="events-heading">Events</h2>
        <p class="panel-note" role="status">
          {rows.total === null
            ? 'Searching…'
            : isNarrowed
              ? `${count(rows.total)} of ${count(events)}`
              : count(events)}
        </p>
        <button
          type="button"
          class="toggle"
          aria-pressed={isOnly}
          disabled={focus === null}
          title="Only the conversation in focus (O)"
          onClick={() => playhead.only(!isOnly)}
        >
          Only this conversation
        </button>
      </header>
      <Search playhead={playhead} standing={standing} />
      {rows.total === 0 ? (
        <div class="blank">
          <p class="blank-title">No event matches</p>
          <button
            type="button"
            class="toggle"
            onClick={() => {
              playhead.search(everything)
              playhead.only(false)
            }}
          >
            Show all events
          </button>
        </div>
      ) : (
        <List
          id="event"
          label="Events"
          total={rows.total ?? 0}
          rowHeight={rowHeight}
          current={place}
          want={rows.want}
          row={(at) => {
            const row = rows.at(at)
            if (row === undefined) return undefined
            return (
              <span
                class={row.index === index ? 'line line-current' : 'line'}
                onClick={() => void playhead.seek(row.index)}
              >
                <Line row={row} standing={standing} />
              </span>
            )
          }}
        />
      )}
    </section>
  )
}
