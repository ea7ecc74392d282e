// Worlds lead one after the other, and nobody at an edge loses more than a moment.
import { beforeEach, describe, expect, it } from 'vitest'
import { decodedEntry } from '../../src/cluster/entries.ts'
import { plainPath } from '../kit/memoryStream.ts'
import { type Cluster, type EdgeNode, leaderOf, type WorldNode } from './cluster.ts'
import { happened, say, twoTalk, twoWorlds } from './talk.ts'

let cluster: Cluster
let one: EdgeNode
let other: EdgeNode

beforeEach(() => {
  ;({ cluster, one, other } = twoWorlds())
})

/** What servers take as one message, as they come: a mebibyte, with its headers. */
const streamMessageBytesMax = 1_000_000

const chatting = (): Promise<void> => twoTalk(cluster, one, other)

const kill = async (): Promise<WorldNode> => {
  const leading = await cluster.leader()
  leading.isDead = true
  return leading
}

const nobodyTells = (): void => {
  cluster.isLost = ({ kind }) => kind === 'said'
}

const allHear = (): void => {
  cluster.isLost = () => false
}

/**
 * The two meet in another room, and part in it: a room that begins and ends, and its key with it, before the
 * standby asks for that. Nobody hears of what happens before they part, nor of that, until the standby leads.
 */
const partUnseen = async (before: () => void): Promise<void> => {
  const leading = await cluster.leader()
  const standby = cluster.worlds.find((world) => world !== leading) as WorldNode
  one.send(1, { type: 'leave_chat' })
  await cluster.pass(100)
  standby.isFrozen = true
  for (const edge of [one, other]) edge.send(1, { type: 'find_match' })
  await cluster.pass(10_000)
  expect(one.said(1)).toContain('matched')
  nobodyTells()
  before()
  await cluster.pass(100)
  other.send(1, { type: 'leave_chat' })
  await cluster.pass(100)
  leading.isDead = true
  allHear()
  standby.thaw()
  await cluster.leader()
  await cluster.pass(500)
}

describe('a socket that was opened while no command of its edge arrives', () => {
  /** Whoever is at the first edge comes back by it, and then by the other. */
  const comeTwice = async (unheard: readonly EdgeNode[]): Promise<void> => {
    await chatting()
    cluster.isLost = ({ kind }, edge) =>
      kind === 'command' && unheard.some(({ name }) => name === edge)
    one.end.tell({ type: 'closed', socket: 1 })
    void one.open(2, 'session one1')
    await cluster.pass(100)
    void other.open(2, 'session one1')
    await cluster.pass(100)
  }

  const expectTheLast = async (): Promise<void> => {
    await cluster.pass(1_000)
    expect(one.refused).toEqual(['opened replaced'])
    expect(one.said(2)).toEqual([])
    say(other, 'm1')
    await cluster.pass(500)
    expect(other.said(2)).toEqual(['catch_up', 'welcome', 'message'])
  }

  it('leaves its session to a later one at another edge', async () => {
    await comeTwice([one])
    allHear()
    await expectTheLast()
  })

  it('leaves it to that over a take-over, whichever edge is met first', async () => {
    await comeTwice([one])
    await kill()
    cluster.isLost = (_, edge) => edge === 'other'
    await cluster.pass(3_000)
    allHear()
    await cluster.leader()
    await expectTheLast()
  })

  it('gives its session up to a later one of which is heard later still', async () => {
    await comeTwice([one, other])
    cluster.isLost = ({ kind }, edge) => kind === 'command' && edge === 'other'
    await cluster.pass(500)
    expect(one.said(2)).toEqual(['catch_up', 'welcome'])
    allHear()
    await cluster.pass(1_000)
    expect(one.said(2)).toEqual(['catch_up', 'welcome', 'close replaced'])
    expect(other.said(2)).toEqual(['catch_up', 'welcome'])
  })

  it('has its session where another of the same edge was opened before', async () => {
    await chatting()
    cluster.isLost = ({ kind }, edge) => kind === 'command' && edge === 'one'
    for (const socket of [2, 3]) void one.open(socket, 'session one1')
    await cluster.pass(100)
    allHear()
    await cluster.pass(1_000)
    expect(one.refused).toEqual([])
    expect(one.said(2)).toEqual(['catch_up', 'close replaced'])
    expect(one.said(3)).toEqual(['catch_up', 'welcome'])
  })
})

