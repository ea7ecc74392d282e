// The machines of another checkout of this project: a folder, or what git has under a name.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Result } from 'effect'
import type { LogEvent } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import { root } from '../../root.ts'

/** Actors of another version, which take a log from its beginning. */
export interface Machines {
  readonly fold: (event: LogEvent) => void
  /** The actor's public state as plain data; null if it does not live. */
  readonly stateOf: (actor: ActorId) => unknown
}

/** There are none to be had; `message` says why, and what to do. */
export interface NoMachines {
  readonly _tag: 'NoMachines'
  readonly message: string
}

const noMachines = (message: string): Result.Result<never, NoMachines> =>
  Result.fail({ _tag: 'NoMachines', message })

/** A folder goes before a name in git. What is checked out for it is removed again at once. */
export const machinesOf = async (named: string): Promise<Result.Result<Machines, NoMachines>> => {
  if (statSync(named, { throwIfNoEntry: false })?.isDirectory()) {
    return loaded(resolve(named), named)
  }
  const commit = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${named}^{commit}`)
  if (commit === null) {
    return noMachines(`${named} is no folder, and git knows no commit of that name.`)
  }
  const folder = join(mkdtempSync(join(tmpdir(), 'passerby-against-')), 'checkout')
  try {
    if (git('worktree', 'add', '--detach', folder, commit.trim()) === null) {
      return noMachines(`${named} cannot be checked out by git into ${folder}.`)
    }
    return await linkedAndLoaded(folder, named)
  } finally {
    git('worktree', 'remove', '--force', folder)
    rmSync(resolve(folder, '..'), { recursive: true, force: true })
  }
}

const linkedAndLoaded = async (
  folder: string,
  named: string,
): Promise<Result.Result<Machines, NoMachines>> => {
  if (lockOf(folder) !== lockOf(root)) {
    return noMachines(
      `${named} has other dependencies (package-lock.json): check it out, run npm ci there, and name the folder.`,
    )
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return loaded(folder, named)
}

const lockOf = (folder: string): string | null => {
  const file = join(folder, 'package-lock.json')
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

/** What git says; null where it fails. */
const git = (...words: string[]): string | null => {
  const { status, stdout } = spawnSync('git', words, { cwd: root, encoding: 'utf8' })
  return status === 0 ? stdout : null
}

/** As every version has them since there is this folder. */
interface Modules {
  readonly ActorSystem: new () => {
    readonly fold: (event: LogEvent) => unknown
    readonly find: (actor: ActorId) => unknown
  }
  readonly publicStateOf: (cell: unknown) => unknown
}

const files = ['src/actors/engine/actorSystem.ts', 'src/replay/timeline/publicState.ts']

const loaded = async (
  folder: string,
  named: string,
): Promise<Result.Result<Machines, NoMachines>> => {
  const missing = files.find((file) => !existsSync(join(folder, file)))
  if (missing !== undefined) {
    return noMachines(`${named} has no ${missing}: it is no checkout of this project, or too old.`)
  }
  try {
    const [actors, states] = await Promise.all(
      files.map((file) => import(/* @vite-ignore */ pathToFileURL(join(folder, file)).href)),
    )
    return Result.succeed(machinesIn({ ...actors, ...states } as Modules))
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error))
    const [first] = message.split('\n')
    return noMachines(`The machines of ${named} cannot be loaded (${first}): run npm ci there.`)
  }
}

const machinesIn = ({ ActorSystem, publicStateOf }: Modules): Machines => {
  const actorSystem = new ActorSystem()
  return {
    fold: (event) => {
      actorSystem.fold(event)
    },
    stateOf: (actor) => {
      const cell = actorSystem.find(actor) ?? null
      return cell === null ? null : JSON.parse(JSON.stringify(publicStateOf(cell)))
    },
  }
}
