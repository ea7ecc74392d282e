// What the debugger's page remembers from one log to the next.

export interface Remembered {
  /** Whether keys of one character do something: whoever speaks to the browser types them unawares. */
  readonly characterKeys: boolean
  /** Of panels that were made wider or higher, by their names, in percent of what they share. */
  readonly sizes: Readonly<Record<string, number>>
}

const atFirst: Remembered = { characterKeys: true, sizes: {} }

/** A debugger has another port each time, and with it another storage: cookies are of the machine. */
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

export const remember = (change: Partial<Remembered>): void => {
  const text = encodeURIComponent(JSON.stringify({ ...remembered(), ...change }))
  // biome-ignore lint/suspicious/noDocumentCookie: the other way to it is not in every browser.
  document.cookie = `${cookieName}=${text}; max-age=${secondsKept}; path=/; samesite=strict`
}
