// A conversation that is opened in its midst, until all that was said before is here.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ConversationTranscript } from '../../../session/transcript.ts'

/** What comes in before such a pause, in milliseconds, belongs to what was said before. */
const restMs = 400

/** Who never pauses is shown all the same. */
const restlessMs = 2_000

/**
 * A long conversation comes in pages, one right after the other: the first is shown at once, the
 * rest as one, or the page would draw its way through all of it. From then on all is shown as it
 * comes. `wasSaidBefore` counts the messages that are no news.
 */
export const useCaughtUp = (transcript: ConversationTranscript) => {
  const [shown, setShown] = useState(transcript)
  const [isCaughtUp, setCaughtUp] = useState(transcript.length === 0)
  /** Also for the timers of an earlier picture. */
  const isOver = useRef(isCaughtUp)
  const latest = useRef(transcript)
  latest.current = transcript
  const catchUp = () => {
    if (isOver.current) return
    isOver.current = true
    setCaughtUp(true)
    setShown(latest.current)
  }
  useEffect(() => {
    const timer = setTimeout(catchUp, restlessMs)
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => {
    const timer = setTimeout(catchUp, restMs)
    return () => clearTimeout(timer)
  }, [transcript])
  return { transcript: isCaughtUp ? transcript : shown, wasSaidBefore: shown.length, isCaughtUp }
}
