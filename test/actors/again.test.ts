// [M12] Two who parted meet again at once only if both ask for it.
import { describe, expect, it } from 'vitest'
import { againMs } from '../../src/events/limits.ts'
import { verify } from '../../src/replay/timeline/verify.ts'
import { Stage } from '../kit/stage.ts'
import { chatting, Visitor } from '../kit/visitors.ts'
import { replayOf } from '../replay/recording.ts'

/** Two who have parted, in a stage; what they heard on the way is forgotten. */
const parted = (stage = new Stage()) => {
  const [ann, bea] = chatting(stage)
  const room = ann.room ?? ''
  ann.say('hello')
  ann.leaveChat()
  for (const { id } of [ann, bea]) stage.heard(id)
  return { stage, ann, bea, room, until: stage.clock.now() + againMs }
}

describe('[M12] meeting again', () => {
  it('is offered to both at the end, for two minutes, in a room that begins empty', () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage)
    const room = ann.room ?? ''
    const until = stage.clock.now() + againMs
    ann.leaveChat()
    for (const one of [ann, bea]) one.hears({ type: 'chat_ended', reason: 'left', again: until })
    bea.again(room)
    bea.hears({ type: 'again', room, until })
    stage.pass(againMs - 1)
    expect(ann.again(room)).toBeNull()
    ann.hears('again', { type: 'matched', again: true, partner: { username: 'Bea' } } as never)
    bea.hears({ type: 'matched', again: true, partner: { username: 'Ann' } } as never)
    expect([ann.room, ann.room === room]).toEqual([bea.room, false])
    expect(stage.actorSystem.room(ann.room ?? '')?.ledger.size).toBe(0)
    stage.pass(againMs)
    expect([ann.state, bea.state]).toEqual(['chatting', 'chatting'])
  })

  it('comes of no single wish, however often it is said', () => {
    const { stage, ann, bea, room } = parted()
    for (let times = 0; times < 3; times++) expect(ann.again(room)).toBeNull()
    ann.hears('again', 'again', 'again')
    bea.hears()
    stage.pass(againMs)
    expect(ann.again(room)).toMatchObject({ code: 'too_late' })
    expect(bea.again(room)).toMatchObject({ code: 'too_late' })
    expect([ann.state, bea.state]).toEqual(['idle', 'idle'])
  })

  it('leaves nothing behind once the time is over, and takes no wish any more', () => {
    const { stage, ann, bea, room } = parted()
    ann.again(room)
    stage.pass(againMs)
    for (const { id } of [ann, bea]) expect(stage.actorSystem.session(id)?.parted).toBeNull()
    expect(JSON.stringify([...stage.actorSystem.all()])).not.toContain(room)
  })

  it('happens once for a parting; a new parting is a new chance', () => {
    const { stage, ann, bea, room } = parted()
    for (const one of [ann, bea]) one.again(room)
    const second = ann.room ?? ''
    for (const { id } of [ann, bea]) expect(stage.actorSystem.session(id)?.parted).toBeNull()
    expect(ann.again(room)).toMatchObject({ code: 'already_chatting' })
    bea.leaveChat()
    for (const one of [ann, bea]) expect(one.again(room)).toMatchObject({ code: 'too_late' })
    expect([ann.state, bea.state]).toEqual(['idle', 'idle'])
    for (const one of [ann, bea]) expect(one.again(second)).toBeNull()
    expect([ann.state, ann.room]).toEqual(['chatting', bea.room])
    expect(stage.engine.counts().matches).toBe(3)
  })

  it('takes the place of waiting', () => {
    const { stage, ann, bea, room } = parted()
    const wish = { seeks: 'anyone', interests: ['nobody else has this'] } as const
    ann.findMatch(wish)
    expect(ann.again(room)).toBeNull()
    bea.again(room)
    expect([ann.state, bea.state, ann.room]).toEqual(['chatting', 'chatting', bea.room])
    expect(stage.engine.counts().waiting).toBe(0)
  })

  it('goes before anybody else, where one search could give either', () => {
    const { stage, ann, bea, room } = parted()
    ann.findMatch({ seeks: 'male' })
    ann.again(room)
    bea.again(room)
    expect([ann.state, bea.state]).toEqual(['waiting', 'idle'])
    const cid = Visitor.online(stage, { interests: ['maps'] })
    cid.findMatch()
    stage.pass(6_000)
    expect(cid.state).toBe('waiting')
    ann.findMatch({ seeks: 'anyone' })
    expect([ann.state, ann.room, cid.state]).toEqual(['chatting', bea.room, 'waiting'])
    expect(stage.engine.counts()).toMatchObject({ waiting: 1, rooms: 1, matches: 2 })
  })

  it('[M3] comes about only while both accept each other, as they wish by then', () => {
    for (const who of ['ann', 'bea'] as const) {
      const { room, ...two } = parted()
      two[who].findMatch({ seeks: 'male' })
      for (const one of [two.ann, two.bea]) one.again(room)
      expect([two.ann.room, two.bea.room, two[who].state]).toEqual([null, null, 'waiting'])
    }
  })

  it('never comes about against a block, or where the end allows none', () => {
    const { ann, bea, room } = parted()
    expect(ann.again(room)).toBeNull()
    expect(bea.block(room)).toBeNull()
    expect(bea.again(room)).toMatchObject({ code: 'too_late' })
    expect([ann.state, bea.state]).toEqual(['idle', 'idle'])
    const other = new Stage()
    const [cid, dan] = chatting(other)
    const last = cid.room ?? ''
    other.take({ actor: cid.id, type: 'session.leave_chat', data: {} })
    for (const one of [cid, dan]) expect(one.again(last)).toMatchObject({ code: 'too_late' })
    dan.hears({ type: 'chat_ended', reason: 'left' })
  })

  it('is not offered by whoever expired, and is after a fault of ours', () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage)
    const room = bea.room ?? ''
    ann.disconnect()
    stage.pass(30_000)
    expect(bea.again(room)).toMatchObject({ code: 'too_late' })
    const [cid, dan] = chatting(new Stage())
    const failed = cid.room ?? ''
    const { ledger } = cid.stage.actorSystem.room(failed) ?? {}
    if (ledger !== undefined)
      ledger.add = () => {
        throw new Error('a bug of ours')
      }
    cid.say('this will fail')
    for (const one of [cid, dan]) expect(one.again(failed)).toBeNull()
    expect(cid.room).toBe(dan.room)
  })
})

