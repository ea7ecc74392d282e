// The log of the world that leads: what is told stands in the stream, and counts.
import { describe, expect, it } from 'vitest'
import { MemoryServers } from '../kit/memoryStream.ts'
import { connects, joins, leaves, Tale } from '../store/tale.ts'
import { known, leading } from './leading.ts'

describe('a turn', () => {
  it('is told once it stands in the stream, with its words under a key that is filed', async () => {
    const servers = new MemoryServers()
    const { log, watched } = await leading(servers, 'a')
    const tale = new Tale()
    const turns = [tale.turn(joins('ann')), tale.turn(joins('bea'), connects('ann'))]
    await watched.commit(...turns)
    expect(known(servers).events).toEqual(turns.flat())
    await watched.commit(tale.turn(leaves('ann')))
    expect(known(servers).events[0]?.redacted).toBe(true)
    await log.close()
    expect(servers.keys.map(({ owner }) => owner)).toEqual(['bea'])
  })
})
