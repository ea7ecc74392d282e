// Before any test: what processes and browsers run is built from the sources as they are.
import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'

const build = resolve(import.meta.dirname, '../../build.ts')

export const setup = (): void => {
  execFileSync(process.execPath, [build], { stdio: ['ignore', 'ignore', 'inherit'] })
}
