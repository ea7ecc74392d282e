// What is measured of a server, each on a process that has done nothing before.
import type { LoadResult } from '../src/load/measures/loadResult.ts'
import type { Standing } from '../src/load/visitors/moments.ts'
import { play } from './play.ts'
import { type Cpu, type ServerName, type ServerProcess, start, tidy } from './process.ts'

const on = async <A>(
  name: ServerName,
  what: (server: ServerProcess) => Promise<A>,
  environment: Readonly<Record<string, string>> = {},
): Promise<A> => {
  const server = await start(name, environment)
  try {
    return await what(server)
  } finally {
    await server.stop()
  }
}

const talking = { users: 1_000, ramp: 1_000, settle: 2 }

export interface Talk {
  /** CPU microseconds of a message, sent, delivered and acknowledged. */
  readonly cpu: Cpu
  /** How many were delivered a second. */
  readonly rate: number
  readonly latencies: LoadResult['latencies']
  readonly faults: number
  /** Whether the load tester itself was what held the rate down. */
  readonly isTesterFull: boolean
}

/** A thousand users in conversations, `rate` messages a second in all, for so many seconds. */
export const talk = (name: ServerName, rate: number, seconds = 5): Promise<Talk> =>
  on(name, async (server) => {
    const { users, ramp, settle } = talking
    const looks: { readonly at: number; readonly cpu: Cpu; readonly delivered: number }[] = []
    const { result } = await play(
      server,
      { users, ramp, duration: settle + seconds, messagesPerMinute: (rate * 60) / users },
      {
        look: (second, { measures }) => {
          if (second < users / ramp + settle || second > users / ramp + settle + seconds) return
          // Until then they came, and compilers warmed up.
          if (looks.length === 0) measures.restart()
          const at = performance.now()
          looks.push({ at, cpu: server.cpu(), delivered: measures.counts.delivered })
        },
      },
    )
    const [first, last] = [looks[0], looks.at(-1)]
    if (first === undefined || last === undefined) throw new Error('the run was too short')
    const delivered = last.delivered - first.delivered
    return {
      cpu: each(first.cpu, last.cpu, delivered),
      rate: delivered / ((last.at - first.at) / 1_000),
      latencies: result.latencies,
      faults: result.referee.faultsTotal,
      isTesterFull: result.bottlenecks.length > 0,
    }
  })

/** So long until they are idle: all that was to happen when a grace is over has happened by then. */
const filling = { ramp: 2_000, settle: 26 }

const crowding = { ramp: 2_000, settle: 2 }

/** What a start leaves behind is not the users', and is collected first. */
const rest = () => new Promise<void>((resolve) => setTimeout(resolve, 3_000))

/** Bytes of memory of a user who is matched and says nothing, with so many of them. */
export const memoryOfUser = (name: ServerName, users: number): Promise<number> =>
  on(
    name,
    async (server) => {
      await rest()
      const before = server.memory()
      let bytes = 0
      const { ramp, settle } = filling
      await play(
        server,
        { users, ramp, duration: settle, messagesPerMinute: 0 },
        {
          look: (_, { gauges }) => {
            if (gauges.chatting >= users * 0.99)
              bytes = (server.memory() - before) / gauges.chatting
          },
        },
      )
      return bytes
    },
    tidy,
  )

export interface Crowd {
  readonly connected: number
  readonly seconds: number
  readonly rate: number
  /** Seconds; p99 of the server's event loop while they talked. */
  readonly loopDelay: number
  readonly latencies: LoadResult['latencies']
  readonly faults: number
  readonly errors: number
}

/** As many users as one process may have files open, talking for so many seconds. */
export const crowd = (users: number, rate: number, seconds: number): Promise<Crowd> =>
  on('passerby', async (server) => {
    const { ramp, settle } = crowding
    let loopDelay = 0
    let connected = 0
    const ask = async (): Promise<number> => {
      const text = await (await fetch(server.metricsAddress())).text()
      return Number(/^passerby_event_loop_delay_seconds (\S+)$/m.exec(text)?.[1])
    }
    const begins = users / ramp + settle
    const look = (second: number, { gauges }: Standing) => {
      connected = Math.max(connected, gauges.connections)
      // The first answer is of the ramp; the last of the talk alone.
      if (second === Math.ceil(begins)) ask()
      if (second === Math.floor(begins + seconds - 1)) {
        ask().then((delay) => {
          loopDelay = delay
        })
      }
    }
    const { result } = await play(
      server,
      { users, ramp, duration: settle + seconds, messagesPerMinute: (rate * 60) / users },
      { look },
    )
    return {
      connected,
      seconds,
      rate: result.counts.delivered / result.seconds,
      loopDelay,
      latencies: result.latencies,
      faults: result.referee.faultsTotal,
      errors: result.errorsTotal,
    }
  })

const each = (before: Cpu, after: Cpu, count: number): Cpu => ({
  all: ((after.all - before.all) * 1_000) / count,
  main: ((after.main - before.main) * 1_000) / count,
})
