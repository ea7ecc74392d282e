// The log of the world that leads: what is told stands in the stream, and counts.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodedEntry } from '../../src/cluster/entries.ts'
import type { Batch } from '../../src/cluster/messages.ts'
import { lotsOf } from '../../src/cluster/streamLog.ts'
import { MemoryServers } from '../kit/memoryStream.ts'
import { handClock } from '../store/stores.ts'
import { connects, dawns, isOver, joins, leaves, opens, says, Tale } from '../store/tale.ts'
import { known, type LeadOptions, leading, turnsIn } from './leading.ts'
import { type Fate, settled, unsurePath } from './unsurePath.ts'

/** A world, `a`, that leads a new stream; its tale, and a way to the servers that the test decides. */
const lead = async ({
  expects = true,
  ...options
}: LeadOptions & { readonly expects?: boolean } = {}) => {
  const servers = new MemoryServers()
  servers.expects = expects
  const way = unsurePath()
  const clock = handClock()
  const { log, watched } = await leading(servers, 'a', { path: way.path, clock, ...options })
  /** Appends these turns, what is asked for meets with these fates, and all that can be done is. */
  const append = async (turns: readonly ReturnType<Tale['turn']>[], ...fates: readonly Fate[]) => {
    way.next(...fates)
    for (const turn of turns) log.append(turn)
    await settled()
  }
  const pass = async (ms: number) => {
    clock.pass(ms)
    await settled()
  }
  return { servers, log, watched, way, append, pass, tale: new Tale() }
}

/** As if a world that was overtaken had appended it. */
const appendVoid = async (servers: MemoryServers, batch: Partial<Batch>): Promise<void> => {
  const entry: Batch = {
    ...{ kind: 'batch', epoch: 0, world: 'zombie', index: 1, rows: [] },
    ...{ marks: { edges: {}, refused: [], outcomes: [], opened: [] }, ...batch },
  }
  await servers.stream().append(encodedEntry(entry), servers.messages.length)
}

describe('a log that is tried', () => {
  it('is unavailable while the stream does not answer, and not before or after', async () => {
    const { log, watched, way, pass } = await lead()
    log.probe()
    await settled()
    expect(watched.said).toEqual([])
    way.next('lost', 'lost')
    log.probe()
    await settled()
    expect(watched.said).toEqual(['unavailable'])
    await pass(100)
    expect(watched.said).toEqual(['unavailable'])
    await pass(100)
    expect(watched.said).toEqual(['unavailable', 'available'])
  })

  it('tries no more where a turn is appended, by which it is seen as well', async () => {
    const { log, watched, way, append, pass, tale } = await lead()
    way.next('lost')
    log.probe()
    await settled()
    await append([tale.turn(connects('ann'))], 'lost')
    expect(watched.said).toEqual(['unavailable'])
    await pass(100)
    await pass(100)
    expect(watched.said).toEqual(['unavailable', 'committed 1', 'available'])
  })
})

describe('a log that is tried where another leads', () => {
  it('ends, and tells nobody anything', async () => {
    const { servers, log, watched, append, tale } = await lead()
    await append([tale.turn(connects('ann'))])
    for (const index of [2, 3]) await appendVoid(servers, { index })
    log.probe()
    await settled()
    expect(watched.said).toEqual(['committed 1'])
    await leading(servers, 'b')
    log.probe()
    await settled()
    expect(watched.said).toEqual(['committed 1', 'fenced'])
    expect(watched.messages).toEqual(['b leads since epoch 2.'])
    await append([tale.turn(connects('ann'))])
    expect(watched.said).toEqual(['committed 1', 'fenced'])
  })
})

