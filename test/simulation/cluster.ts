// Worlds, edges and visitors of one life, over one stream and one network.

import type { LineEars, WorldBus, WorldEars } from '../../src/cluster/bus.ts'
import { EdgeEnd } from '../../src/cluster/edge/edgeEnd.ts'
import { type LocalFile, noFile } from '../../src/cluster/localFile/localFile.ts'
import type { Beat, FromEdge, FromWorld, Stalled, ToEdge } from '../../src/cluster/messages.ts'
import { World } from '../../src/cluster/world.ts'
import { openDesk } from '../../src/http/desk/desk.ts'
import { Days } from '../../src/http/safety/days.ts'
import type { HttpSettings } from '../../src/http/transport/settings.ts'
import { MemoryDisk } from '../kit/memoryDisk.ts'
import { MemoryServers } from '../kit/memoryStream.ts'
import { Edge } from './edge.ts'
import { Dice } from './machinery/dice.ts'
import { Network, type Weather } from './machinery/network.ts'
import { Process } from './machinery/process.ts'
import { SharedReader } from './machinery/sharedReader.ts'
import { VirtualTime } from './machinery/virtualTime.ts'
import type { Fault, Plan, Whom } from './plan.ts'
import { storm } from './plan.ts'
import { Referee } from './referee/referee.ts'
import { Transcripts } from './transcripts.ts'
import { Visitor } from './visitor.ts'

export const graceMs = 12_000

/** How soon another run begins after one that ended. */
const restartMs = 500

/** So few that a standby which parts from the leader is found out soon. */
const checksumTurns = 20

/** So few of which more is said that batches without turns are appended, and commands left with their edges. */
const fewToSay = 3

const settings: HttpSettings = {
  ...{ port: 0, host: '127.0.0.1', sharedPort: false, basePath: '/', metricsListen: null },
  ...{ secret: 'a secret of the simulation', allowedOrigins: null, trustedProxies: null },
  ...{ tlsCertFile: null, tlsKeyFile: null, graceMs, relaxMs: 4_000, reportKeptMs: 3_600_000 },
  ...{ messagesPerSecond: 0, joinsPerMinute: 0, socketsPerAddress: 0 },
}

/** How long a lot takes to be stored, at most, in ms. */
const storeMsMax = 200

/** A third of the usual: most of what is said would only be that somebody is still there. */
const pace = { beatMs: 450, suspectMs: 2_700 }

/** A few minutes before midnight, so that days begin and end. */
const beginning = Date.parse('2026-11-29T23:57:00Z')

/** What runs on a machine of a world or an edge. */
interface Machine {
  readonly name: string
  /** By how much its wall clock is wrong. */
  aheadMs: number
  runs: number
  process: Process | null
}

interface WorldMachine extends Machine {
  readonly disk: MemoryDisk
  world: World | null
  hear: WorldEars | null
  hearEdges: ((said: FromEdge) => void) | null
  /** How soon another run begins after one that was told to go. */
  awayMs: number
}

interface EdgeMachine extends Machine {
  edge: Edge | null
  end: EdgeEnd | null
  hear: LineEars | null
}

export class Cluster {
  readonly time = new VirtualTime()
  readonly servers = new MemoryServers()
  readonly #reader = new SharedReader()
  readonly referee: Referee
  readonly visitors: Visitor[]
  /** What happened to machines and worlds, for whoever reads a failure. */
  readonly trace: string[] = []
  readonly #plan: Plan
  readonly #dice: Dice
  readonly #network: Network
  readonly #worlds: WorldMachine[]
  readonly #edges: EdgeMachine[]
  /** Everything that is wrong for a while, and how it is mended. */
  readonly #mend = new Set<() => void>()
  #isHealed = false

