// What is said to a socket in one go leaves it in one write.

interface Writer {
  /** Writes what is to be written by now. */
  readonly flush: () => void
}

/**
 * A commit brings a socket several frames, and each write is a call of the kernel's: so they wait
 * until whatever is being done is done.
 */
export class WriteRound {
  #writers: Writer[] = []

  /** The writer is asked to write, once whatever is being done is done. */
  add(writer: Writer): void {
    this.#writers.push(writer)
    if (this.#writers.length === 1) queueMicrotask(this.#flush)
  }

  readonly #flush = (): void => {
    const writers = this.#writers
    this.#writers = []
    for (const writer of writers) writer.flush()
  }
}
