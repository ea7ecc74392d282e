// Times as the page writes them everywhere: one of another day than the log begins on says so.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { moment } from './formatting.ts'

/** When the log begins, in milliseconds of Unix time. */
export const BeganContext = createContext(0)

/** Writes a time in milliseconds of Unix time. */
export const useMoments = (): ((at: number) => string) => {
  const began = useContext(BeganContext)
  return (at) => moment(at, began)
}
