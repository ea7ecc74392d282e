// Tells whoever has a visit already that they have, how long still, and leads back to it; or that it
// is over, and what of it was never sent.
import { useEffect, useRef, useState } from 'preact/hooks'
import { minutesAndSeconds } from '../clock.ts'
import { ask } from '../question.tsx'
import type { TabState } from '../session/tabStorage.ts'
import { UnsentWords } from '../unsentWords.tsx'
import { homeWords } from '../words/home/homeWords.ts'
import type { Consent } from './joinForm.ts'
import { lastVisitSentence } from './lastVisit.ts'
import {
  askAgainIn,
  fetchOwnVisit,
  mayStillArrive,
  type Notice,
  noticeAfter,
  settleMs,
  wouldEnd,
} from './ownVisit.ts'

const { visit } = homeWords

interface VisitNoticeProps {
  /** Why the last visit is over, where the address says so. */
  readonly lastVisit: string | null
  /** What the tab keeps of its visit. */
  readonly tabState: TabState
}

/** What is said of the visit, and whether what the tab wrote in it can no longer arrive. */
interface Told {
  readonly notice: Notice | null
  readonly isOver: boolean
}

/** Asks the server at first, whenever the page is looked at anew, and while there is a notice. */
const useNotice = (first: Notice | null, ofTab: string | null): Told => {
  const [told, setTold] = useState<Told>({ notice: null, isOver: false })
  useEffect(() => {
    let last: Told = { notice: first, isOver: first !== null }
    let timer: ReturnType<typeof setTimeout> | undefined
    let asked = 0
    // Only now: what is there from the beginning is not announced.
    setTold(last)
    const refresh = async () => {
      clearTimeout(timer)
      asked += 1
      const own = asked
      const answer = await fetchOwnVisit(ofTab)
      if (own !== asked) return
      const may = mayStillArrive(answer)
      const now = performance.now()
      last = {
        notice: noticeAfter(last.notice, answer, now, ofTab),
        isOver: may === null ? last.isOver : !may,
      }
      setTold(last)
      const ms = askAgainIn(last.notice, now)
      if (ms !== null && !document.hidden) timer = setTimeout(refresh, ms)
    }
    refresh()
    document.addEventListener('visibilitychange', refresh)
    addEventListener('pageshow', refresh)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', refresh)
      removeEventListener('pageshow', refresh)
    }
  }, [])
  return told
}

/** Counts by the time that runs, not by a clock that somebody may set. */
const TimeLeft = ({ endsAt }: { endsAt: number }) => {
  const [, setTicks] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setTicks((ticks) => ticks + 1), 1_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <p class="visit-time" role="timer" aria-live="off">
      {visit.left(minutesAndSeconds(endsAt - performance.now()))}
    </p>
  )
}

const sentenceOf = (notice: Notice): string => {
  if (notice.kind === 'lastVisit') return lastVisitSentence(notice.detail)
  if (notice.kind === 'over') return notice.isExpired ? visit.expired : visit.over
  return notice.kind === 'away' ? visit.away[notice.state] : visit.elsewhere[notice.state]
}

/**
 * Back from the chat, a browser scrolls to where the visitor was, which may be far from here; it
 * does so once the page is loaded. Whoever writes already is not torn from it.
 */
const bringIntoSight = (shown: Element | null): void => {
  const scroll = () => {
    if (document.querySelector('input:focus, textarea:focus') !== null) return
    // What was never sent stands below; where there is no room for both, why comes first.
    for (const it of [shown?.nextElementSibling, shown]) it?.scrollIntoView({ block: 'nearest' })
  }
  if (document.readyState === 'complete') scroll()
  else addEventListener('load', () => requestAnimationFrame(scroll), { once: true })
}

export const VisitNotice = ({ lastVisit, tabState }: VisitNoticeProps) => {
  const first: Notice | null = lastVisit === null ? null : { kind: 'lastVisit', detail: lastVisit }
  const { notice, isOver } = useNotice(first, tabState.visit)
  const isShown = notice !== null && (notice.kind !== 'elsewhere' || notice.believed)
  const shown = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isShown) bringIntoSight(shown.current)
  }, [isShown, isOver])
  return (
    <>
      <div ref={shown} class={isShown ? 'note visit' : 'visit-none'}>
        <p class="visit-words" role="status">
          {isShown ? sentenceOf(notice) : ''}
        </p>
        {isShown && notice.kind === 'away' && <TimeLeft endsAt={notice.endsAt} />}
        {isShown && (notice.kind === 'away' || notice.kind === 'elsewhere') && (
          <a class="button" href="chat">
            {notice.kind === 'away' ? visit.back : visit.bring}
          </a>
        )}
      </div>
      {isOver && <UnsentWords draft={tabState.draft} undelivered={tabState.pending} />}
    </>
  )
}

/** Whether to join although a visit is there: asked only where joining would end something. */
export const askBeforeJoining = async (): Promise<Consent> => {
  let answer = await fetchOwnVisit(null)
  if (answer._tag === 'Here' && wouldEnd(answer) && answer.visit.state !== 'chatting') {
    await new Promise((resolve) => setTimeout(resolve, settleMs))
    answer = await fetchOwnVisit(null)
  }
  if (answer._tag === 'Unreached') return 'unreached'
  if (answer._tag !== 'Here' || !wouldEnd(answer)) return 'given'
  const isChatting = answer.visit.state === 'chatting'
  const { heading, text } = visit.question[isChatting ? 'chatting' : 'elsewhere']
  const choice = await ask({
    heading,
    children: <p>{text}</p>,
    first: { label: visit.question.back },
    second: visit.question.anew,
  })
  if (choice === 'first') location.assign('chat')
  return choice === 'second' ? 'given' : 'refused'
}
