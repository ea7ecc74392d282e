// Shows the offline page where a page cannot be had, and keeps that page alone: no word of anybody.

/** What the offline page is made of; the build writes it in, relative to this script. */
declare const offlineFiles: readonly string[]

/** Differs for every build; the build writes it in. */
declare const buildVersion: string

/** Whoever waited longer for a page than this is told that the line is bad. */
const answerMsMax = 10_000

interface Extended extends Event {
  readonly waitUntil: (work: Promise<unknown>) => void
}

interface Fetching extends Extended {
  readonly request: Request
  /** The page, asked for while this script was still waking up; undefined where browsers cannot. */
  readonly preloadResponse: Promise<Response | undefined>
  readonly respondWith: (answer: Promise<Response>) => void
}

interface Pressed extends Extended {
  readonly notification: Notification
}

interface Tab {
  readonly url: string
  readonly focus: () => Promise<unknown>
}

/** Of the scope of a service worker, what is used here: the DOM's types have none. */
interface WorkerScope {
  readonly registration: ServiceWorkerRegistration
  readonly skipWaiting: () => Promise<void>
  readonly clients: {
    readonly claim: () => Promise<void>
    readonly matchAll: (wish: object) => Promise<readonly Tab[]>
    readonly openWindow: (url: string) => Promise<unknown>
  }
  readonly addEventListener: {
    (type: 'install' | 'activate', listener: (event: Extended) => void): void
    (type: 'fetch', listener: (event: Fetching) => void): void
    (type: 'notificationclick', listener: (event: Pressed) => void): void
  }
}

const worker = self as unknown as WorkerScope
const base = worker.registration.scope

/** Two servers on one host, each below its own path, share the browser's caches. */
const ourCaches = `passerby ${base} `
const cacheName = ourCaches + buildVersion

const kept = offlineFiles.map((file) => new URL(file, base).href)

const keepOfflinePage = async (): Promise<void> => {
  const cache = await caches.open(cacheName)
  await cache.addAll(kept)
  // No page depends on which of us it has: a chat under way does not notice.
  await worker.skipWaiting()
}

const takeOver = async (): Promise<void> => {
  const names = await caches.keys()
  const former = names.filter((name) => name.startsWith(ourCaches) && name !== cacheName)
  await Promise.all(former.map((name) => caches.delete(name)))
  await worker.registration.navigationPreload?.enable()
  await worker.clients.claim()
}

/** It may stand for an address that is several folders deep: what it loads is named in full. */
const offlinePage = async (): Promise<Response> => {
  const page = await caches.match(new URL('offline.html', base), { cacheName })
  if (page === undefined) return Response.error()
  const html = (await page.text()).replaceAll('"./', `"${new URL(base).pathname}`)
  const headers = new Headers(page.headers)
  headers.delete('Content-Encoding')
  return new Response(html, { status: 503, headers })
}

const late = (): Promise<null> => new Promise((tell) => setTimeout(() => tell(null), answerMsMax))

const pageOrOffline = async ({ request, preloadResponse }: Fetching): Promise<Response> => {
  const asked = async () => (await preloadResponse) ?? fetch(request)
  const answer = await Promise.race([asked().catch(() => null), late()])
  return answer ?? offlinePage()
}

const keptOrAsked = async (request: Request): Promise<Response> =>
  (await caches.match(request, { cacheName })) ?? fetch(request)

/** A press on a notification leads to the chat that it came from. */
const showChat = async (): Promise<unknown> => {
  const chat = new URL('chat', base).href
  const tabs = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const tab = tabs.find(({ url }) => url.startsWith(chat))
  return tab === undefined ? worker.clients.openWindow(chat) : tab.focus()
}

worker.addEventListener('install', (event) => event.waitUntil(keepOfflinePage()))
worker.addEventListener('activate', (event) => event.waitUntil(takeOver()))
worker.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') return
  if (request.mode === 'navigate') event.respondWith(pageOrOffline(event))
  else if (kept.includes(request.url)) event.respondWith(keptOrAsked(request))
})
worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(showChat())
})
