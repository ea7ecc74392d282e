// Starts the writer's thread. It needs nothing that takes time to load, so that it can come first.
import { Worker } from 'node:worker_threads'

/** What a batch leaves behind is garbage at once, so that room for a few is enough. */
const youngMegabytesMax = 8

/**
 * It keeps some 1.5 kB of whoever is here, so this is enough for 300,000. V8 lets a heap that may
 * become as large as the machine grow fourfold before it looks for garbage: pages that the kernel
 * has to clear, for nothing.
 */
const oldMegabytesMax = 512

/** The thread, once it has loaded its program; null where that cannot run. It has opened nothing. */
export type WriterLoading = Promise<Worker | null>

/** Starts a thread that runs the program of a writer, and opens nothing until it is told what. */
export const startWriter = (program: URL): WriterLoading =>
  new Promise((resolve) => {
    const resourceLimits = {
      maxYoungGenerationSizeMb: youngMegabytesMax,
      maxOldGenerationSizeMb: oldMegabytesMax,
    }
    const thread = new Worker(program, { name: 'writer', resourceLimits })
    thread.once('message', () => resolve(thread))
    thread.once('error', () => resolve(null))
    thread.once('exit', () => resolve(null))
  })
