// One of our command lines, as a process.
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface Around {
  /** Is shown the output so far, and may send a signal. */
  readonly seen?: (out: string, interrupt: () => void) => void
  readonly environment?: Readonly<Record<string, string>>
}

/** What was said without the ends of lines at which a terminal ends: its sentences as they are. */
export const unbroken = (said: string): string => said.replaceAll(/\n(?!$)/g, ' ')

/** Runs a program to its end. */
export const runProgram = (
  program: 'replay' | 'status',
  words: readonly string[],
  around?: Around,
): Promise<Ran> => runFile(`dist/${program}.js`, words, around)

/** The same by the path of its file, from the root. */
export const runFile = (
  path: string,
  words: readonly string[],
  { seen = () => {}, environment = {} }: Around = {},
): Promise<Ran> => {
  const file = resolve(import.meta.dirname, '../..', path)
  const child = spawn(process.execPath, [file, ...words], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += chunk
    seen(out, () => child.kill('SIGINT'))
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  return new Promise((settle) => child.once('close', (code) => settle({ code, out, err })))
}
