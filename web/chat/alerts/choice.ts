// Yes or no, as the visitor chose last: remembered, and told to whoever shows it.
import { useEffect, useState } from 'preact/hooks'

export interface Choice {
  readonly isOn: () => boolean
  readonly setOn: (on: boolean) => void
  /** Called at every choice; gives what ends it. */
  readonly subscribe: (told: () => void) => () => void
}

export const createChoice = (storage: () => Storage, key: string): Choice => {
  const listeners = new Set<() => void>()
  let on = false
  try {
    on = storage().getItem(key) === 'on'
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  const setOn = (isWanted: boolean) => {
    on = isWanted
    try {
      storage().setItem(key, isWanted ? 'on' : 'off')
    } catch {
      // As above.
    }
    for (const tell of listeners) tell()
  }
  const subscribe = (told: () => void) => {
    listeners.add(told)
    return () => listeners.delete(told)
  }
  return { isOn: () => on, setOn, subscribe }
}

/** What `read` gives, read again whenever the visitor chooses anew. */
export const useChosen = <A>({ subscribe }: Pick<Choice, 'subscribe'>, read: () => A): A => {
  const [value, setValue] = useState(read)
  useEffect(() => {
    const reread = () => setValue(read)
    reread()
    return subscribe(reread)
  }, [subscribe, read])
  return value
}
