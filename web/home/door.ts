// Waits at the door with whoever was told to work or come back, and takes no for an answer.
import type { Challenge } from 'altcha-lib/types'
import { homeWords } from '../words/home/homeWords.ts'
import { words } from '../words/words.ts'
import type { Solving } from '../work/solve.ts'
import { takesLong } from '../work/takesLong.ts'

const tickMs = 1_000

/** What one takes along to the next try. */
export interface WaitOutcome {
  readonly altcha: string | null
}

interface Wait {
  readonly reason: string
  /** After so many seconds one may try again in any case. */
  readonly seconds: number
  /** What opens sooner, where something does. */
  readonly challenge: Challenge | null
}

/** Loaded where it is needed, which is seldom; null where it cannot be. */
const solving = async (
  challenge: Challenge,
  tell: (share: number) => void,
): Promise<Solving | null> => {
  try {
    const { solve } = await import('../work/solve.ts')
    return solve(challenge, tell)
  } catch {
    return null
  }
}

/** The door's parts, shown from now on until they are put away. */
const openDoor = (refuse: () => void) => {
  const part = (name: string) => document.getElementById(`door${name}`)
  const [door, said, time, stop, bar] = ['', '-reason', '-time', '-stop', '-work'].map(part)
  stop?.addEventListener('click', refuse)
  if (door != null) door.hidden = false
  return {
    say: (reason: string) => {
      // Said when it is in sight: what is hidden is not announced.
      if (said != null && said.textContent !== reason) said.textContent = reason
    },
    showTime: (seconds: number) => {
      if (time != null) time.textContent = homeWords.door.seconds(seconds)
    },
    /** Null: nothing is worked on. */
    showWork: (share: number | null) => {
      if (time != null) time.hidden = share !== null
      if (!(bar instanceof HTMLProgressElement)) return
      bar.hidden = share === null
      bar.value = share ?? 0
    },
    scroll: () => door?.scrollIntoView({ block: 'nearest' }),
    close: () => {
      stop?.removeEventListener('click', refuse)
      if (door != null) door.hidden = true
      if (bar != null) bar.hidden = true
    },
  }
}

/**
 * Until the time is over or the challenge is solved, whichever comes first; null once the visitor
 * would rather not wait.
 */
export const waitAtTheDoor = ({ reason, seconds, challenge }: Wait): Promise<WaitOutcome | null> =>
  new Promise((resolve) => {
    const until = performance.now() + seconds * 1_000
    let work: Solving | null = null
    let isOver = false
    const end = (left: WaitOutcome | null) => {
      if (isOver) return
      isOver = true
      clearInterval(timer)
      door.close()
      work?.stop()
      resolve(left)
    }
    const door = openDoor(() => end(null))
    const count = () => {
      const left = Math.ceil((until - performance.now()) / 1_000)
      door.showTime(left)
      if (left <= 0) end({ altcha: null })
    }
    const timer = setInterval(count, tickMs)
    const begin = async (asked: Challenge) => {
      door.showWork(0)
      door.say(takesLong(asked) ? words.work.longer : words.work.checking)
      const begun = await solving(asked, door.showWork)
      if (isOver) begun?.stop()
      work = begun
      const altcha = (await begun?.solution) ?? null
      if (altcha !== null) return end({ altcha })
      if (isOver) return
      door.showWork(null)
      door.say(words.work.unable)
    }
    if (challenge === null) door.say(reason)
    else begin(challenge)
    count()
    door.scroll()
  })
