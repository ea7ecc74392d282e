// Where a test that is written by the debugger finds the words it is written in.
import { dirname, join, relative, resolve } from 'node:path'
import { root } from '../../root.ts'

const tests = join(root, 'test')

/** The path from a test to its words; null for a file that the tests' runner would not find. */
export const kitFrom = (file: string): string | null => {
  const path = resolve(file)
  if (!file.endsWith('.test.ts') || relative(tests, path).startsWith('..')) return null
  const kit = relative(dirname(path), join(tests, 'kit/recorded.ts'))
  return kit.startsWith('.') ? kit : `./${kit}`
}
