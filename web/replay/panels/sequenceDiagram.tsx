// The conversation in focus as a sequence diagram: arrows are causes.
import { useCallback, useMemo } from 'preact/hooks'
import type {
  ActorAtStep,
  Conversation,
  ListedEvent,
  LogResponse,
} from '../../../src/replay/api/apiTypes.ts'
import { eventName, type Role, roleNames, roleOf } from '../labels/actorNames.ts'
import { CopiedId } from '../labels/copying.tsx'
import { formatCount, formatDuration } from '../labels/formatting.ts'
import { usePagedRows } from '../list/pagedRows.ts'
import { type RowLook, VirtualList } from '../list/virtualList.tsx'
import type { PlayheadProps } from '../playhead/playhead.ts'
import { useSize } from '../playhead/remembered.ts'
import type { ActorTab } from './actorPanel.tsx'
import { ZoomButtons } from './zoom.tsx'

/** At its own size. */
const rowHeightPlain = 30

/** Lower rows cannot be told apart. */
const rowHeightMin = 12

/** How high rows are of which all are to be seen, if they can be. */
const fitting = (room: number, rows: number): number =>
  Math.max(rowHeightMin, Math.min(rowHeightPlain, Math.floor(room / Math.max(1, rows))))

/** A seq has room for so many, so that what follows begins at the same place. */
const seqCharactersMin = 5

/** At most so many characters are before a row: a seq, and how long after the first it was. */
const charactersBefore = ({ first, last }: Pick<LogResponse, 'first' | 'last'>): number =>
  `${last?.seq ?? ''}`.padEnd(seqCharactersMin).length +
  ` +${formatDuration((last?.at ?? 0) - (first?.at ?? 0))}`.length

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
  readonly rowHeight: number
  readonly row: ListedEvent
}

const CauseArrow = ({ row, lifelines, conversation, rowHeight }: SequenceRowProps) => {
  const [middle, base] = [rowHeight / 2, rowHeight * 0.73]
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
          cy={middle}
          r={Math.min(5, middle - 2)}
        />
        <text
          class="arrow-name"
          x={`${to}%`}
          y={middle + 4}
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
      <line class="arrow" x1={`${from}%`} x2={`${to}%`} y1={base} y2={base} />
      <circle class="arrow-tail" cx={`${from}%`} cy={base} r="2.5" />
      <svg x={`${to}%`} y={base} overflow="visible">
        <path class="arrow-head" d={`M0 0 ${direction * 8}-4.5v9z`} />
      </svg>
      <text class="arrow-name" x={`${(from + to) / 2}%`} y={middle} text-anchor="middle">
        {name}
      </text>
    </>
  )
}

const Row = ({
  row,
  lifelines,
  conversation,
  rowHeight,
  from,
}: SequenceRowProps & { from: number }) => (
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
          y2={rowHeight}
        />
      ))}
      <CauseArrow
        row={row}
        lifelines={lifelines}
        conversation={conversation}
        rowHeight={rowHeight}
      />
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

const rowClasses = (row: ListedEvent, isAt: boolean): string =>
  ['sequence', isAt ? 'sequence-current' : '', row.cause === null ? 'sequence-first' : ''].join(' ')

interface DiagramProps extends PlayheadProps, Pick<WaitingProps, 'selectTab'> {
  /** In percent; 0: so large that all of it is seen. */
  readonly zoom: number
}

const Diagram = ({
  conversation,
  playhead,
  state,
  selectTab,
  zoom,
}: DiagramProps & { conversation: Conversation }) => {
  const { log, index } = state
  const events = log?.events ?? 0
  const parameters = useMemo(() => ({ conversation: conversation.key }), [conversation.key])
  const rows = usePagedRows(parameters, events)
  const lifelines = useMemo(() => lifelinesOf(conversation), [conversation])
  const total = rows.total ?? conversation.events
  const from = rows.at(0)?.at ?? log?.first?.at ?? 0
  const draw = useCallback(
    (row: ListedEvent, { isAt, rowHeight }: RowLook) => (
      <span class={rowClasses(row, isAt)} onClick={() => void playhead.goTo(row.index)}>
        <Row {...{ row, lifelines, conversation, rowHeight, from }} />
      </span>
    ),
    [playhead, conversation, lifelines, from],
  )
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
        list={conversation.key}
        label="The conversation's events"
        total={total}
        rowHeight={zoom === 0 ? (room) => fitting(room, total) : (rowHeightPlain * zoom) / 100}
        current={state.step?.place ?? -1}
        want={rows.want}
        item={rows.at}
        isAt={(row) => row.index === index}
        draw={draw}
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
  const [zoom, setZoom] = useSize('diagram', 100)
  return (
    <section
      class="panel-box conversation"
      aria-labelledby="conversation-heading"
      style={{ '--characters-before': state.log === null ? 0 : charactersBefore(state.log) }}
    >
      <header class="panel-head">
        <h2 id="conversation-heading">Conversation</h2>
        {conversation !== null && (
          <p class="panel-note">
            {conversation.room === null ? 'not matched yet' : <CopiedId id={conversation.room} />},{' '}
            {formatCount(conversation.events)} events
          </p>
        )}
        <ZoomButtons what="the diagram" zoom={zoom} setZoom={setZoom} />
      </header>
      {conversation === null ? (
        <div class="blank">
          <p class="blank-title">No conversation here</p>
          <p>This event is about everybody. Step on to one that a session or a room took.</p>
        </div>
      ) : (
        <Diagram
          conversation={conversation}
          playhead={playhead}
          state={state}
          selectTab={selectTab}
          zoom={zoom}
        />
      )}
    </section>
  )
}
