// What the debugger's page remembers from one log to the next.
import { useState } from 'preact/hooks'

export interface Remembered {
  /** Whether keys of one character do something: whoever speaks to the browser types them unawares. */
  readonly characterKeys: boolean
  /** By their names, in percent: panels, of what they share; charts, of their own size, 0 where they are to fit. */
  readonly sizes: Readonly<Record<string, number>>
}

const atFirst: Remembered = { characterKeys: true, sizes: {} }

/** A second debugger has another port, and with it another storage: cookies are of the machine. */
const cookieName = 'passerby-debugger'

const secondsKept = 31_536_000

/** What was remembered; whatever of it cannot be read is as at first. */
export const remembered = (): Remembered => {
  const found = document.cookie.split('; ').find((cookie) => cookie.startsWith(`${cookieName}=`))
  return found === undefined ? atFirst : rememberedIn(found.slice(cookieName.length + 1))
}

export const rememberedIn = (text: string): Remembered => {
  try {
    const { characterKeys, sizes } = JSON.parse(decodeURIComponent(text))
    const numbers = Object.entries(sizes ?? {}).filter(([, size]) => typeof size === 'number')
    return {
      characterKeys: characterKeys !== false,
      sizes: Object.fromEntries(numbers) as Remembered['sizes'],
    }
  } catch {
    return atFirst
  }
}

/** The size of that name; `otherwise` where it was left as it is at first. */
export const useSize = (
  name: string,
  otherwise: number,
): readonly [size: number, resize: (size: number) => void] => {
  const [size, setSize] = useState(() => remembered().sizes[name] ?? otherwise)
  const resize = (next: number) => {
    setSize(next)
    remember({ sizes: { ...remembered().sizes, [name]: next } })
  }
  return [size, resize]
}

export const remember = (change: Partial<Remembered>): void => {
  const text = encodeURIComponent(JSON.stringify({ ...remembered(), ...change }))
  // biome-ignore lint/suspicious/noDocumentCookie: the other way to it is not in every browser.
  document.cookie = `${cookieName}=${text}; max-age=${secondsKept}; path=/; samesite=strict`
}
