// Which limit of the load tester's own side was hit, in words.

/** What the machine says of this process. */
export interface Vitals {
  /** Share of the time in which the event loop was busy since this was last asked, 0 to 1. */
  readonly utilisation: number
  /** CPU that the process used, in cores, since this was last asked. */
  readonly cores: number
  /** Bytes of the heap in use, and the most it may have. */
  readonly heapBytes: number
  readonly heapBytesMax: number
  /** Bytes that the process holds in memory. */
  readonly residentBytes: number
}

/** What a process of the load tester took. */
export interface ProcessFigures {
  /** CPU in cores: on average, and in the busiest second. */
  readonly cores: number
  readonly coresMax: number
  /** Bytes that it held in memory, at most. */
  readonly residentBytes: number
}

/** A limit of this program or its machine; the figures of a run that hit one are not the server's. */
export interface Bottleneck {
  readonly name: 'files' | 'ports' | 'memory' | 'cpu' | 'machine' | 'schedule'
  readonly text: string
}

/** Busier than this, what is measured is this program and not the server. */
const utilisationMax = 0.9

/** Share of the heap's limit beyond which the collector takes over. */
const heapShareMax = 0.85

/** A schedule kept worse than this, at its 99th percentile, shows in the latencies. */
const lagMsMax = 50

/** What each error of the system means. */
const files = ['EMFILE', 'ENFILE']
const ports = ['EADDRNOTAVAIL', 'EADDRINUSE']
const memory = ['ENOMEM', 'ENOBUFS']

export class BottleneckDetector {
  #busySeconds = 0
  #starvedSeconds = 0
  #heapShare = 0
  readonly #processes: {
    cores: number
    seconds: number
    coresMax: number
    residentBytes: number
  }[] = []

  /** To be told once a second, of each process. */
  note({ utilisation, cores, heapBytes, heapBytesMax, residentBytes }: Vitals, process = 0): void {
    if (utilisation > utilisationMax) {
      if (cores > utilisationMax) this.#busySeconds += 1
      else this.#starvedSeconds += 1
    }
    this.#heapShare = Math.max(this.#heapShare, heapBytes / heapBytesMax)
    const known = this.#processes[process] ?? {
      cores: 0,
      seconds: 0,
      coresMax: 0,
      residentBytes: 0,
    }
    this.#processes[process] = {
      cores: known.cores + cores,
      seconds: known.seconds + 1,
      coresMax: Math.max(known.coresMax, cores),
      residentBytes: Math.max(known.residentBytes, residentBytes),
    }
  }

  /** Of all processes together. */
  get residentBytes(): number {
    return this.#processes.reduce((sum, { residentBytes }) => sum + residentBytes, 0)
  }

  get processes(): readonly ProcessFigures[] {
    return Array.from(this.#processes, (known) => {
      const { cores = 0, seconds = 1, coresMax = 0, residentBytes = 0 } = known ?? {}
      return { cores: cores / seconds, coresMax, residentBytes }
    })
  }

  get #coresMax(): number {
    return Math.max(0, ...this.processes.map(({ coresMax }) => coresMax))
  }

  /** `lagP99` in milliseconds. */
  hit(errors: ReadonlyMap<string, number>, lagP99: number | null): readonly Bottleneck[] {
    const count = (codes: readonly string[]) =>
      [...errors].reduce(
        (sum, [name, times]) => sum + (codes.some((code) => name.endsWith(code)) ? times : 0),
        0,
      )
    const found: Bottleneck[] = []
    const add = (name: Bottleneck['name'], isHit: boolean, text: string) => {
      if (isHit) found.push({ name, text })
    }
    add(
      'files',
      count(files) > 0,
      `${several(count(files), 'connection')} failed for want of open files: raise \`ulimit -n\`, or give more --processes`,
    )
    add(
      'ports',
      count(ports) > 0,
      `${several(count(ports), 'connection')} found no free port: give more --local-addresses`,
    )
    add(
      'memory',
      count(memory) > 0 || this.#heapShare > heapShareMax,
      `memory: the heap was ${percent(this.#heapShare)} full, ${several(count(memory), 'connection')} failed for it`,
    )
    add(
      'cpu',
      this.#busySeconds > 0,
      `the load tester's own CPU: over ${percent(utilisationMax)} of a core in ${several(this.#busySeconds, 'second')}, ${percent(this.#coresMax)} at most`,
    )
    add(
      'machine',
      this.#starvedSeconds > 0,
      `the machine's CPUs: in ${several(this.#starvedSeconds, 'second')} the load tester had work and did not get a core for it`,
    )
    add(
      'schedule',
      lagP99 !== null && lagP99 > lagMsMax,
      `the load tester kept its schedule badly: 1 in 100 tasks was over ${Math.round(lagP99 ?? 0)} ms late`,
    )
    return found
  }
}

/** `1 second`, `2 seconds`. */
const several = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`

const percent = (share: number): string => `${Math.round(share * 100)} %`
