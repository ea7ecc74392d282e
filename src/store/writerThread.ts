// Starts the writer's thread. It needs nothing that takes time to load, so that it can come first.
import { Worker } from 'node:worker_threads'

/** What a batch leaves behind is garbage at once, so that room for a few is enough. */
const youngMegabytesMax = 8

/** The thread, once it has loaded its program; null where that cannot run. It has opened nothing. */
export type WriterLoading = Promise<Worker | null>

/** Starts a thread that runs the program of a writer, and opens nothing until it is told what. */
export const startWriter = (program: URL): WriterLoading =>
  new Promise((resolve) => {
    const resourceLimits = { maxYoungGenerationSizeMb: youngMegabytesMax }
    const thread = new Worker(program, { name: 'writer', resourceLimits })
    thread.once('message', () => resolve(thread))
    thread.once('error', () => resolve(null))
    thread.once('exit', () => resolve(null))
  })
