// The stream and the cabinet keep what they promise on one real NATS server.
import { describeOnNats } from '../kit/natsServers.ts'
import { onNats } from './onNats.ts'
import { streamContract } from './streamContract.ts'

describeOnNats('one NATS server', () => {
  const { openTwo } = onNats(1)
  streamContract('on it', openTwo)
})