  constructor(plan: Plan) {
    this.#plan = plan
    this.#dice = new Dice(`life ${plan.seed}`)
    this.#network = new Network(this.time, this.#dice.apart('network'), plan.weather)
    this.servers.expects = plan.expects
    this.referee = new Referee({
      ...{ servers: this.servers, reader: this.#reader },
      now: () => this.time.now,
      graceMs,
      stop: () => this.time.end(),
    })
    const machine = (name: string) => ({ name, aheadMs: 0, runs: 0, process: null, hear: null })
    const count = (length: number) => Array.from({ length }, (_, index) => index + 1)
    this.#worlds = count(plan.worlds).map((n) => ({
      ...machine(`world ${n}`),
      ...{ disk: new MemoryDisk(), world: null, hearEdges: null, awayMs: restartMs },
    }))
    this.#edges = count(plan.edges).map((n) => ({ ...machine(`edge ${n}`), edge: null, end: null }))
    for (const world of this.#worlds) this.#startWorld(world)
    for (const edge of this.#edges) this.#startEdge(edge)
    for (const fault of plan.faults) this.time.at(fault.at, () => this.#strike(fault))
    this.visitors = plan.visitors.map((n) => this.#visitor(`v${n}`))
  }

  /** To be called after every step. */
  readonly look = (): void => {
    const { log } = this.referee
    const { epoch } = log
    this.referee.look()
    if (log.epoch > epoch)
      this.#note(`${log.leader} leads epoch ${log.epoch}, after turn ${log.turn}`)
  }

  /** Everything runs again, and nothing more goes wrong. */
  heal(): void {
    this.#note('all is mended')
    this.#isHealed = true
    for (const mend of [...this.#mend]) mend()
    // Who is not answered asks again for seconds, and may be asking when the life ends.
    this.#network.weather = { ...this.#plan.weather, lost: 0, unacknowledged: 0 }
  }

  /** Nobody wants anything any more. */
  rest(): void {
    for (const visitor of this.visitors) visitor.rest()
  }

  end(): void {
    const open = this.#edges.filter(({ end }) => end !== null)
    const unanswered = new Map(open.map(({ name, end }) => [name, end?.unanswered ?? 0]))
    const online = new Set(open.flatMap(({ edge }) => edge?.sessions() ?? []))
    const leaders = this.#worlds.filter(({ world }) => world?.leader?.isOpen).length
    this.referee.end({ unanswered, online, leaders })
  }

  #note(what: string): void {
    this.trace.push(`${(this.time.now / 1_000).toFixed(3).padStart(9)} s  ${what}`)
  }

  #process(machine: Machine): Process {
    machine.runs += 1
    const name = `${machine.name}.${machine.runs}`
    const process = new Process({
      name,
      machine: machine.name,
      time: this.time,
      dice: this.#dice.apart(name),
      wall: () => beginning + this.time.now + machine.aheadMs,
      threw: (error) => this.threw(error),
    })
    machine.process = process
    return process
  }

  readonly threw = (error: unknown): void => {
    const { stack } = error instanceof Error ? error : new Error(String(error))
    this.referee.broken('fault', stack ?? 'unknown')
  }

  #startWorld(machine: WorldMachine): void {
    const process = this.#process(machine)
    const dice = this.#dice.apart(`${process.name} ids`)
    const path = this.#network.pathOf(process)
    const transcripts = new Transcripts()
    const ids = idsOf(process.name)
    const { planted } = this.#plan
    const report = (level: string, message: string, facts: object = {}) => {
      if (level === 'debug') return
      this.#note(`${process.name}: ${message} ${JSON.stringify(facts)}`)
    }
    const stream = this.servers.stream(path)
    const cabinet = this.servers.cabinet(path)
    const { clock } = process
    const begin = (file: LocalFile): void => {
      machine.world = new World({
        world: process.name,
        fingerprint: 'ours',
        ...{ stream, cabinet, clock, file },
        bus: this.#worldBus(machine, process),
        random: (bytes) => Uint8Array.from({ length: bytes }, () => dice.between(0, 255)),
        ids,
        report,
        ...{ graceMs, checksumTurns, pace, reader: this.#reader },
        ...(this.#plan.seed % 4 === 3 && { toSayMax: fewToSay }),
        openDesk: async ({ engine, keyOf, say }) => {
          const days = new Days({ engine, clock: process.clock, keyOf })
          await days.begin()
          const { transcript } = transcripts
          const metrics = { count: () => {} }
          const shared = { engine, transcript, days, clock: process.clock, ids, report }
          return openDesk({ ...shared, seal: null, metrics, settings, say })
        },
        followed: (events) => transcripts.follow(events),
        onEnd: (why) => this.#ended(machine, process, why),
        ...(planted !== null && { planted: { [planted]: true } }),
      })
    }
    process.enter(() => {
      if (!this.#plan.files) {
        begin(noFile())
        return
      }
      const opened = machine.disk.open(
        { stream, cabinet, clock },
        { store: this.#storing(process), read: (events) => transcripts.follow(events) },
      )
      void opened.then((file) => process.enter(() => begin(file)))
    })
  }

  #worldBus(machine: WorldMachine, process: Process): WorldBus {
    return {
      toEdge: (edge, said) => this.#toEdge(process, edge, said),
      toWorlds: (said) => this.#toWorlds(process, said),
      beat: (beat) => this.#beat(process, beat),
      stalled: (stalled) => this.#stalled(process, stalled),
      hear: (ears) => {
        machine.hear = ears
        return () => {
          if (machine.process === process) machine.hear = null
        }
      },
      hearEdges: (fromEdge) => {
        machine.hearEdges = fromEdge
        return () => {
          if (machine.process === process) machine.hearEdges = null
        }
      },
    }
  }

  /** A disk that stores a while later, in order, what is not lost with the process. */
  #storing(process: Process): (done: () => void) => void {
    const dice = this.#dice.apart(`${process.name} disk`)
    let free = 0
    return (done) => {
      free = Math.max(free, this.time.now) + dice.between(0, storeMsMax)
      this.time.at(free, () => {
        if (!process.isDead) process.enter(done)
      })
    }
  }

  /** A world's process ends with it, and whoever watches over it starts another. */
  #ended(machine: WorldMachine, process: Process, why: string): void {
    this.#note(`${process.name} ends: ${why}`)
    this.referee.ended(process.name, why)
    this.#kill(machine, machine.awayMs)
    machine.awayMs = restartMs
  }

  #startEdge(machine: EdgeMachine): void {
    const process = this.#process(machine)
    process.enter(() => {
      const end = new EdgeEnd({
        edge: process.name,
        fingerprint: 'ours',
        bus: {
          isUp: () => true,
          toWorld: (said) => this.#toWorld(process, said),
          hear: (ears) => {
            machine.hear = ears
            return () => {
              if (machine.process === process) machine.hear = null
            }
          },
        },
        ...{ clock: process.clock, hereMs: pace.beatMs },
      })
      machine.end = end
      machine.edge = new Edge(process, end, this.referee)
    })
  }

  #toEdge(from: Process, name: string, said: ToEdge): void {
    this.referee.sentToEdge(name, said)
    const written = JSON.stringify(said)
    const machine = this.#edges.find(({ process }) => process?.name === name)
    const to = machine?.process
    if (!to) return
    this.#network.send(from, to, () => {
      const arrived = JSON.parse(written) as ToEdge
      this.referee.arrived(arrived)
      machine.hear?.toEdge(arrived)
    })
  }

  /** Whoever does not lead does nothing with it: that an edge is still here need not even arrive. */
  #toWorld(from: Process, said: FromEdge): void {
    this.referee.sentToWorld(said)
    const isHere = said.kind === 'here'
    const written = isHere ? '' : JSON.stringify(said)
    for (const machine of this.#worlds) {
      const to = machine.process
      if (to === null || to.isDead || (isHere && machine.world?.leader === null)) continue
      this.#network.send(from, to, () => {
        machine.hearEdges?.(isHere ? said : JSON.parse(written))
      })
    }
  }

  #toWorlds(from: Process, said: FromWorld): void {
    this.#note(`${from.name} says ${JSON.stringify(said)}`)
    for (const machine of this.#worlds) {
      const to = machine.process
      if (to === null || to === from || to.isDead) continue
      this.#network.send(from, to, () => machine.hear?.fromWorld(said))
    }
  }

  #beat(from: Process, beat: Beat): void {
    this.referee.sentBeat(beat)
    for (const machine of [...this.#worlds, ...this.#edges]) {
      const to = machine.process
      if (to === null || to === from || to.isDead) continue
      this.#network.send(from, to, () => machine.hear?.beat(beat))
    }
  }

  #stalled(from: Process, stalled: Stalled): void {
    for (const machine of this.#edges) {
      const to = machine.process
      if (to === null || to.isDead) continue
      this.#network.send(from, to, () => machine.hear?.stalled(stalled))
    }
  }

  #visitor(name: string): Visitor {
    const dice = this.#dice.apart(name)
    return new Visitor({
      ...{ name, dice, time: this.time },
      someEdge: () => {
        const open = this.#edges.filter(({ process }) => process?.isDead === false)
        return open.length === 0 ? null : dice.one(open).edge
      },
      broken: (check, what) => this.referee.broken(check, what),
    })
  }

  #machine(whom: Whom): WorldMachine | EdgeMachine | null {
    const { leader } = this.referee.log
    const all = [...this.#worlds, ...this.#edges]
    const isIt =
      whom === 'the leader'
        ? ({ process }: Machine) => process?.name === leader
        : ({ name }: Machine) => name === whom
    return all.find(isIt) ?? null
  }

  #strike(fault: Fault): void {
    if (this.#isHealed) return
    if (fault.kind === 'storm') {
      this.#forAWhile(fault.forMs, 'a storm', this.#storm())
      return
    }
    const machine = this.#machine(fault.whom)
    const process = machine?.process ?? null
    if (machine === null || process === null || process.isDead) return
    switch (fault.kind) {
      case 'kill':
        this.#note(`${process.name} is killed`)
        this.#kill(machine, fault.forMs)
        break
      case 'freeze':
        process.freeze()
        this.#forAWhile(fault.forMs, `${process.name} is frozen`, () => process.thaw())
        break
      case 'drain':
        if ('world' in machine) this.#drain(machine, process, fault.forMs)
        break
      case 'part':
        this.#part(machine, fault)
        break
      case 'step':
        machine.aheadMs += fault.byMs
        this.#note(`the clock of ${machine.name} is set by ${fault.byMs} ms`)
        break
    }
  }

  /** It is told to go; once it has ended it is away for so long. */
  #drain(machine: WorldMachine, process: Process, forMs: number): void {
    this.#note(`${process.name} is told to go`)
    process.enter(() => {
      machine.awayMs = forMs
      machine.world?.drain()
    })
  }

  #storm(): () => void {
    const before: Weather = this.#network.weather
    this.#network.weather = storm
    return () => {
      this.#network.weather = before
    }
  }

  #part(machine: Machine, fault: Extract<Fault, { kind: 'part' }>): void {
    const { also, reachServers, forMs, at } = fault
    const names = [machine.name, ...also.flatMap((whom) => this.#machine(whom)?.name ?? [])]
    this.#network.part(names, at, reachServers)
    const what = `${names.join(' and ')} cut off${reachServers ? ' but from the servers' : ''}`
    this.#forAWhile(forMs, what, () => this.#network.part(names, 0))
  }

  #kill(machine: WorldMachine | EdgeMachine, forMs: number): void {
    machine.process?.kill()
    machine.hear = null
    const { name } = machine
    const restart = () => {
      if ('world' in machine) this.#startWorld(machine)
      else this.#startEdge(machine)
    }
    if ('world' in machine) {
      machine.world = null
      machine.hearEdges = null
    } else {
      machine.edge = null
      machine.end = null
    }
    this.#forAWhile(forMs, `${name} is down`, restart)
  }

  #forAWhile(ms: number, what: string, mend: () => void): void {
    this.#note(`${what}, for ${ms} ms`)
    const once = () => {
      if (!this.#mend.delete(once)) return
      this.#note(`no more: ${what}`)
      mend()
    }
    this.#mend.add(once)
    this.time.after(ms, once)
  }
}

/** What one process names is named by nobody else. */
const idsOf = (name: string) => {
  let count = 0
  const next = (kind: string) => () => {
    count += 1
    return `${kind}-${name.replace(' ', '')}-${count}`
  }
  return { session: next('s'), room: next('r'), report: next('m'), pass: next('p') }
}
