// Has the offline page kept, once everything that the visitor came for is there.

/** To be called by pages that lie where `worker.js` does. */
export const registerWorker = (window: Window): void => {
  // Browsers have none where the line is not encrypted.
  if (!('serviceWorker' in window.navigator)) return
  const { serviceWorker } = window.navigator
  const register = () => serviceWorker.register('worker.js').catch(() => undefined)
  if (window.document.readyState === 'complete') register()
  else window.addEventListener('load', register, { once: true })
}
