// What is known while the visitor waits, and wishes that change in the meantime.
import { describe, expect, it } from 'vitest'
import { closeCodes } from '../../../web/closeCodes.ts'
import { ownProfile } from '../../../web/session/context.ts'
import { unavailableMs } from '../../../web/session/delays.ts'
import { dawn, idle, matchedIn, openTestClient, waiting } from './testClient.ts'

const since = { type: 'waiting', since: dawn } as const
const outlook = { ...since, waiting: 12, fitting: 5 } as const
const wishes = { seeks: 'male', interests: ['tea', 'rain'] } as const
const wish = { type: 'wish', ...wishes } as const
const wishFrame = { type: 'find_match', ...wishes }
const lost = { type: 'disconnected', code: 1006 } as const

const openTestWait = () => {
  const page = openTestClient().hears(idle, outlook)
  page.commands()
  return page
}

describe('how things stand', () => {
  it('is what was told last in this search', () => {
    const page = openTestWait()
    expect(page.context().outlook).toEqual(outlook)
    page.hears({ ...outlook, waiting: 11 })
    expect(page.context().outlook?.waiting).toBe(11)
  })

  it('is forgotten with the search, and with the connection as soon as it is back', () => {
    expect(openTestWait().does({ type: 'cancel' }).context().outlook).toBe(null)
    expect(openTestWait().hears(matchedIn('r1')).context().outlook).toBe(null)
    const page = openTestWait().hears(lost).rests(1_000)
    expect(page.hears(waiting).context().outlook).toBe(null)
  })
})

describe('wishes that change while waiting', () => {
  it('are told at once; how things stood for others is not shown any more', () => {
    const page = openTestWait().does(wish)
    expect(page.frames()).toEqual([wishFrame])
    expect(page.context().outlook).toBe(null)
    expect(ownProfile(page.context())).toMatchObject(wishes)
    expect(page.isIn({ phase: { waiting: 'asking' } })).toBe(true)
    expect(page.hears(since).isIn({ phase: { waiting: 'queued' } })).toBe(true)
  })

  it('are told again where the server had no time for them, even if a word crossed them', () => {
    const page = openTestWait().does(wish).hears(outlook)
    page.hears({ type: 'error', code: 'unavailable', message: 'Not now.' })
    page.commands()
    expect(page.rests(unavailableMs).frames()).toEqual([wishFrame])
  })

  it('are told again after a lost connection, unless the server has them', () => {
    const page = openTestWait().does(wish).hears(lost).rests(1_000)
    page.commands()
    expect(page.hears(waiting).frames()).toEqual([wishFrame])
    page.hears(since, lost).rests(1_000)
    page.commands()
    expect(page.hears({ ...waiting, you: { ...waiting.you, ...wishes } }).frames()).toEqual([])
    expect(page.isIn({ phase: { waiting: 'queued' } })).toBe(true)
  })

  it('hold for the next search', () => {
    const page = openTestWait().does(wish).hears(since).does({ type: 'cancel' }, { type: 'find' })
    expect(page.frames().at(-1)).toEqual(wishFrame)
  })

  it('that the server does not take leave those from before, and that is said', () => {
    const page = openTestWait().does(wish)
    page.commands()
    page.hears({ type: 'error', code: 'bad_frame', message: 'No.', field: 'interests' })
    expect(page.frames()).toEqual([{ type: 'find_match' }])
    expect(page.context().isWishRefused).toBe(true)
    expect(ownProfile(page.hears(since).context())).toEqual(idle.you)
    expect(page.does(wish).context().isWishRefused).toBe(false)
  })

  it('are those of the tab that has the visit', () => {
    const page = openTestWait().does(wish)
    page.hears({ type: 'disconnected', code: closeCodes.replaced }).does({ type: 'reconnect' })
    page.commands()
    expect(page.hears(waiting).frames()).toEqual([])
    expect(ownProfile(page.context())).toEqual(waiting.you)
  })
})