describe('where a world is killed', () => {
  it('another leads, sockets stay, and whoever talks talks on', async () => {
    await chatting()
    await kill()
    say(one, 'm1')
    const next = await cluster.leader()
    expect(leaderOf(next)?.epoch).toBe(2)
    say(other, 'm2')
    await cluster.pass(500)
    expect(one.said(1)).toEqual(['sent', 'message'])
    expect(other.said(1)).toEqual(['message', 'sent'])
    expect(next.reports).toEqual([])
  })

  it('what was done and not told is told by the next, once, and not done again', async () => {
    await chatting()
    nobodyTells()
    say(one, 'm1')
    say(one, 'm2')
    await cluster.pass(100)
    expect(other.said(1)).toEqual([])
    await kill()
    allHear()
    const next = await cluster.leader()
    await cluster.pass(1_000)
    expect(other.said(1)).toEqual(['message', 'message'])
    expect(one.said(1)).toEqual(['sent', 'sent'])
    expect(happened(next, 'room.send_message')).toBe(2)
    expect([one.end.unanswered, other.end.unanswered]).toEqual([0, 0])
  })

  it('what was told and not done cannot be: the next does what no log has', async () => {
    await chatting()
    const leading = await cluster.leader()
    leading.isFrozen = true
    say(one, 'm1')
    await cluster.pass(100)
    leading.isDead = true
    const next = await cluster.leader()
    await cluster.pass(500)
    expect([one.said(1), other.said(1)]).toEqual([['sent'], ['message']])
    expect(happened(next, 'room.send_message')).toBe(1)
  })

  it('what was refused is refused again, by the log', async () => {
    await chatting()
    nobodyTells()
    one.send(1, { type: 'again', room: 'none' })
    say(one, 'm1')
    await cluster.pass(100)
    await kill()
    allHear()
    await cluster.leader()
    await cluster.pass(500)
    expect(one.refused).toEqual(['frame already_chatting'])
    expect(one.said(1)).toEqual(['sent'])
  })

  it('what is asked while the servers do not answer makes no batch that they would not take', async () => {
    await chatting()
    const leading = await cluster.leader()
    for (const world of cluster.worlds) world.isFrozen = world !== leading
    leading.isOffServers = true
    say(one, 'm1')
    await cluster.pass(100)
    // Taken or refused, each with its sentence; all of it stands in batches in the end.
    for (let socket = 1; socket <= 5_000; socket += 1) {
      one.send(socket, { type: 'again', room: 'none' })
      void other.end.order(cluster.joining(other, 10_000 + socket)).catch(() => {})
    }
    await cluster.pass(2_000)
    leading.isOffServers = false
    await cluster.pass(5_000)
    say(one, 'm2')
    await cluster.pass(5_000)
    const bytes = cluster.servers.messages.map(({ data }) => Buffer.byteLength(data))
    expect(Math.max(...bytes)).toBeLessThan(streamMessageBytesMax)
    expect([one.end.unanswered, other.end.unanswered]).toEqual([0, 0])
    expect(happened(leading, 'room.send_message')).toBe(2)
    expect(one.refused.length).toBe(5_000)
  })

  it('what is refused where nothing happens stands in batches too, however much it is', async () => {
    await chatting()
    const leading = await cluster.leader()
    const before = leading.events.length
    for (let count = 0; count < 2_500; count += 1) one.send(1, { type: 'again', room: 'none' })
    await cluster.pass(2_000)
    expect([one.refused.length, one.end.unanswered]).toEqual([2_500, 0])
    expect(leading.events.length).toBe(before)
    const refused = cluster.servers.messages.flatMap(({ data }) => {
      const entry = decodedEntry(data)
      return entry.kind === 'batch' ? entry.marks.refused.length : []
    })
    expect(Math.max(...refused)).toBe(1_000)
    await kill()
    await cluster.leader()
    say(one, 'm1')
    await cluster.pass(500)
    expect([one.refused.length, one.said(1)]).toEqual([2_500, ['sent']])
  })

  it('what was refused where nothing happened since is refused by the next', async () => {
    await chatting()
    nobodyTells()
    one.send(1, { type: 'find_match' })
    await cluster.pass(100)
    await kill()
    allHear()
    await cluster.leader()
    await cluster.pass(500)
    expect(one.refused).toEqual(['frame already_chatting'])
  })

  it('whoever joined hears what came of it', async () => {
    await cluster.leader()
    nobodyTells()
    const joining = cluster.joining(one, 1)
    const joined = one.end.order(joining)
    const known = one.end.order({ ...cluster.joining(one, 2), held: joining.fresh })
    await cluster.pass(100)
    await kill()
    allHear()
    const next = await cluster.leader()
    await cluster.pass(500)
    expect(await joined).toMatchObject({ success: { isFresh: true } })
    expect(await known).toMatchObject({ success: { isFresh: false } })
    expect(happened(next, 'session.join')).toBe(2)
  })

  it('what was asked is asked again', async () => {
    const session = await cluster.leader().then(() => cluster.visitor(one, 1))
    await kill()
    const found = one.end.ask({ type: 'find', session })
    await cluster.leader()
    await cluster.pass(100)
    expect(await found).toMatchObject({ success: { state: 'idle' } })
  })

  it('a socket that has opened and was not welcomed is welcomed', async () => {
    await chatting()
    one.end.tell({ type: 'closed', socket: 1 })
    await cluster.pass(100)
    nobodyTells()
    void one.open(2, 'session one1')
    await cluster.pass(100)
    await kill()
    allHear()
    await cluster.leader()
    await cluster.pass(500)
    expect(one.said(2)).toEqual(['welcome'])
    expect(other.said(1)).toEqual(['partner_away', 'partner_back'])
  })

  it('a socket that closed meanwhile is none of the next', async () => {
    await chatting()
    await kill()
    one.end.tell({ type: 'closed', socket: 1 })
    const next = await cluster.leader()
    await cluster.pass(500)
    expect(other.said(1)).toEqual(['partner_away'])
    expect(happened(next, 'session.disconnect')).toBe(1)
  })

  /** Whoever is at the first edge comes to the other, of which the first does not hear; the next leads. */
  const comeElsewhere = async (cutOff: EdgeNode): Promise<void> => {
    await chatting()
    cluster.isLost = (_, edge) => edge === 'one'
    await cluster.pass(100)
    void other.open(2, 'session one1')
    await cluster.pass(100)
    expect(other.said(2)).toEqual(['catch_up', 'welcome'])
    await kill()
    cluster.isLost = (_, edge) => edge === cutOff.name
    await cluster.pass(3_000)
    allHear()
    await cluster.leader()
    await cluster.pass(500)
  }

  it.each(['one', 'other'])(
    'a session stays where it came last, where edge %s is met after the next',
    async (late) => {
      await comeElsewhere(late === 'one' ? one : other)
      expect(one.said(1)).toEqual(['close replaced'])
      say(other, 'm1')
      other.send(2, { type: 'send_message', id: 'm2', text: 'words of m2' })
      one.send(1, { type: 'send_message', id: 'm3', text: 'words of m3' })
      await cluster.pass(500)
      expect(other.said(2)).toEqual(['catch_up', 'welcome', 'message', 'sent'])
      expect(one.said(1)).toEqual(['close replaced'])
      expect(one.refused).toEqual(['frame no_session'])
    },
  )

  it('a session stays where it came, whatever has closed where it was', async () => {
    await chatting()
    cluster.isLost = (_, edge) => edge === 'one'
    one.end.tell({ type: 'closed', socket: 1 })
    void other.open(2, 'session one1')
    await cluster.pass(100)
    await kill()
    await cluster.pass(3_000)
    allHear()
    const next = await cluster.leader()
    await cluster.pass(500)
    say(other, 'm1')
    await cluster.pass(500)
    expect(other.said(2)).toEqual(['catch_up', 'welcome', 'message'])
    expect(happened(next, 'session.disconnect')).toBe(0)
  })

  it('whoever is announced by no edge is away after a while', async () => {
    await chatting()
    await kill()
    one.isDead = true
    const next = await cluster.leader()
    await cluster.pass(5_000)
    expect(other.said(1)).toEqual([])
    await cluster.pass(10_000)
    expect(other.said(1)).toEqual(['partner_away'])
    expect(happened(next, 'session.disconnect')).toBe(1)
    expect(happened(next, 'session.restart')).toBe(0)
  })

  /**
   * A world leads that hears of no socket of the first edge, until that one's session is taken for away
   * in a turn that is still to be stored; `before` comes before it. Gives what has it stored.
   */
  const announcedLate = async (before: () => void): Promise<() => void> => {
    let stored = Promise.resolve()
    const stream = cluster.servers.stream(plainPath)
    cluster.world('slow', {
      stream: { ...stream, append: (...what) => stored.then(() => stream.append(...what)) },
    })
    await chatting()
    for (const world of cluster.worlds) world.isDead = world.name !== 'slow'
    cluster.isLost = ({ kind }, edge) => kind === 'hello' && edge === one.name
    await cluster.pass(9_500)
    before()
    await cluster.pass(500)
    let store = () => {}
    stored = new Promise((resolve) => {
      store = resolve
    })
    await cluster.pass(2_000)
    say(other, 'late')
    await cluster.pass(100)
    allHear()
    await cluster.pass(500)
    return store
  }

  it('whoever is announced while it is being taken for away comes anew', async () => {
    const store = await announcedLate(() => {})
    expect(one.said(1)).toEqual([])
    store()
    await cluster.pass(500)
    expect(one.said(1)).toEqual(['close restart'])
  })

  it('whoever has not heard all then hears that first, and nothing of what comes after', async () => {
    const store = await announcedLate(() => say(other, 'm1'))
    const said = ['message', 'close restart']
    expect(one.said(1)).toEqual(said)
    store()
    await cluster.pass(500)
    expect(one.said(1)).toEqual(said)
  })

  it('what cannot be said any more is left to a welcome', async () => {
    await chatting()
    await partUnseen(() => say(other, 'm1'))
    expect(one.said(1)).toContain('close restart')
    expect(JSON.stringify(one.heard)).not.toContain('erased')
  })
})

