// What is loaded once the page stands, and drawn as soon as it is there: it weighs on no first load.
import { useEffect, useState } from 'preact/hooks'

/** Null until it is there; what could not be loaded is tried again by `reload`. */
export const useLoaded = <A>(load: () => Promise<A>): [loaded: A | null, reload: () => void] => {
  const [loaded, setLoaded] = useState<A | null>(null)
  const reload = () => {
    if (loaded !== null) return
    load().then(
      (fresh) => setLoaded(() => fresh),
      () => undefined,
    )
  }
  useEffect(reload, [])
  return [loaded, reload]
}
