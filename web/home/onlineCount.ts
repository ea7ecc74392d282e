// How many are here, as the server counts them.

/** Often enough to be true, seldom enough to be no load. */
const refreshMs = 20_000

/** What is said of `online` visitors, of whom `waiting` look for somebody: one short line. */
export const onlineText = (online: number, waiting: number): string => {
  if (online === 0) return 'Nobody here yet'
  return waiting === 0 ? `${online} here now` : `${online} here now, ${waiting} waiting`
}

const fetchOnlineText = async (): Promise<string | null> => {
  try {
    const answer = await fetch('api/stats')
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
    const words = await fetchOnlineText()
    shown.hidden = words === null
    if (words !== null && shown.textContent !== words) shown.textContent = words
  }
  setInterval(refresh, refreshMs)
  document.addEventListener('visibilitychange', refresh)
  refresh()
}
