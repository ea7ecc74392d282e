// Why a session waits, why two were matched, what ended a conversation: in sentences, as `--why` has them.
import { useEffect, useState } from 'preact/hooks'
import type { WhyResponse } from '../../../src/replay/api/apiTypes.ts'
import { fetchApi } from '../playhead/apiClient.ts'

/** It is asked once the playhead rests: what is stepped over need not be explained. */
const restMs = 120

interface Explained extends WhyResponse {
  /** What it was asked about. */
  readonly index: number
  readonly session: string | null
}

const useWhy = (index: number, session: string | null): Explained | null => {
  const [why, setWhy] = useState<Explained | null>(null)
  useEffect(() => {
    const leaving = new AbortController()
    const timer = setTimeout(() => {
      fetchApi('why', { index, session }, leaving.signal).then((result) => {
        if (result._tag === 'Answered') setWhy({ ...result.answer, index, session })
      })
    }, restMs)
    return () => {
      clearTimeout(timer)
      leaving.abort()
    }
  }, [index, session])
  return why?.session === session ? why : null
}

const titles: Readonly<Record<NonNullable<WhyResponse['kind']>, string>> = {
  match: 'Why these two',
  end: 'What ended it',
  waiting: 'Why it waits',
  idle: 'Why it is idle',
  chatting: 'Why it chats',
  absent: 'Why it is not here',
}

/** In the middle of a turn it is not so yet what is explained. */
const headingOf = (title: string, turnEnd: number | null): string =>
  turnEnd === null
    ? title
    : `By the end of its turn (event ${turnEnd}): ${title.charAt(0).toLowerCase()}${title.slice(1)}`

interface GoTo {
  readonly goTo: (index: number) => void
  readonly goToSeq: (seq: number) => void
}

/** A sentence whose events can be gone to. */
const Sentence = ({ words, goToSeq }: { words: string } & Pick<GoTo, 'goToSeq'>) => (
  <>
    {words.split(/\b(event \d+)/).map((part) => {
      const seq = /^event (\d+)$/.exec(part)?.[1]
      if (seq === undefined) return part
      return (
        <button key={part} type="button" class="why-event" onClick={() => goToSeq(Number(seq))}>
          {part}
        </button>
      )
    })}
  </>
)

const isCount = (words: string): boolean => words.startsWith(' ')

export interface WhyCardProps extends GoTo {
  readonly index: number
  /** Null: the event itself is to be explained. */
  readonly session: string | null
  readonly label: string
}

export const WhyCard = ({ index, session, label, goTo, goToSeq }: WhyCardProps) => {
  const why = useWhy(index, session)
  // What an event was is over with the next; where a session is may go on.
  const isOld = why !== null && why.index !== index
  if (why === null || why.kind === null || (isOld && session === null)) return null
  const { match } = why
  return (
    <section class="why" tabIndex={0} aria-label={label} aria-busy={isOld} data-why={why.kind}>
      <h3>{headingOf(titles[why.kind], why.turnEnd)}</h3>
      {why.words.map((words) => (
        <p key={words} class={isCount(words) ? 'why-count' : undefined}>
          <Sentence words={words} goToSeq={goToSeq} />
        </p>
      ))}
      {match !== null && (
        <button type="button" class="toggle" onClick={() => goTo(match)}>
          Why these two
        </button>
      )}
    </section>
  )
}
