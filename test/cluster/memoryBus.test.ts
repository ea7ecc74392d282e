// The bus in memory, on which clusters are tried, keeps what a bus promises.
import { busContract, edgeNames } from './busContract.ts'
import { MemoryBus, type OnBus } from './memoryBus.ts'

const node = (name: string): OnBus => ({ name, enter: queueMicrotask })

busContract('in memory', async () => {
  const bus = new MemoryBus()
  return {
    worlds: [bus.world(node('one')), bus.world(node('other'))],
    edges: [bus.edge(node(edgeNames[0])), bus.edge(node(edgeNames[1]))],
    close: async () => {},
  }
})
