// The conversation in focus as a sequence diagram: arrows are causes.
import { useMemo } from 'preact/hooks'
import type { ActorAtStep, Conversation, ListedEvent } from '../../../src/replay/api/apiTypes.ts'
import { eventName, type Role, roleNames, roleOf } from '../labels/actorNames.ts'
import { CopiedId } from '../labels/copying.tsx'
import { formatCount, formatDuration } from '../labels/formatting.ts'
import { usePagedRows, useRowPosition } from '../list/pagedRows.ts'
import { VirtualList } from '../list/virtualList.tsx'
import type { PlayheadProps } from '../playhead/playhead.ts'
import type { ActorTab } from './actorPanel.tsx'

const rowHeight = 30

/** The lifelines from left to right. */
const lifelinesOf = ({ room, sessions }: Conversation): readonly Role[] =>
  room === null
    ? ['one', 'matchmaker']
    : sessions.length === 2
      ? ['one', 'matchmaker', 'room', 'other']
      : ['one', 'matchmaker', 'room']

/** In percent of the diagram's width. */
const middleOf = (lifelines: readonly Role[], role: Role): number =>
  ((lifelines.indexOf(role) + 0.5) * 100) / lifelines.length

interface LifelinesProps {
  readonly lifelines: readonly Role[]
  readonly conversation: Conversation
}

interface SequenceRowProps extends LifelinesProps {
  readonly row: ListedEvent
}

const CauseArrow = ({ row, lifelines, conversation }: SequenceRowProps) => {
  const to = middleOf(lifelines, roleOf(conversation, row.actor) ?? 'matchmaker')
  const role = row.cause === null ? null : roleOf(conversation, row.cause.actor)
  const from = role === null || !lifelines.includes(role) ? null : middleOf(lifelines, role)
  const name = eventName(row.type)
  if (from === null || from === to) {
    // Beside its lifeline, on the side where there is room.
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
  const direction = to > from ? -1 : 1
  return (
    <>
      <line class="arrow" x1={`${from}%`} x2={`${to}%`} y1="22" y2="22" />
      <circle class="arrow-tail" cx={`${from}%`} cy="22" r="2.5" />
      <svg x={`${to}%`} y="22" overflow="visible">
        <path class="arrow-head" d={`M0 0 ${direction * 8}-4.5v9z`} />
      </svg>
      <text class="arrow-name" x={`${(from + to) / 2}%`} y="15" text-anchor="middle">
        {name}
      </text>
    </>
  )
}

const Row = ({ row, lifelines, conversation, from }: SequenceRowProps & { from: number }) => (
  <>
    <span class="sequence-at">
      <b>{row.seq}</b> <span>+{formatDuration(row.at - from)}</span>
    </span>
    <svg class="sequence-row" aria-hidden="true">
      {lifelines.map((lifeline) => (
        <line
          key={lifeline}
          class={`lifeline lifeline-${lifeline}`}
          x1={`${middleOf(lifelines, lifeline)}%`}
          x2={`${middleOf(lifelines, lifeline)}%`}
          y1="0"
          y2="30"
        />
      ))}
      <CauseArrow row={row} lifelines={lifelines} conversation={conversation} />
    </svg>
    <span class="unseen">
      {row.cause === null
        ? 'from outside'
        : `from ${roleOf(conversation, row.cause.actor) ?? 'another actor'}`}
      {` to ${roleOf(conversation, row.actor) ?? 'another actor'}: ${eventName(row.type)}`}
    </span>
  </>
)

/** The one matchmaker has no id to tell it by. */
const actorIdOf = ({ sessions, room }: Conversation, role: Role): string | null => {
  switch (role) {
    case 'one':
      return sessions[0] ?? null
    case 'other':
      return sessions[1] ?? null
    case 'room':
      return room
    case 'matchmaker':
      return null
  }
}

interface WaitingProps {
  readonly actors: readonly ActorAtStep[]
  readonly selectTab: (tab: ActorTab) => void
}

const isWaiting = (actors: readonly ActorAtStep[], id: string | null): boolean =>
  actors.some((actor) => actor.id === id && actor.active.includes('session.here.place.waiting'))

const LifelineNames = ({
  lifelines,
  conversation,
  actors,
  selectTab,
}: LifelinesProps & WaitingProps) => (
  <ul class="lifeline-names" aria-label="Life lines">
    {lifelines.map((lifeline) => {
      const id = actorIdOf(conversation, lifeline)
      return (
        <li key={lifeline} class={`lifeline-name lifeline-name-${lifeline}`}>
          <b>{roleNames[lifeline]}</b>
          {id === null ? <span>pairs them</span> : <CopiedId id={id} />}
          {isWaiting(actors, id) && (
            <button
              type="button"
              class="lifeline-why"
              aria-label={`Why? ${roleNames[lifeline]} waits`}
              onClick={() => selectTab(lifeline)}
            >
              Why?
            </button>
          )}
        </li>
      )
    })}
  </ul>
)

const Diagram = ({
  conversation,
  playhead,
  state,
  selectTab,
}: PlayheadProps & { conversation: Conversation } & Pick<WaitingProps, 'selectTab'>) => {
  const { log, index } = state
  const events = log?.events ?? 0
  const parameters = useMemo(() => ({ conversation: conversation.key }), [conversation.key])
  const rows = usePagedRows(parameters, events)
  const position = useRowPosition(parameters, index, events)
  const lifelines = lifelinesOf(conversation)
  const from = rows.at(0)?.at ?? log?.first?.at ?? 0
  return (
    <>
      <LifelineNames
        lifelines={lifelines}
        conversation={conversation}
        actors={state.step?.actors ?? []}
        selectTab={selectTab}
      />
      <VirtualList
        id="lifeline"
        label="The conversation's events"
        total={rows.total ?? conversation.events}
        rowHeight={rowHeight}
        current={position}
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
            <span class={classes.join(' ')} onClick={() => void playhead.goTo(row.index)}>
              <Row row={row} lifelines={lifelines} conversation={conversation} from={from} />
            </span>
          )
        }}
      />
    </>
  )
}

export const SequenceDiagram = ({
  playhead,
  state,
  selectTab,
}: PlayheadProps & Pick<WaitingProps, 'selectTab'>) => {
  const conversation = state.step?.conversation ?? null
  return (
    <section class="panel-box conversation" aria-labelledby="conversation-heading">
      <header class="panel-head">
        <h2 id="conversation-heading">Conversation</h2>
        {conversation !== null && (
          <p class="panel-note">
            {conversation.room === null ? 'not matched yet' : <CopiedId id={conversation.room} />},{' '}
            {formatCount(conversation.events)} events
          </p>
        )}
      </header>
      {conversation === null ? (
        <div class="blank">
          <p class="blank-title">No conversation here</p>
          <p>This event is about everybody. Step on to one that a session or a room took.</p>
        </div>
      ) : (
        <Diagram
          key={conversation.key}
          conversation={conversation}
          playhead={playhead}
          state={state}
          selectTab={selectTab}
        />
      )}
    </section>
  )
}
