// Tells whoever has a visit already that they have, how long still, and leads back to it.
import { useEffect, useState } from 'preact/hooks'
import { minutesAndSeconds } from '../clock.ts'
import { ask } from '../question.tsx'
import { words } from '../words/words.ts'
import {
  askAgainIn,
  fetchOwnVisit,
  type Notice,
  noticeAfter,
  settleMs,
  wouldEnd,
} from './ownVisit.ts'

const { visit } = words.home

/** Asks the server at first, whenever the page is looked at anew, and while there is a notice. */
const useNotice = (): Notice | null => {
  const [notice, setNotice] = useState<Notice | null>(null)
  useEffect(() => {
    let last: Notice | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    let asked = 0
    const refresh = async () => {
      clearTimeout(timer)
      asked += 1
      const own = asked
      const answer = await fetchOwnVisit()
      if (own !== asked) return
      last = noticeAfter(last, answer, performance.now())
      setNotice(last)
      const ms = askAgainIn(last, performance.now())
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
  return notice
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
  if (notice.kind === 'over') return notice.isExpired ? visit.expired : visit.over
  return notice.kind === 'away' ? visit.away[notice.state] : visit.elsewhere[notice.state]
}

export const VisitNotice = () => {
  const notice = useNotice()
  const isShown = notice !== null && (notice.kind !== 'elsewhere' || notice.believed)
  return (
    <div class={isShown ? 'note visit' : 'visit-none'}>
      <p class="visit-words" role="status">
        {isShown ? sentenceOf(notice) : ''}
      </p>
      {isShown && notice.kind === 'away' && <TimeLeft endsAt={notice.endsAt} />}
      {isShown && notice.kind !== 'over' && (
        <a class="button" href="chat">
          {notice.kind === 'away' ? visit.back : visit.bring}
        </a>
      )}
    </div>
  )
}

/** Whether to join although a visit is there: asked only where joining would end something. */
export const askBeforeJoining = async (): Promise<boolean> => {
  let answer = await fetchOwnVisit()
  if (!wouldEnd(answer)) return true
  if (answer._tag === 'Here' && answer.visit.state !== 'chatting') {
    await new Promise((resolve) => setTimeout(resolve, settleMs))
    answer = await fetchOwnVisit()
  }
  if (answer._tag !== 'Here' || !wouldEnd(answer)) return true
  const isChatting = answer.visit.state === 'chatting'
  const { heading, text } = visit.question[isChatting ? 'chatting' : 'elsewhere']
  const choice = await ask({
    heading,
    children: <p>{text}</p>,
    first: { label: visit.question.back },
    second: visit.question.anew,
  })
  if (choice === 'first') location.assign('chat')
  return choice === 'second'
}
