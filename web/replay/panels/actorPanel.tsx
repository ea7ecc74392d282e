// One actor at the playhead: its statechart, and what it knows.
import type { ComponentChildren } from 'preact'
import { useCallback, useEffect, useState } from 'preact/hooks'
import type { ActorAtStep, ChartsResponse, StepResponse } from '../../../src/replay/api/apiTypes.ts'
import { type Role, roleNames, roleOf } from '../labels/actorNames.ts'
import { CopiedId, CopyJson } from '../labels/copying.tsx'
import { NamedIcon } from '../labels/icons.tsx'
import { fetchApi } from '../playhead/apiClient.ts'
import type { Playhead } from '../playhead/playhead.ts'
import { useSize } from '../playhead/remembered.ts'
import { Separator } from './separator.tsx'
import { Statechart } from './statechart.tsx'
import { type AskOfField, changesByPath, ValueTree } from './valueTree.tsx'
import { WhyCard } from './whyCard.tsx'
import { ZoomButtons } from './zoom.tsx'

/** Whom one looks at: the one that moves, whoever it is, or always the same. */
export type ActorTab = Role | 'moving'

const order: readonly Role[] = ['one', 'matchmaker', 'room', 'other']

const useCharts = (): ChartsResponse | null => {
  const [charts, setCharts] = useState<ChartsResponse | null>(null)
  useEffect(() => {
    fetchApi('charts').then((result) => {
      if (result._tag === 'Answered') setCharts(result.answer)
    })
  }, [])
  return charts
}

/** The actor that a tab shows; undefined where the step has none such. */
export const actorIn = (
  { actors, conversation }: StepResponse,
  tab: ActorTab,
): ActorAtStep | undefined =>
  tab === 'moving' ? actors[0] : actors.find(({ id }) => roleOf(conversation, id) === tab)

/** Its state in words: `here · online · chatting`. */
const stateWords = ({ active, after, before, kind }: ActorAtStep): string => {
  if (after === null) return before === null ? 'not there yet, or no longer' : 'it has ended'
  if (kind === 'matchmaker') return 'always there'
  const innermost = active.filter((id) => !active.some((other) => other.startsWith(`${id}.`)))
  return innermost.map((id) => id.slice(id.lastIndexOf('.') + 1)).join(' · ')
}

interface ActorPanelProps {
  readonly playhead: Playhead
  readonly step: StepResponse
  readonly tab: ActorTab
  readonly selectTab: (tab: ActorTab) => void
}

export const ActorPanel = ({ playhead, step, tab, selectTab }: ActorPanelProps) => {
  const actor = actorIn(step, tab)
  const [context, resize] = useSize('context', 42)
  return (
    <section
      class="panel-box actor"
      aria-labelledby="actor-heading"
      style={{ '--context': `${context}fr`, '--chart': `${100 - context}fr` }}
    >
      <header class="panel-head panel-head-tabs">
        <h2 id="actor-heading" class="unseen">
          Actor
        </h2>
        <ActorTabs step={step} tab={tab} selectTab={selectTab} />
      </header>
      {actor === undefined ? (
        <div class="blank">
          <p class="blank-title">Not in this conversation</p>
          <p>Choose another actor, or the one that moves.</p>
        </div>
      ) : (
        <ShownActor playhead={playhead} step={step} actor={actor}>
          <Separator
            label="Height of the context"
            place="context"
            moves="upright"
            among={['.chart', '.context']}
            isOfLast
            size={context}
            min={15}
            max={85}
            resize={resize}
          />
        </ShownActor>
      )}
    </section>
  )
}

interface ShownActorProps {
  readonly playhead: Playhead
  readonly step: StepResponse
  readonly actor: ActorAtStep
  readonly children: ComponentChildren
}

