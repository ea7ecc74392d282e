// What operators are told of an edge's line to the world.
import { gauge, Histogram } from '../../http/operators/metricsText.ts'
import type { EdgeEnd } from './edgeEnd.ts'

/** In seconds: from a line within a machine to a take-over. */
const hopBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** Measures how long commands take. */
export const lineMetrics = () => {
  const hops = new Histogram(hopBounds)
  return {
    answered: (ms: number) => hops.observe(ms),
    text: ({ isMet, epoch, unanswered }: Pick<EdgeEnd, 'isMet' | 'epoch' | 'unanswered'>) => [
      gauge('world_met', 'Whether a world leads that knows of this edge.', isMet ? 1 : 0),
      gauge('epoch', 'The newest epoch of which it has heard.', epoch),
      gauge('commands_unanswered', 'Commands that are not known to be done.', unanswered),
      hops.text('hop_seconds', 'How long it took until a command was known to be done.'),
    ],
  }
}
