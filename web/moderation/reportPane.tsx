// One report: what is known of it, what was said, and what can be decided.
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { ReportAnswer, ShownMessage } from '../../src/moderation/page/pageTypes.ts'
import { counted } from '../replay/labels/formatting.ts'
import { type DecisionAsked, decisionsAsked } from './decisions.ts'
import { placesWords, reasonWords, span } from './reportList.tsx'

/** `21:04:11`, in UTC as the log has it. */
const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 19)

const Message = ({ message }: { message: ShownMessage }) => {
  const { from, text, at } = message
  const isReported = from === 'reported'
  return (
    <li class={isReported ? 'said said-reported' : 'said'}>
      <p class="said-by">
        <b>{isReported ? 'Reported' : 'Reporter'}</b>
        {at !== null && <span> {timeOf(at)} UTC</span>}
      </p>
      <p class="said-text" dir="auto">
        {text}
      </p>
    </li>
  )
}

const Conversation = ({ report }: { report: ReportAnswer }) => {
  const { content, fault, messages } = report
  if (content === null) return <p class="docket-fault">{fault}</p>
  const { note, leftOut, transcript } = content
  return (
    <>
      <h3>The reporter’s note</h3>
      {note === '' ? (
        <p class="quiet">None.</p>
      ) : (
        <p class="said-text" dir="auto">
          {note}
        </p>
      )}
      <h3>The conversation</h3>
      <p class="quiet">
        {transcript.length === 0
          ? messages === 0
            ? 'Nobody wrote a word.'
            : 'The reporter sent none of its words along.'
          : `${counted(messages ?? transcript.length, 'message')}.`}
        {leftOut > 0 &&
          transcript.length > 0 &&
          ` The first ${leftOut} are not kept: only the newest 48 kB.`}
      </p>
      <ol class="conversation">
        {transcript.map((message) => (
          <Message key={message.n} message={message} />
        ))}
      </ol>
    </>
  )
}

const Facts = ({ report, now }: { report: ReportAnswer; now: number }) => (
  <dl class="facts">
    <div>
      <dt>Reported</dt>
      <dd>{span(now - report.at)} ago</dd>
    </div>
    <div>
      <dt>Erased by itself in</dt>
      <dd>{span(report.until - now)}</dd>
    </div>
    <div>
      <dt>Reported today, with proof, from</dt>
      <dd>{placesWords(report.places)}</dd>
    </div>
  </dl>
)

interface ReportPaneProps {
  readonly report: ReportAnswer
  readonly now: number
  readonly askFor: (asked: DecisionAsked) => void
  readonly close: () => void
}

/** The heading takes the focus when another report is read: so it is read out. */
export const ReportPane = ({ report, now, askFor, close }: ReportPaneProps) => {
  const title = useRef<HTMLHeadingElement>(null)
  const { number, reason, proven, means } = report
  useLayoutEffect(() => title.current?.focus(), [number])
  return (
    <article class="report" aria-labelledby="report-heading">
      {/* What scrolls can be reached by keyboard. */}
      <section class="report-read" tabIndex={0} aria-labelledby="report-heading">
        <button type="button" class="link report-back" onClick={close}>
          Back to the list
        </button>
        <h2 id="report-heading" ref={title} tabIndex={-1}>
          #{number} {reasonWords[reason]}, {proven ? 'proven' : 'not proven'}
        </h2>
        <p>{means}</p>
        <Facts report={report} now={now} />
        <Conversation report={report} />
      </section>
      <footer class="report-decide actions">
        {decisionsAsked.map((asked) => (
          <button
            key={asked.key}
            type="button"
            class="button button-quiet"
            aria-keyshortcuts={asked.key.toUpperCase()}
            onClick={() => askFor(asked)}
          >
            {asked.label}
          </button>
        ))}
      </footer>
    </article>
  )
}
