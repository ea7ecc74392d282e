// How much time has passed in which both this side and the server could do something.

export class Attended {
  /** Of each process. */
  readonly #passed: number[] = []

  /** So many ms have passed in which nothing was held up, in one of so many processes. */
  passes(ms: number, process: number, processes: number): void {
    for (let index = 0; index < processes; index += 1) this.#passed[index] ??= 0
    this.#passed[process] = (this.#passed[process] ?? 0) + ms
  }

  /** In ms, since the beginning: what has passed in all processes. */
  get time(): number {
    return this.#passed.length === 0 ? 0 : Math.min(...this.#passed)
  }
}
