// The event at the playhead: its data, its cause and its consequences.
import type { ListedEvent, StepResponse } from '../../../src/replay/api/apiTypes.ts'
import { Icon } from '../icons.tsx'
import { actorName, clock, eventName, roleOf, shortId } from '../names.ts'
import { Tree } from './tree.tsx'

interface StepProps {
  readonly step: StepResponse
  readonly seek: (index: number) => void
}

const Link = ({ row, step, seek }: StepProps & { row: ListedEvent }) => (
  <button type="button" class="event-link" onClick={() => seek(row.index)}>
    <span class={`dot dot-${roleOf(step.conversation, row.actor) ?? 'none'}`} />
    <b>{eventName(row.type)}</b>
    <span>{actorName(step.conversation, row.actor)}</span>
    <span class="event-link-seq">#{row.seq}</span>
  </button>
)

export const StepCard = ({ step, seek }: StepProps) => {
  const { row, data, consequences, turnOf, conversation } = step
  const hasFields = Object.keys((data ?? {}) as object).length > 0
  return (
    <section class="panel-box event" aria-labelledby="event-heading">
      <header class="event-head">
        <h2 id="event-heading">
          <span class={`dot dot-${roleOf(conversation, row.actor) ?? 'none'}`} />
          {row.type}
        </h2>
        <p class="event-facts">
          <span>#{row.seq}</span>
          <span>{clock(row.at)}</span>
          <span title={row.actor}>
            {actorName(conversation, row.actor)}
            {row.actor === 'matchmaker' || roleOf(conversation, row.actor) === null
              ? ''
              : ` ${shortId(row.actor)}`}
          </span>
          <span>
            turn {row.turn}, {row.index - turnOf[0] + 1} of {turnOf[1] - turnOf[0] + 1}
          </span>
        </p>
      </header>
      <section class="event-body" tabIndex={0} aria-label="The event's details">
        <div class="links">
          <h3>
            <Icon name="cause" /> Caused by
          </h3>
          {step.from === null ? (
            <p class="links-none">the outside: a request, a frame or a timer</p>
          ) : (
            <Link row={step.from} step={step} seek={seek} />
          )}
          <h3>
            <Icon name="consequence" /> Led to
          </h3>
          {consequences.length === 0 ? (
            <p class="links-none">nothing further</p>
          ) : (
            <ul>
              {consequences.map((next) => (
                <li key={next.index}>
                  <Link row={next} step={step} seek={seek} />
                </li>
              ))}
            </ul>
          )}
        </div>
        <div class="event-data">
          <h3>Data</h3>
          {hasFields ? <Tree after={data} /> : <p class="links-none">none</p>}
        </div>
      </section>
    </section>
  )
}
