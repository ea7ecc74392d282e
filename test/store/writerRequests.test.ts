// Questions to a writer whose thread ends: whoever asks is told why.
import { expect, it } from 'vitest'
import { WriterRequests } from '../../src/store/sqlite/writerRequests.ts'

/** Asked of a thread that never answers. */
const asking = () => {
  const requests = new WriterRequests({ postMessage: () => {}, on: () => {} })
  const why = async () => {
    const answer = await requests.read(1, 1)
    return 'failure' in answer ? answer.failure.message : 'answered'
  }
  return { requests, why }
}

it('a thread that ends by itself is the reason', async () => {
  const { requests, why } = asking()
  const waiting = why()
  requests.fail('its thread ended')
  expect([await waiting, await why()]).toEqual(['its thread ended', 'its thread ended'])
})

it('one that was told to close may end before its last word is heard: the log is closed', async () => {
  const { requests, why } = asking()
  const closed = requests.close()
  requests.fail('its thread ended')
  await closed
  expect(await why()).toBe('The log is closed')
})