describe('[M12] a wish to meet again', () => {
  it('is answered the same whatever the other does', () => {
    const deeds: ((bea: Visitor, stage: Stage, room: string) => void)[] = [
      () => {},
      (bea) => bea.leave(),
      (bea) => bea.disconnect(),
      (bea) => bea.findMatch({ seeks: 'male' }),
      (bea, _, room) => {
        bea.again(room)
        bea.disconnect()
      },
      (bea, stage) => {
        bea.findMatch()
        Visitor.online(stage).findMatch()
      },
      (bea, _, room) => {
        bea.findMatch({ seeks: 'male' })
        bea.again(room)
      },
    ]
    const heard = deeds.map((deed) => {
      const { stage, ann, bea, room } = parted()
      deed(bea, stage, room)
      const refusal = ann.again(room)
      return [refusal, stage.heard(ann.id)]
    })
    for (const one of heard) expect(one).toEqual(heard[0])
    expect(heard[0]?.[1]).toHaveLength(1)
  })

  it('stands only while neither has begun another conversation', () => {
    for (const who of ['ann', 'bea'] as const) {
      const { stage, room, ...two } = parted()
      two.ann.again(room)
      const unfaithful = two[who]
      unfaithful.findMatch()
      Visitor.online(stage).findMatch()
      unfaithful.leaveChat()
      two.bea.again(room)
      expect([two.ann.state, two.bea.state]).toEqual(['idle', 'idle'])
    }
  })

  it('is nobody else’s to have', () => {
    const { stage, ann, room } = parted()
    const cid = Visitor.online(stage)
    expect(cid.again(room)).toMatchObject({ code: 'too_late' })
    expect(ann.again('r99')).toMatchObject({ code: 'too_late' })
    expect(new Visitor(stage).again(room)).toMatchObject({ code: 'no_session' })
  })

  it('counts again when whoever had it comes back in time, and not while it is away', () => {
    const { stage, ann, bea, room, until } = parted()
    ann.again(room)
    ann.disconnect()
    expect(bea.again(room)).toBeNull()
    expect(bea.state).toBe('idle')
    stage.pass(1_000)
    stage.heard(ann.id)
    ann.connect()
    ann.hears({ type: 'welcome', again: { room, until, asked: true } }, 'matched')
    expect(ann.room).toBe(bea.room)
  })

  it('[M8] outlives a crash, and its time goes on', async () => {
    const { stage, ann, bea, room, until } = parted()
    ann.again(room)
    await stage.crash()
    for (const one of [ann, bea]) one.connect()
    bea.hears({ type: 'welcome', again: { room, until, asked: false } })
    bea.again(room)
    expect([ann.state, ann.room]).toEqual(['chatting', bea.room])
    const second = parted()
    second.ann.again(second.room)
    await second.stage.crash()
    second.stage.pass(20_000)
    second.bea.connect()
    second.ann.connect()
    second.stage.pass(againMs)
    expect(second.bea.again(second.room)).toMatchObject({ code: 'too_late' })
    expect(second.stage.actorSystem.matchmaker.asks.size).toBe(0)
  })

  it('is in the log, which folds to what lived', () => {
    const { stage, ann, bea, room } = parted(new Stage(undefined, 2))
    for (const one of [ann, bea]) one.again(room)
    ann.leaveChat()
    stage.pass(againMs)
    for (let times = 0; times < 3; times++) bea.connect()
    const { mismatch, digests } = verify(replayOf(stage.played).history)
    expect([mismatch, digests > 10]).toEqual([null, true])
    const types = stage.played.map(({ type }) => type)
    for (const type of ['session.again', 'matchmaker.again', 'session.forget']) {
      expect(types).toContain(type)
    }
  })
})
