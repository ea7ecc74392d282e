// The conversation in focus as a sequence diagram: arrows are causes.
import { useMemo } from 'preact/hooks'
import type { Conversation, ListedEvent } from '../../../src/replay/api/apiTypes.ts'
import { List } from '../list/list.tsx'
import { usePlace, useRows } from '../list/rows.ts'
import { count, eventName, type Role, roleNames, roleOf, shortId, span } from '../names.ts'
import type { Playhead } from '../playhead.ts'
import type { Standing } from '../standing.ts'

const rowHeight = 30

/** The life lines from left to right. */
const lanesOf = ({ room, sessions }: Conversation): readonly Role[] =>
  room === null
    ? ['one', 'matchmaker']
    : sessions.length === 2
      ? ['one', 'matchmaker', 'room', 'other']
      : ['one', 'matchmaker', 'room']

/** In percent of the diagram's width. */
const middleOf = (lanes: readonly Role[], role: Role): number =>
  ((lanes.indexOf(role) + 0.5) * 100) / lanes.length

interface RowParts {
  readonly row: ListedEvent
  readonly lanes: readonly Role[]
  readonly conversation: Conversation
}

const Arrow = ({ row, lanes, conversation }: RowParts) => {
  const to = middleOf(lanes, roleOf(conversation, row.actor) ?? 'matchmaker')
  const role = row.cause === null ? null : roleOf(conversation, row.cause.actor)
  const from = role === null || !lanes.includes(role) ? null : middleOf(lanes, role)
  const name = eventName(row.type)
  if (from === null || from === to) {
    // Beside its line, on the side where there is room.
    const isLast = to > 75
    return (
      <>
        <circle
          class={row.cause === null ? 'mark-outside' : 'mark-self'}
          cx={`${to}%`}
          cy="15"
          r="5"
        />
        <text
          class="arrow-name"
          x={`${to}%`}
          y="19"
          dx={isLast ? -12 : 12}
          text-anchor={isLast ? 'end' : 'start'}
        >
          {name}
        </text>
      </>
    )
  }
  const way = to > from ? -1 : 1
  return (
    <>
      <line class="arrow" x1={`${from}%`} x2={`${to}%`} y1="22" y2="22" />
      <circle class="arrow-tail" cx={`${from}%`} cy="22" r="2.5" />
      <svg x={`${to}%`} y="22" overflow="visible">
        <path class="arrow-head" d={`M0 0 ${way * 8}-4.5v9z`} />
      </svg>
      <text class="arrow-name" x={`${(from + to) / 2}%`} y="15" text-anchor="middle">
        {name}
      </text>
    </>
  )
}

const Row = ({ row, lanes, conversation, from }: RowParts & { from: number }) => (
  <>
    <span class="sequence-at">
      <b>{row.seq}</b> <span>+{span(row.at - from)}</span>
    </span>
    <svg class="sequence-row" aria-hidden="true">
      {lanes.map((lane) => (
        <line
          key={lane}
          class={`life life-${lane}`}
          x1={`${middleOf(lanes, lane)}%`}
          x2={`${middleOf(lanes, lane)}%`}
          y1="0"
          y2="30"
        />
      ))}
      <Arrow row={row} lanes={lanes} conversation={conversation} />
    </svg>
    <span class="unseen">
      {row.cause === null
        ? 'from outside'
        : `from ${roleOf(conversation, row.cause.actor) ?? 'another actor'}`}
      {` to ${roleOf(conversation, row.actor) ?? 'another actor'}: ${eventName(row.type)}`}
    </span>
  </>
)

const Lines = ({
  conversation,
  playhead,
  standing,
}: {
  conversation: Conversation
  playhead: Playhead
  standing: Standing
}) => {
  const { log, index } = standing
  const events = log?.events ?? 0
  const query = useMemo(() => ({ conversation: conversation.key }), [conversation.key])
  const rows = useRows(query, events)
  const place = usePlace(query, index, events)
  const lanes = lanesOf(conversation)
  const from = rows.at(0)?.at ?? log?.first?.at ?? 0
  return (
    <>
      <ul class="lanes" aria-label="Life lines">
        {lanes.map((lane) => {
          const id =
            lane === 'one'
              ? conversation.sessions[0]
              : lane === 'other'
                ? conversation.sessions[1]
                : lane === 'room'
                  ? conversation.room
                  : null
          return (
            <li key={lane} class={`lane lane-${lane}`}>
              <b>{roleNames[lane]}</b>
              <span title={id ?? undefined}>{id ? shortId(id) : 'pairs them'}</span>
            </li>
          )
        })}
      </ul>
      <List
        id="life"
        label="The conversation's events"
        total={rows.total ?? conversation.events}
        rowHeight={rowHeight}
        current={place}
        want={rows.want}
        row={(at) => {
          const row = rows.at(at)
          if (row === undefined) return undefined
          const classes = [
            'sequence',
            row.index === index ? 'sequence-current' : '',
            row.cause === null ? 'sequence-first' : '',
          ]
          return (
            <span class={classes.join(' ')} onClick={() => void playhead.seek(row.index)}>
              <Row row={row} lanes={lanes} conversation={conversation} from={from} />
            </span>
          )
        }}
      />
    </>
  )
}

export const Sequence = ({ playhead, standing }: { playhead: Playhead; standing: Standing }) => {
  const conversation = standing.step?.conversation ?? null
  return (
    <section class="panel-box conversation" aria-labelledby="conversation-heading">
      <header class="panel-head">
        <h2 id="conversation-heading">Conversation</h2>
        {conversation !== null && (
          <p class="panel-note">
            {conversation.room === null ? 'not matched yet' : shortId(conversation.room)},{' '}
            {count(conversation.events)} events
          </p>
        )}
      </header>
      {conversation === null ? (
        <div class="blank">
          <p class="blank-title">No conversation here</p>
          <p>This event is about everybody. Step on to one that a session or a room took.</p>
        </div>
      ) : (
        <Lines
          key={conversation.key}
          conversation={conversation}
          playhead={playhead}
          standing={standing}
        />
      )}
    </section>
  )
}
