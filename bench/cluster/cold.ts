// How soon a world stands by that begins with a file copied from another, and the stream since.
import { join } from 'node:path'
import { openForReading } from '../../src/store/connection.ts'
import { removeFolder } from '../../src/trial/machine.ts'
import { drive } from '../generate.ts'
import { type Line, line, ms } from './lines.ts'
import { Cluster } from './machines.ts'

const users = 500

/** The last event that a file has. */
const headOf = (folder: string): number => {
  const database = openForReading(join(folder, 'passerby.db'))
  const seq = database.prepare('select seq from head').pluck().get() as number
  database.close()
  return seq
}

/** They come, and talk as fast as they can. */
const talk = async (cluster: Cluster, seconds: number): Promise<void> => {
  const steps = [{ kind: 'come' }, { kind: 'closed', outstanding: 2, seconds }] as const
  await drive({ ...cluster.door, watched: [], users, steps })
  await cluster.settled()
}

/** The cold world begins with that file, or with none; gives how long it took. */
const begun = async (cluster: Cluster, file: string | null) => {
  const part = cluster.cold
  const folder = part.folder as string
  removeFolder(folder)
  if (file !== null) cluster.copy(file, folder)
  const had = file === null ? 0 : headOf(folder)
  const tookMs = await cluster.beginLevel(part)
  const head = headOf((await cluster.worlds()).leading.folder as string)
  await cluster.strike(part, 'SIGKILL')
  return { had, since: head - had, tookMs }
}

/** So many times more is said since the file was copied. */
export const cold = async (
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
  say: (text: string) => void,
): Promise<readonly Line[]> => {
  const cluster = await Cluster.start()
  const how =
    'cold: from the start of its process until it stands by and is behind by no turn, nobody talking'
  const lines: Line[] = []
  const note = async (what: string, file: string | null) => {
    const { had, since, tookMs } = await begun(cluster, file)
    const of = `${what} of ${had} events, ${since} since`
    say(`cold: ${of}: ${ms(tookMs)}`)
    lines.push(line(of, tookMs, { shown: ms, how }))
  }
  try {
    await talk(cluster, seconds)
    const copy = await cluster.copied()
    await note('a file', copy)
    for (let round = 1; round <= rounds; round += 1) {
      await talk(cluster, seconds)
      await note('a file', copy)
    }
    await note('no file', null)
  } finally {
    await cluster.stop()
  }
  return lines
}
