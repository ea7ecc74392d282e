// How many are here, as the server counts them.
import { fetchInTime } from '../fetchInTime.ts'
import { homeWords } from '../words/home/homeWords.ts'

/** Often enough to be true, seldom enough to be no load. */
const refreshMs = 20_000

/** What is said of `online` visitors, of whom `waiting` look for somebody: one short line. */
export const onlineText = (online: number, waiting: number): string => {
  if (online === 0) return homeWords.online.nobody
  return homeWords.online.some(online, waiting)
}

const fetchOnlineText = async (): Promise<string | null> => {
  try {
    const answer = await fetchInTime('api/stats')
    if (!answer.ok) return null
    const { online, waiting }: { online: unknown; waiting: unknown } = await answer.json()
    return Number.isInteger(online) && Number.isInteger(waiting)
      ? onlineText(Number(online), Number(waiting))
      : null
  } catch {
    return null
  }
}

/** Shows the count and keeps it true while the page is looked at; hides it when nobody answers. */
export const showOnlineCount = (shown: HTMLElement): void => {
  const refresh = async () => {
    if (document.hidden) return
    const text = await fetchOnlineText()
    shown.hidden = text === null
    if (text !== null && shown.textContent !== text) shown.textContent = text
  }
  setInterval(refresh, refreshMs)
  document.addEventListener('visibilitychange', refresh)
  refresh()
}