describe('a welcome', () => {
  it('that would say words which are gone is left to another', async () => {
    await chatting()
    await partUnseen(() => void one.open(2, 'session one1'))
    expect(one.said(2)).toContain('close restart')
    expect(JSON.stringify(one.heard)).not.toContain('erased')
  })
})

describe('a world that was overtaken', () => {
  /** It stands still until another leads, and goes on then. */
  const thawed = async (
    how: Partial<WorldNode> = {},
  ): Promise<{ former: WorldNode; next: WorldNode }> => {
    await chatting()
    const former = await cluster.leader()
    // What it has taken, it appends when it goes on.
    say(one, 'm1')
    former.isFrozen = true
    const next = await cluster.leader()
    for (const edge of [one, other]) edge.told = []
    say(other, 'm2')
    Object.assign(former, how)
    former.thaw()
    await cluster.pass(1_000)
    return { former, next }
  }

  it('says nothing more, and ends', async () => {
    const { former, next } = await thawed()
    expect(former.ended).toBe('fenced')
    expect(next.ended).toBeNull()
    expect([...one.told, ...other.told].filter(({ epoch }) => epoch === 1)).toEqual([])
    expect([one.said(1), other.said(1)]).toEqual([
      ['sent', 'message'],
      ['message', 'sent'],
    ])
    expect(happened(next, 'room.send_message')).toBe(2)
  })

  it('ends where its own append alone tells it so', async () => {
    const { former } = await thawed({ isDeaf: true, isBlind: true })
    expect(former.ended).toBe('fenced')
    expect([...one.told, ...other.told].filter(({ epoch }) => epoch === 1)).toEqual([])
  })

  it.each([
    ['a look at the stream', { isDeaf: true, isBlind: true }],
    ['a beat', { isBlind: true }],
  ])('ends where it has nothing to append and %s alone tells it so', async (_, how) => {
    const former = await cluster.leader()
    await cluster.pass(1_000)
    former.isFrozen = true
    await cluster.leader()
    Object.assign(former, how)
    former.thaw()
    await cluster.pass(1_300)
    expect(former.ended).toBe('fenced')
  })

  it('tells nobody where it can reach edges and not the servers', async () => {
    await chatting()
    const former = await cluster.leader()
    former.isCutOff = true
    say(one, 'm1')
    await cluster.pass(150)
    expect(one.said(1)).toEqual([])
    await cluster.pass(2_000)
    expect([one.said(1), other.said(1)]).toEqual([['sent'], ['message']])
    former.isCutOff = false
    await cluster.pass(5_000)
    expect(former.ended).toBe('fenced')
    expect([one.said(1), other.said(1)]).toEqual([['sent'], ['message']])
  })
})

