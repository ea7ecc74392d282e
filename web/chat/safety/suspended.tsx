// The visitor is not matched for a while: why, and until when.
import { minutesAndSeconds, useNow } from '../../clock.ts'
import type { ClientActor, ClientSnapshot } from '../../session/clientMachine.ts'
import { suspendedUntil } from '../../session/safety/standing.ts'
import { safetyWords } from '../../words/safety/safetyWords.ts'
import { locale, words } from '../../words/words.ts'
import { FullPageNotice } from '../fullPageNotice.tsx'

const texts = safetyWords.suspended

const timeOfDay = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' })

const dayOfWeek = new Intl.DateTimeFormat(locale, { weekday: 'long' })

/** A pause is over in two days at most: then the name of a day says which. */
const dayIfOther = (until: number, now: number): string | null =>
  new Date(until).toDateString() === new Date(now).toDateString() ? null : dayOfWeek.format(until)

const hourMs = 3_600_000

const Until = ({ until }: { until: number }) => (
  <p>{texts.until(timeOfDay.format(until), dayIfOther(until, useNow()))}</p>
)

/** A pause may last a day: seconds are counted in its last hour alone. */
const TimeLeft = ({ until }: { until: number }) => {
  const left = until - useNow()
  if (left >= hourMs) return null
  return (
    <p class="waited" role="timer" aria-live="off">
      <span class="elapsed" translate={false}>
        {minutesAndSeconds(left)}
      </span>
    </p>
  )
}

export interface SuspendedProps {
  readonly snapshot: ClientSnapshot
  readonly send: ClientActor['send']
}

const Leave = ({ send }: Pick<SuspendedProps, 'send'>) => (
  <button type="button" class="button button-quiet" onClick={() => send({ type: 'depart' })}>
    {words.chat.actions.leave}
  </button>
)

export const Suspended = ({ snapshot, send }: SuspendedProps) => {
  const { suspension } = snapshot.context
  const until = suspendedUntil(snapshot.context)
  if (suspension === null || until === null)
    return (
      <FullPageNotice key="lifted" title={texts.liftedHeading}>
        <p>{texts.lifted}</p>
        <div class="actions">
          <button type="button" class="button" onClick={() => send({ type: 'find' })}>
            {words.chat.actions.find}
          </button>
          <Leave send={send} />
        </div>
      </FullPageNotice>
    )
  return (
    <FullPageNotice key="suspended" title={texts.heading}>
      <p>{texts[suspension.by]}</p>
      <Until until={until} />
      <TimeLeft until={until} />
      <a class="link" href="safety" target="_blank" rel="noreferrer">
        {safetyWords.dialog.more}
        <span class="unseen"> {words.chat.settings.newTab}</span>
      </a>
      <div class="actions">
        <Leave send={send} />
      </div>
    </FullPageNotice>
  )
}
