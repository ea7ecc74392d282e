// A desk with the real engine over a log in memory, and edges that only remember what they heard.
import { Result } from 'effect'
import { expect } from 'vitest'
import { ActorSystem } from '../../../src/actors/engine/actorSystem.ts'
import { Engine } from '../../../src/actors/engine/engine.ts'
import type { Refusal } from '../../../src/actors/engine/refusal.ts'
import type { SessionId } from '../../../src/events/fields.ts'
import { openDesk } from '../../../src/http/desk/desk.ts'
import { directLine } from '../../../src/http/line/direct.ts'
import type {
  AskingFrame,
  Desk,
  EdgeCommand,
  EdgeName,
  Joining,
  Line,
  Say,
  SocketNumber,
  ToSocket,
} from '../../../src/http/line/line.ts'
import { Days } from '../../../src/http/safety/days.ts'
import type { HttpSettings } from '../../../src/http/transport/settings.ts'
import type { TranscriptMessage } from '../../../src/projections/transcript.ts'
import { memoryLog } from '../../kit/memoryLog.ts'
import { SimulatedClock } from '../../kit/stage.ts'
import { succeeded } from '../../kit/succeeded.ts'
import { countingIds, pagesOf, settings } from '../testServer.ts'

/** Opens a desk on a day that has begun. */
export const openTestDesk = async (changed: Partial<HttpSettings> = {}): Promise<TestDesk> => {
  const [clock, log, ids] = [new SimulatedClock(), memoryLog(), countingIds()]
  const parts = { clock, log, ids, report: () => {} }
  const engine = new Engine({ ...parts, actorSystem: new ActorSystem() })
  const days = new Days({ engine, clock, keyOf: log.keyOf })
  await days.begin()
  return new TestDesk({ ...parts, engine, days, settings: { ...settings, ...changed } })
}

type TestDeskParts = Pick<TestDesk, 'clock' | 'log' | 'ids' | 'engine' | 'days' | 'settings'>

export class TestDesk {
  readonly clock: SimulatedClock
  readonly log: ReturnType<typeof memoryLog>
  readonly ids: ReturnType<typeof countingIds>
  readonly engine: Engine
  readonly days: Days
  readonly settings: HttpSettings
  readonly desk: Desk
  /** As edge `a` has it, in one process with the desk. */
  readonly line: Line
  /** Everything said so far, in order. */
  readonly heard: { edge: EdgeName; said: ToSocket; turn: number | null }[] = []
  /** What came over the line as refused. */
  readonly refused: Refusal['code'][] = []
  /** What whoever comes back has to catch up with. */
  messages: readonly TranscriptMessage[] = []
  /** From which message on it was asked for, each time. */
  readonly asked: number[] = []
  /** How many readings were given up. */
  dropped = 0

  constructor({ clock, log, ids, engine, days, settings: given }: TestDeskParts) {
    this.clock = clock
    this.log = log
    this.ids = ids
    this.engine = engine
    this.days = days
    this.settings = given
    const opened: { desk?: Desk } = {}
    const open = (say: Say) => {
      opened.desk = this.#open(say)
      return opened.desk
    }
    const afterCommit: Engine['afterCommit'] = (...waiting) => engine.afterCommit(...waiting)
    this.line = directLine(open, { edge: 'a', afterCommit })
    this.line.hear({ said: () => {}, refused: (_, { code }) => this.refused.push(code) })
    if (opened.desk === undefined) throw new Error('No desk was opened')
    this.desk = opened.desk
  }

  #open(say: Say): Desk {
    const { clock, engine, days, ids, settings: given } = this
    return openDesk({
      ...{ clock, engine, days, ids, settings: given },
      seal: null,
      report: () => {},
      metrics: { count: () => {} },
      say: (edge, said, turn) => {
        this.heard.push({ edge, said, turn })
        say(edge, said, turn)
      },
      transcript: (_, after) => {
        this.asked.push(after)
        const drop = () => {
          this.dropped += 1
        }
        return { ...pagesOf(async () => this.messages), drop }
      },
    })
  }

  joining(changed: Partial<Joining> = {}): Extract<EdgeCommand, { type: 'join' }> {
    const about = { username: 'Ann', bio: '', interests: [] }
    return {
      type: 'join',
      session: this.ids.session(),
      form: { ...about, gender: 'other', seeks: 'anyone' },
      held: null,
      fresh: { random: this.ids.pass(), day: this.days.newest, at: this.clock.now() },
      former: null,
      ...changed,
    }
  }

  /** Somebody joins. */
  join(): SessionId {
    const joining = this.joining()
    succeeded(this.desk.take('a', joining))
    return joining.session
  }

  open(edge: EdgeName, socket: SocketNumber, session: SessionId): Refusal['code'] | null {
    const about = { session, address: '192.0.2.1', resume: null }
    return refusalOf(this.desk.take(edge, { type: 'opened', socket, ...about }))
  }

  close(edge: EdgeName, socket: SocketNumber): void {
    succeeded(this.desk.take(edge, { type: 'closed', socket }))
  }

  send(edge: EdgeName, socket: SocketNumber, frame: AskingFrame): Refusal['code'] | null {
    return refusalOf(this.desk.take(edge, { type: 'frame', socket, frame }))
  }

  /** Another desk over the same actors: it knows of no socket. */
  again = (): TestDesk => new TestDesk(this)

  /** Everything taken so far is committed, and told. */
  settled = (): Promise<void> => new Promise((resolve) => this.engine.afterCommit(resolve))

  /** Two who chat: one at socket 1 of edge `a`, the other at socket 1 of edge `b`. */
  async chatting(): Promise<readonly [SessionId, SessionId]> {
    const two = [this.join(), this.join()] as const
    this.open('a', 1, two[0])
    this.open('b', 1, two[1])
    this.send('a', 1, { type: 'find_match' })
    this.send('b', 1, { type: 'find_match' })
    await this.settled()
    expect(this.engine.session(two[0])?.partner).toBe(two[1])
    this.heard.length = 0
    return two
  }

  /** What was said since to a socket, as `frame welcome`, `close replaced`, `refused too_late`. */
  told(edge: EdgeName, socket: SocketNumber): readonly string[] {
    const told = this.heard.filter((heard) => heard.edge === edge && heard.said.socket === socket)
    return told.map(({ said }) => wordsOf(said))
  }
}

const refusalOf = (taken: Result.Result<unknown, Refusal>): Refusal['code'] | null =>
  Result.isFailure(taken) ? taken.failure.code : null

const wordsOf = (said: ToSocket): string => {
  switch (said.type) {
    case 'refused':
      return `refused ${said.refusal.code}`
    case 'close':
      return `close ${said.reason}`
    case 'catch_up':
      return `catch_up ${said.said}`
    default:
      return `${said.type} ${said.frame.type}`
  }
}