describe('a world with another secret', () => {
  it('ends once it hears whoever leads, and never leads after it', async () => {
    await chatting()
    const leading = await cluster.leader()
    const foreign = cluster.world('foreign', { fingerprint: 'theirs' })
    await cluster.pass(1_000)
    expect([foreign.ended, leading.ended]).toEqual(['foreign', null])
    expect(await cluster.leader()).toBe(leading)
  })
})

describe('a world that reaches everybody but the servers', () => {
  it('says no more that it leads, so that another does', async () => {
    await chatting()
    const former = await cluster.leader()
    former.isOffServers = true
    say(one, 'm1')
    await cluster.pass(5_000)
    expect([one.said(1), other.said(1)]).toEqual([['sent'], ['message']])
    expect(former.ended).toBe('fenced')
  })

  it('has clients told that nothing can be taken in where no world reaches them, until one does', async () => {
    await chatting()
    for (const world of cluster.worlds) world.isOffServers = true
    // Nobody says anything, so that nothing is appended.
    await cluster.pass(5_000)
    say(one, 'm1')
    void other.end.ask({ type: 'health' }).then((answer) => other.refused.push(answer._tag))
    await cluster.pass(100)
    expect([one.refused, other.refused]).toEqual([['frame unavailable'], ['Failure']])
    for (const world of cluster.worlds) world.isOffServers = false
    await cluster.leader()
    say(one, 'm1')
    await cluster.pass(500)
    expect([one.said(1), other.said(1)]).toEqual([['sent'], ['message']])
    expect([one.refused.length, one.end.unanswered]).toEqual([1, 0])
  })

  it('keeps the sockets of edges that reach nobody meanwhile, however long that is', async () => {
    await chatting()
    const leading = await cluster.leader()
    for (const world of cluster.worlds) world.isDead = world !== leading
    leading.isOffServers = true
    cluster.isLost = () => true
    await cluster.pass(60_000)
    leading.isOffServers = false
    allHear()
    await cluster.leader()
    say(one, 'm1')
    await cluster.pass(500)
    expect([one.said(1), other.said(1)]).toEqual([['sent'], ['message']])
  })

  it('has them told so where nobody stands by, though what was said before waits', async () => {
    await chatting()
    const leading = await cluster.leader()
    for (const world of cluster.worlds) world.isDead = world !== leading
    leading.isOffServers = true
    say(one, 'm1')
    await cluster.pass(5_000)
    say(one, 'm2')
    await cluster.pass(100)
    expect([one.refused, one.end.unanswered]).toEqual([['frame unavailable'], 1])
    leading.isOffServers = false
    await cluster.leader()
    await cluster.pass(500)
    say(one, 'm2')
    await cluster.pass(500)
    expect([one.said(1), other.said(1)]).toEqual([
      ['sent', 'sent'],
      ['message', 'message'],
    ])
  })

  it('has them told so where it is killed as well, by whoever would lead', async () => {
    await chatting()
    for (const world of cluster.worlds) world.isOffServers = true
    await kill()
    await cluster.pass(5_000)
    say(one, 'm1')
    await cluster.pass(100)
    expect(one.refused).toEqual(['frame unavailable'])
    for (const world of cluster.worlds) world.isOffServers = false
    await cluster.leader()
    say(one, 'm1')
    await cluster.pass(500)
    expect([one.said(1), other.said(1)]).toEqual([['sent'], ['message']])
  })

  it('is followed by one of all where nobody reached them for a while', async () => {
    await chatting()
    for (const world of cluster.worlds) world.isOffServers = true
    say(one, 'm1')
    await cluster.pass(5_000)
    for (const world of cluster.worlds) world.isOffServers = false
    await cluster.pass(5_000)
    expect([one.said(1), other.said(1)]).toEqual([['sent'], ['message']])
    expect(happened(await cluster.leader(), 'room.send_message')).toBe(1)
  })
})