describe('a turn', () => {
  it('is told once it stands in the stream, with its words under a key that is filed', async () => {
    const { servers, log, watched, append, tale } = await lead()
    const turns = [tale.turn(joins('ann')), tale.turn(joins('bea'), connects('ann'))]
    await append(turns)
    expect(watched.said.at(-1)).toBe('committed 2')
    expect(known(servers).events).toEqual(turns.flat())
    await append([tale.turn(leaves('ann'))])
    expect(known(servers).events[0]?.redacted).toBe(true)
    expect(servers.keys.map(({ owner }) => owner)).toEqual(['bea'])
    expect(log.head()).toMatchObject({ seq: 4, turn: 3 })
  })

  it('is not told while the append is under way, and the next waits for it', async () => {
    const { servers, watched, way, append, pass, tale } = await lead()
    await append([tale.turn(connects('ann'))], 'held')
    await append([tale.turn(connects('ann')), tale.turn(connects('ann'))])
    await pass(1_000)
    expect(watched.said).toEqual([])
    expect(servers.messages).toHaveLength(1)
    await way.arrive()
    expect(watched.said).toEqual(['committed 1', 'committed 3'])
    expect(turnsIn(servers)).toEqual([[1], [2, 3]])
  })

  it('is not appended before the keys of those who begin with it are filed', async () => {
    const { servers, watched, append, pass, tale } = await lead()
    await append([tale.turn(joins('ann'))], 'lost', 'lost')
    await pass(100)
    expect(servers.messages).toHaveLength(1)
    expect(watched.said).toEqual(['unavailable'])
    await pass(100)
    expect(watched.said).toEqual(['unavailable', 'committed 1', 'available'])
    expect(known(servers).events[0]?.redacted).toBe(undefined)
  })

  it('carries what has become of the commands by its end', async () => {
    const { servers, append, tale } = await lead()
    await append([tale.turn(connects('ann')), tale.turn(connects('bea'))])
    await append([tale.turn(connects('cat'))])
    expect(known(servers).marks.map(({ edges }) => edges.edge)).toEqual([2, 3])
  })

  it('must follow the one before', async () => {
    const { log, tale } = await lead()
    const [first, second] = [tale.turn(connects('ann')), tale.turn(connects('ann'))]
    expect(() => log.append(second)).toThrow('where 1 of 1 is due')
    log.append(first)
    expect(() => log.append(first)).toThrow('where 2 of 2 is due')
    expect(() => log.append([])).toThrow('empty')
  })
})

