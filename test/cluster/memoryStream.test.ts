// The stream in memory is one as good as any.
import { MemoryServers, type Path, plainPath } from '../kit/memoryStream.ts'
import { streamContract } from './streamContract.ts'

const inMemory = (path: () => Path) => async () => {
  const servers = new MemoryServers()
  const shared = () => ({ stream: servers.stream(path()), cabinet: servers.cabinet(path()) })
  const letGo = async (upTo: number) => servers.letGo(upTo)
  return { one: shared(), other: shared(), letGo, close: async () => {} }
}

streamContract(
  'in memory',
  inMemory(() => plainPath),
)

/** Every second way takes longer. */
const unevenPath = (): Path => {
  let asked = 0
  const soon = (then: () => void) => {
    asked += 1
    if (asked % 2 === 0) setImmediate(then)
    else queueMicrotask(then)
  }
  return {
    ask: async (done) => {
      await new Promise<void>(soon)
      const given = await plainPath.ask(done)
      await new Promise<void>(soon)
      return given
    },
    tell: soon,
  }
}

streamContract('in memory, uneven ways from it', inMemory(unevenPath))
