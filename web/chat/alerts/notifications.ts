// Tells a visitor whose window is not in front; nobody is asked for leave but by their own press.
import { words } from '../../words/words.ts'
import { type Choice, createChoice } from './choice.ts'

/** What there is to tell. */
export interface News {
  readonly partner: string
  /** How many messages nobody has looked at; 0: it is the match that is new. */
  readonly messages: number
  /** The last of them. */
  readonly text: string
}

/** `denied`: by the browser; `impossible`: it can show none from this page. */
export type NotificationState = 'off' | 'on' | 'denied' | 'impossible'

export interface Notifications extends Pick<Choice, 'subscribe'> {
  readonly state: () => NotificationState
  /** Switches them; the browser may ask the visitor. */
  readonly setOn: (on: boolean) => Promise<void>
  /** Whether a notification shows what was said, and by whom. */
  readonly quotes: Choice
  readonly tell: (news: News) => void
  /** Takes back what was told: it has been seen. */
  readonly close: () => void
}

/** One at a time: a newer one takes its place. */
const tag = 'passerby'

const sentenceOf = ({ messages }: News): string =>
  messages === 0 ? words.chat.alerts.matched : words.chat.alerts.messages(messages)

const contentOf = (news: News, isQuoting: boolean) => ({
  title: isQuoting ? news.partner : words.chat.title,
  options: {
    body: isQuoting && news.messages > 0 ? news.text : sentenceOf(news),
    tag,
    icon: 'icon-192.png',
    lang: document.documentElement.lang,
  },
})

export const createNotifications = (page: Window, storage: () => Storage): Notifications => {
  const wanted = createChoice(storage, 'passerby.notifications')
  const quotes = createChoice(storage, 'passerby.quotes')
  let shown: Notification | null = null

  const state = (): NotificationState => {
    if (!('Notification' in page)) return 'impossible'
    if (Notification.permission === 'denied') return 'denied'
    return wanted.isOn() && Notification.permission === 'granted' ? 'on' : 'off'
  }
  const setOn = async (on: boolean) => {
    const isAllowed = on && 'Notification' in page && (await Notification.requestPermission())
    wanted.setOn(isAllowed === 'granted')
  }
  const tell = (news: News) => {
    if (state() !== 'on') return
    const { title, options } = contentOf(news, quotes.isOn())
    try {
      shown = new Notification(title, options)
      shown.onclick = () => {
        page.focus()
        shown?.close()
      }
    } catch {
      // Phones leave it to the service worker, which answers the press too.
      withWorker((worker) => worker.showNotification(title, options))
    }
  }
  const close = () => {
    shown?.close()
    if (shown === null && state() === 'on') withWorker(closeAll)
    shown = null
  }
  return { state, setOn, quotes, tell, close, subscribe: wanted.subscribe }
}

/** Nothing, where there is none: on a line that is not encrypted. */
const withWorker = async (act: (worker: ServiceWorkerRegistration) => Promise<unknown>) => {
  const worker = await navigator.serviceWorker?.getRegistration().catch(() => undefined)
  if (worker !== undefined) await act(worker).catch(() => undefined)
}

const closeAll = async (worker: ServiceWorkerRegistration): Promise<void> => {
  for (const notification of await worker.getNotifications({ tag })) notification.close()
}
