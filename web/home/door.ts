// Waits at the door with whoever was told to come back: says for how long, and takes no for an answer.
import { homeWords } from '../words/home/homeWords.ts'

const tickMs = 1_000

/** Counts down; true when the time is over, false once the visitor would rather not wait. */
export const waitAtTheDoor = (reason: string, seconds: number): Promise<boolean> =>
  new Promise((resolve) => {
    const door = document.getElementById('door')
    const said = document.getElementById('door-reason')
    const time = document.getElementById('door-time')
    const stop = document.getElementById('door-stop')
    const until = performance.now() + seconds * 1_000
    const show = () => {
      const left = Math.ceil((until - performance.now()) / 1_000)
      if (time !== null) time.textContent = homeWords.door.seconds(left)
      if (left <= 0) end(true)
    }
    const timer = setInterval(show, tickMs)
    const end = (isOver: boolean) => {
      clearInterval(timer)
      stop?.removeEventListener('click', refuse)
      if (door !== null) door.hidden = true
      resolve(isOver)
    }
    const refuse = () => end(false)
    stop?.addEventListener('click', refuse)
    if (door !== null) door.hidden = false
    // Said when it is in sight: what is hidden is not announced.
    if (said !== null) said.textContent = reason
    show()
    door?.scrollIntoView({ block: 'nearest' })
  })
