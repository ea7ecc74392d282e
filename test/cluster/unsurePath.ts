// A way to the servers on which a test decides what becomes of each request.
import { type Path, plainPath, unanswered } from '../kit/memoryStream.ts'

/**
 * What becomes of a request. `lost`: it never gets there. `unheard`: it is done, and nobody hears of it.
 * `late`: nobody hears of it, and it gets there when the test says. `twice`: it gets there twice.
 * `held`: it gets there and is answered when the test says.
 */
export type Fate = 'plain' | 'lost' | 'unheard' | 'late' | 'twice' | 'held'

export const unsurePath = () => {
  const fates: Fate[] = []
  let waiting: (() => void)[] = []
  const arriving = (): Promise<void> => new Promise((resolve) => waiting.push(resolve))
  const path: Path = {
    tell: plainPath.tell,
    ask: async (done) => {
      const fate = fates.shift() ?? 'plain'
      if (fate === 'lost') return unanswered
      if (fate === 'late') {
        void arriving().then(done)
        return unanswered
      }
      if (fate === 'held') await arriving()
      const given = await plainPath.ask(done)
      if (fate === 'twice') done()
      return fate === 'unheard' ? unanswered : given
    },
  }
  return {
    path,
    /** What becomes of the next requests; those after them are plain. */
    next: (...given: readonly Fate[]) => {
      fates.push(...given)
    },
    /** What is late or held gets there now. */
    arrive: async () => {
      const arrived = waiting
      waiting = []
      for (const arrives of arrived) arrives()
      await settled()
    },
  }
}

/** Everything that can be done at once is done. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate)
}
