// Where the built pages are; they are built where nobody has built them yet.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../root.ts'

const directory = join(root, 'web/dist')

/** The directory of the pages, this one of which is there. */
export const builtPages = (page: string): string => {
  if (!existsSync(join(directory, page))) {
    process.stderr.write('Building the page, once.\n')
    spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' })
  }
  return directory
}