const ShownActor = ({ playhead, step, actor, children }: ShownActorProps) => {
  const charts = useCharts()
  const [zoom, setZoom] = useSize('statechart', 100)
  const ask = useCallback(
    (path: readonly string[]) => void playhead.goToChange('previous', { actor: actor.id, path }),
    [playhead, actor.id],
  )
  return (
    <>
      <ActorSummary actor={actor} step={step}>
        <ZoomButtons what="the statechart" zoom={zoom} setZoom={setZoom} />
      </ActorSummary>
      {actor.kind === 'session' && (
        <WhyCard
          index={step.row.index}
          session={actor.id}
          label="Why the session is where it is"
          goTo={(index) => void playhead.goTo(index)}
          goToSeq={(seq) => void playhead.jump({ seq })}
        />
      )}
      {charts === null ? (
        <div class="chart" />
      ) : (
        <Statechart layout={charts[actor.kind]} actor={actor} zoom={zoom} />
      )}
      {children}
      <ActorContext actor={actor} ask={ask}>
        <ChangeButtons playhead={playhead} actor={actor} />
      </ActorContext>
    </>
  )
}

const ActorTabs = ({ step, tab, selectTab }: Omit<ActorPanelProps, 'playhead'>) => {
  const present = order.filter((role) => actorIn(step, role) !== undefined)
  return (
    <fieldset class="tabs" aria-label="Actor shown">
      {(['moving', ...present] as const).map((each) => (
        <button
          key={each}
          type="button"
          class={`tab tab-${each}`}
          aria-pressed={each === tab}
          onClick={() => selectTab(each)}
        >
          {each === 'moving' ? 'Who moves' : roleNames[each]}
        </button>
      ))}
    </fieldset>
  )
}

const ChangeButtons = ({ playhead, actor }: { playhead: Playhead; actor: ActorAtStep }) => (
  <span class="player-moves">
    {(['previous', 'next'] as const).map((direction) => (
      <button
        key={direction}
        type="button"
        class="tool-small"
        aria-label={`To its ${direction} change`}
        title={`To its ${direction} change (${direction === 'next' ? '.' : ','})`}
        onClick={() => void playhead.goToChange(direction, { actor: actor.id })}
      >
        <NamedIcon name={direction} />
      </button>
    ))}
  </span>
)

const ActorSummary = ({
  actor,
  step,
  children,
}: {
  actor: ActorAtStep
  step: StepResponse
  children: ComponentChildren
}) => (
  <p class="actor-state">
    <span class={`dot dot-${roleOf(step.conversation, actor.id) ?? 'none'}`} />
    <b>
      {actor.id === 'matchmaker' ? 'Matchmaker' : actor.kind === 'room' ? 'Room' : 'Session'}{' '}
      {actor.id !== 'matchmaker' && <CopiedId id={actor.id} />}
    </b>
    <span>{stateWords(actor)}</span>
    {actor === step.actors[0] && <span class="badge">moved</span>}
    {children}
  </p>
)

const ActorContext = ({
  actor,
  ask,
  children,
}: {
  actor: ActorAtStep
  ask: AskOfField
  children: ComponentChildren
}) => {
  const { before, after, changes } = actor
  const many = changes.length
  const note =
    before === null
      ? after === null
        ? ''
        : 'it begins here'
      : after === null
        ? 'as it was before it ended'
        : many === 0
          ? 'as before'
          : `${many} ${many === 1 ? 'change' : 'changes'}`
  return (
    <section class="context" aria-labelledby="context-heading" tabIndex={0}>
      <div class="context-head">
        <h3 id="context-heading">Context</h3>
        <p class="panel-note">{note}</p>
        {children}
        <CopyJson value={after ?? before} what="The state" />
      </div>
      {before === null && after === null ? (
        <p class="context-none">No such actor at this point of the log.</p>
      ) : (
        <ValueTree
          after={after ?? before}
          before={before ?? after}
          changes={changesByPath(changes)}
          ask={ask}
        />
      )}
    </section>
  )
}