describe('an append', () => {
  const turnOf = (tale: Tale) => [tale.turn(connects('ann'))]

  it('that nobody hears of is found where it stands', async () => {
    const { servers, watched, append, tale } = await lead()
    await append(turnOf(tale), 'unheard')
    expect(watched.said).toEqual(['committed 1'])
    expect(turnsIn(servers)).toEqual([[1]])
  })

  it('that is refused because it stands there by now is found', async () => {
    const { servers, watched, append, pass, tale } = await lead()
    await append(turnOf(tale), 'unheard', 'lost')
    expect(watched.said).toEqual(['unavailable'])
    await pass(100)
    expect(watched.said).toEqual(['unavailable', 'committed 1', 'available'])
    expect(turnsIn(servers)).toEqual([[1]])
  })

  it('that never got there is made again', async () => {
    const { servers, watched, append, pass, tale } = await lead()
    await append(turnOf(tale), 'lost')
    expect(watched.said).toEqual(['unavailable'])
    await pass(99)
    expect(watched.said).toEqual(['unavailable'])
    await pass(1)
    expect(watched.said).toEqual(['unavailable', 'committed 1', 'available'])
    expect(turnsIn(servers)).toEqual([[1]])
  })

  it('that gets there late, after nothing was found, is found the next time', async () => {
    const { servers, watched, way, append, pass, tale } = await lead()
    await append(turnOf(tale), 'late')
    await way.arrive()
    expect(watched.said).toEqual(['unavailable'])
    await pass(100)
    expect(watched.said).toEqual(['unavailable', 'committed 1', 'available'])
    expect(turnsIn(servers)).toEqual([[1]])
  })

  it.each([
    [true, [[1], [2]]],
    [false, [[1], [1], [2]]],
  ])('whose copy comes later than that counts once (expectation: %s)', async (expects, turns) => {
    const { servers, watched, way, append, pass, tale } = await lead({ expects })
    await append(turnOf(tale), 'late')
    await pass(100)
    await way.arrive()
    await append(turnOf(tale))
    expect(watched.said).toEqual(['unavailable', 'committed 1', 'available', 'committed 2'])
    expect(turnsIn(servers)).toEqual(turns)
    expect(known(servers).events.map(({ seq }) => seq)).toEqual([1, 2])
  })

  it.each([true, false])('that is done twice counts once (expectation: %s)', async (expects) => {
    const { servers, watched, append, tale } = await lead({ expects })
    await append(turnOf(tale), 'twice')
    await append(turnOf(tale), 'twice')
    await append(turnOf(tale))
    expect(watched.said).toEqual(['committed 1', 'committed 2', 'committed 3'])
    expect(known(servers).events.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(turnsIn(servers)).toEqual(expects ? [[1], [2], [3]] : [[1], [1], [2], [2], [3]])
  })

  it.each([true, false])('steps over what is void (expectation: %s)', async (expects) => {
    const { servers, watched, append, tale } = await lead({ expects })
    for (let index = 1; index <= 40; index += 1) await appendVoid(servers, { index })
    await append(turnOf(tale))
    await append(turnOf(tale))
    expect(watched.said).toEqual(['committed 1', 'committed 2'])
    expect(known(servers).events.map(({ seq }) => seq)).toEqual([1, 2])
    expect(known(servers).succession.standing).toMatchObject({ epoch: 1, world: 'a', index: 2 })
  })

  it.each([
    [true, 'plain'],
    [true, 'lost'],
    [true, 'unheard'],
    [false, 'plain'],
    [false, 'lost'],
    [false, 'unheard'],
  ] as const)(
    'after a newer claim tells nobody anything (expectation: %s, %s)',
    async (expects, fate) => {
      const { servers, log, watched, append, pass, tale } = await lead({ expects })
      await append(turnOf(tale))
      const next = await leading(servers, 'b')
      await append(turnOf(tale), fate)
      expect(watched.said).toEqual(['committed 1', 'fenced'])
      expect(watched.messages).toEqual(['b leads since epoch 2.'])
      const { length } = servers.messages
      await append(turnOf(tale))
      await pass(1_000)
      expect(servers.messages).toHaveLength(length)
      await log.close()
      await next.watched.commit(new Tale(next.log.head()).turn(connects('bea')))
      expect(known(servers).events.map(({ actor }) => actor)).toEqual(['ann', 'bea'])
      expect(watched.said).toEqual(['committed 1', 'fenced'])
    },
  )

  it('that stands there before a newer claim is told, and the next is not made', async () => {
    const { servers, watched, way, append, pass, tale } = await lead()
    await append(turnOf(tale), 'late', 'plain')
    await way.arrive()
    await leading(servers, 'b')
    await append(turnOf(tale))
    await pass(100)
    await pass(100)
    expect(watched.said).toEqual(['unavailable', 'committed 1', 'fenced'])
    expect(known(servers).events.map(({ seq }) => seq)).toEqual([1])
  })
})

describe('a log that is told to be silent', () => {
  it('asks for nothing any more', async () => {
    const { servers, log, watched, append, pass, tale } = await lead()
    await append([tale.turn(connects('ann'))], 'lost')
    log.fence('b leads.')
    await pass(1_000)
    await append([tale.turn(connects('ann'))])
    expect(servers.messages).toHaveLength(1)
    expect(watched.said).toEqual(['unavailable', 'fenced'])
    await log.close()
  })
})

describe('a key', () => {
  it('of a day is given once its beginning is committed, and not before', async () => {
    const { log, way, append, tale } = await lead()
    await append([tale.turn(dawns('2026-11-30'))], 'plain', 'held')
    expect(await log.keyOf('2026-11-30')).toBe(null)
    await way.arrive()
    expect((await log.keyOf('2026-11-30'))?.length).toBe(32)
  })

  it('is overwritten once its owner is over, however long nobody answers', async () => {
    const { servers, watched, append, pass, tale } = await lead()
    await append([tale.turn(joins('ann')), tale.turn(joins('bea'))])
    await append([tale.turn(leaves('ann'))], 'plain', 'lost')
    expect(watched.said).toEqual(['committed 2', 'committed 3', 'unavailable'])
    await append([tale.turn(connects('bea'))])
    expect(servers.messages).toHaveLength(3)
    await pass(100)
    expect(servers.keys.map(({ owner }) => owner)).toEqual(['bea'])
    expect(watched.said.slice(3)).toEqual(['committed 4', 'available'])
  })

  it('that could not be overwritten for a while leaves the log available afterwards', async () => {
    const { watched, append, pass, tale } = await lead()
    await append([tale.turn(joins('ann'))])
    await append([tale.turn(leaves('ann'))], 'plain', 'lost')
    await pass(100)
    expect(watched.said).toEqual(['committed 1', 'committed 2', 'unavailable', 'available'])
  })

  it('of whoever comes and goes within a batch is never made', async () => {
    const { servers, append, tale } = await lead()
    await append([tale.turn(joins('ann')), tale.turn(leaves('ann'))])
    expect(servers.keys).toEqual([])
    expect(known(servers).events[0]?.redacted).toBe(true)
  })

  it('that the world before left over is overwritten at once', async () => {
    const servers = new MemoryServers()
    const key = new Uint8Array(32)
    const owners = ['ann', 'bea']
    await servers.cabinet().put(owners.map((owner) => ({ epoch: 1, owner, key })))
    await leading(servers, 'a', { leftOver: [{ epoch: 1, owner: 'ann', key: null }] })
    await settled()
    expect(servers.keys.map(({ owner }) => owner)).toEqual(['bea'])
  })

  it('that the world before left over leaves the log available once that is answered', async () => {
    const [servers, way, clock] = [new MemoryServers(), unsurePath(), handClock()]
    way.next('lost')
    const leftOver = [{ epoch: 1, owner: 'ann', key: null }]
    const { watched } = await leading(servers, 'a', { path: way.path, clock, leftOver })
    await settled()
    expect(watched.said).toEqual(['unavailable'])
    clock.pass(100)
    await settled()
    expect(watched.said).toEqual(['unavailable', 'available'])
  })

  it('of whoever lives in an epoch before is found by the next world, and overwritten by it', async () => {
    const { servers, append, tale } = await lead()
    await append([tale.turn(joins('ann')), tale.turn(opens('r1', 'ann', 'bea'))])
    const { watched, log } = await leading(servers, 'b')
    const later = new Tale(log.head())
    await watched.commit(later.turn(says('r1', 'ann', 'hello bea')))
    expect(known(servers).events.some(({ redacted }) => redacted)).toBe(false)
    await watched.commit(later.turn(leaves('ann')))
    await settled()
    expect(servers.keys).toMatchObject([{ epoch: 1, owner: 'r1' }])
  })

  it('of whoever begins again while it lasts stays where it is filed', async () => {
    const { servers, append, tale } = await lead()
    await append([tale.turn(dawns('2026-11-30'))])
    for (const [world, command] of [
      ['b', dawns('2026-11-30')],
      ['c', isOver('2026-11-30')],
    ] as const) {
      const { watched, log } = await leading(servers, world)
      expect(servers.keys).toMatchObject([{ epoch: 1, owner: '2026-11-30' }])
      await watched.commit(new Tale(log.head()).turn(command))
      await log.close()
    }
    expect(servers.keys).toEqual([])
  })

  it('of whoever lives stays where a copy of its batch is stepped over', async () => {
    const { servers, append, tale } = await lead({ expects: false })
    await append([tale.turn(joins('ann'))], 'plain', 'twice')
    await append([tale.turn(connects('ann'))])
    expect(turnsIn(servers)).toEqual([[1], [1], [2]])
    expect(servers.keys.map(({ owner }) => owner)).toEqual(['ann'])
  })

  it('that was filed for a batch which is void is overwritten by whoever steps over it', async () => {
    const { servers, append, tale } = await lead()
    await append([tale.turn(joins('ann'))])
    const next = await leading(servers, 'b')
    // Without its expectation the stream takes what the first appends after the claim.
    servers.expects = false
    await append([tale.turn(joins('bea'))])
    expect(servers.keys.map(({ owner }) => owner)).toEqual(['ann', 'bea'])
    await next.watched.commit(new Tale(next.log.head()).turn(joins('bea')))
    await settled()
    expect(servers.keys).toMatchObject([
      { epoch: 1, owner: 'ann' },
      { epoch: 2, owner: 'bea' },
    ])
    expect(known(servers).events.some(({ redacted }) => redacted)).toBe(false)
  })
})

describe('a log that is closed', () => {
  it('commits what was appended', async () => {
    const { servers, log, watched, tale } = await lead()
    for (let turn = 1; turn <= 2_000; turn += 1) log.append(tale.turn(connects('ann')))
    await log.close()
    expect(watched.said.at(-1)).toBe('committed 2000')
    expect(known(servers).events).toHaveLength(2_000)
    log.append(tale.turn(connects('ann')))
    await settled()
    expect(known(servers).events).toHaveLength(2_000)
  })

  it('gives up what nobody answers for, and all that follows', async () => {
    const { servers, log, watched, way, tale } = await lead()
    for (let turn = 1; turn <= 2_000; turn += 1) log.append(tale.turn(connects('ann')))
    way.next('lost', 'lost')
    await log.close()
    expect(watched.said).toEqual([])
    expect(servers.messages).toHaveLength(1)
  })
})

describe('much at once', () => {
  const bytesMax = 512 * 1024

  it('goes in messages that are not too long, of whole turns, in order', async () => {
    const { servers, watched, append, tale } = await lead()
    const text = '\u0001"\u{1d11e}𝄞'.repeat(400).slice(0, 2_000)
    const turns = [tale.turn(opens('r1', 'ann', 'bea'))]
    for (let turn = 0; turn < 200; turn += 1) {
      turns.push(tale.turn(says('r1', 'ann', `hello ${turn} ${text}`), connects('ann')))
    }
    await append(turns)
    expect(known(servers).events).toEqual(turns.flat())
    expect(turnsIn(servers).flat()).toEqual(turns.map((turn) => turn[0]?.turn))
    const lengths = servers.messages.map(({ data }) => Buffer.byteLength(data))
    expect(Math.max(...lengths)).toBeLessThan(bytesMax)
    expect(lengths.length).toBeGreaterThan(2)
    expect(watched.said).toEqual(turnsIn(servers).map((lot) => `committed ${lot.at(-1)}`))
  })

  it('is cut between turns, each lot as long as it may be, whatever is said', () => {
    const unit = fc.constantFrom('a', '"', '\\', '\n', '€', '𝄞', '\u0001')
    const text = fc.tuple(unit, fc.nat(2_000)).map(([one, length]) => one.repeat(length))
    fc.assert(
      fc.property(
        fc.array(fc.array(text, { minLength: 1, maxLength: 3 }), {
          minLength: 1,
          maxLength: 200,
          size: 'max',
        }),
        (told) => {
          const tale = new Tale()
          const turns = told.map((texts) =>
            tale.turn(...texts.map((one) => says('r1', 'ann', one))),
          )
          const lots = lotsOf(turns.flat())
          expect(lots.flat().map(({ seq }) => seq)).toEqual(turns.flat().map(({ seq }) => seq))
          for (const [index, lot] of lots.entries()) {
            expect(lot[0]?.cause).toBe(null)
            expect(Buffer.byteLength(JSON.stringify(lot))).toBeLessThan(bytesMax / 2 + 100)
            const next = lots[index + 1]?.filter(({ turn }) => turn === lots[index + 1]?.[0]?.turn)
            if (next === undefined) continue
            expect(Buffer.byteLength(JSON.stringify([...lot, ...next]))).toBeGreaterThan(
              bytesMax / 2 - 1_000,
            )
          }
        },
      ),
      { numRuns: 12, seed: 12, endOnFailure: true },
    )
  })
})
