// The reports that wait, the worst first.
import type { ReportAnswer, ReportsAnswer } from '../../src/moderation/page/pageTypes.ts'
import { counted, formatDuration } from '../replay/labels/formatting.ts'
import { NamedIcon } from '../replay/labels/icons.tsx'
import type { ReportDocket } from './reportDocket.ts'

/** What people reported, in words. */
export const reasonWords: Readonly<Record<ReportAnswer['reason'], string>> = {
  sexual: 'Sexual content',
  minor: 'A minor',
  harassment: 'Harassment',
  threat: 'A threat',
  spam: 'Spam',
  other: 'Something else',
}

/** Spans by the minute: nobody counts the seconds of a day. */
export const span = (ms: number): string =>
  ms < 60_000 ? 'a minute' : formatDuration(ms).replace(/(min) \d+ s$/, '$1')

export const placesWords = (places: number): string =>
  places === 0 ? 'no place yet' : counted(places, 'place')

/** Where the focus is once a report is closed. */
export const rowId = (number: number): string => `row-${number}`

type Listed = ReportsAnswer['reports'][number]

interface RowProps {
  readonly report: Listed
  readonly now: number
  readonly isSelected: boolean
  readonly select: () => void
}

const Row = ({ report, now, isSelected, select }: RowProps) => {
  const { number, reason, isUrgent, proven, at, until, places, messages } = report
  return (
    <li>
      <button
        type="button"
        id={rowId(number)}
        class="row"
        aria-current={isSelected ? 'true' : undefined}
        onClick={select}
      >
        <span class="row-head">
          {isUrgent && (
            <>
              <NamedIcon name="fault" />
              <span class="unseen">Urgent:</span>
            </>
          )}
          <b>{reasonWords[reason]}</b>
          <span class="row-number">#{number}</span>
        </span>
        <span class="row-facts">
          <span>{proven ? 'proven' : 'not proven'}</span>
          <span>{placesWords(places)}</span>
          <span>{messages === null ? 'cannot be opened' : counted(messages, 'message')}</span>
        </span>
        <span class="row-facts">
          <span>{span(now - at)} ago</span>
          <span>erased in {span(until - now)}</span>
        </span>
      </button>
    </li>
  )
}

export const ReportList = ({ docket, listed }: { docket: ReportDocket; listed: ReportsAnswer }) => {
  const { reports, total, now, faults } = listed
  return (
    <nav class="rows" aria-label="Reports that wait, the worst first">
      {faults.map((fault) => (
        <p key={fault} class="docket-note">
          {fault}
        </p>
      ))}
      <ol>
        {reports.map((report) => (
          <Row
            key={report.number}
            report={report}
            now={now}
            isSelected={docket.state.selected === report.number}
            select={() => void docket.select(report.number)}
          />
        ))}
      </ol>
      {total > reports.length && (
        <p class="docket-note">{counted(total - reports.length, 'more report')} after these.</p>
      )}
    </nav>
  )
}
