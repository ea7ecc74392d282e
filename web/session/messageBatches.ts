// Messages that come in one burst, as thousands do when a long conversation is opened, as one event.
import type { ServerFrame } from '../../src/events/frames.ts'
import type { FrameEvent } from './events.ts'
import type { MessageFrame } from './transcript.ts'

/**
 * Passes frames on in their order: messages that arrived while the page was busy together, all
 * others one by one. `after` runs something once the page has taken in what has arrived by now.
 */
export const inBatches = (pass: (event: FrameEvent) => void, after: (run: () => void) => void) => {
  let batch: MessageFrame[] = []
  const flush = () => {
    const messages = batch
    batch = []
    if (messages.length > 0) pass({ type: 'messages', messages })
  }
  const take = (frame: ServerFrame) => {
    if (frame.type !== 'message') {
      flush()
      pass(frame)
      return
    }
    batch.push(frame)
    if (batch.length === 1) after(flush)
  }
  const drop = () => {
    batch = []
  }
  return { take, flush, drop }
}
