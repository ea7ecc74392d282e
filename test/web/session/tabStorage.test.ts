// What a tab keeps over a refresh.
import { describe, expect, it } from 'vitest'
import { tabStateOf } from '../../../web/session/clientMachine.ts'
import { markUnsent } from '../../../web/session/pendingMessages.ts'
import {
  emptyTabState,
  forgetTab,
  readTab,
  tabWriter,
  writeTab,
} from '../../../web/session/tabStorage.ts'
import { fromPartner, openTestChat } from './testClient.ts'

describe('what a tab keeps', () => {
  const storage = (): Storage => {
    const items = new Map<string, string>()
    return {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => items.set(key, value),
      removeItem: (key: string) => items.delete(key),
    } as unknown as Storage
  }

  it('comes back as it was, until it is forgotten', () => {
    const tab = storage()
    const tabState = { ...emptyTabState, room: 'r1', shared: ['tea'] }
    writeTab(() => tab, tabState)
    expect(readTab(() => tab)).toEqual(tabState)
    forgetTab(() => tab)
    expect(readTab(() => tab)).toEqual(emptyTabState)
  })

  it('is written when it changes, and not for what comes in', () => {
    const tab = storage()
    let writes = 0
    const counted = { ...tab, setItem: () => (writes += 1) } as unknown as Storage
    const keep = tabWriter(() => counted)
    const page = openTestChat()
    page.actor.subscribe((snapshot) => keep(tabStateOf(snapshot)))
    page.hears(fromPartner(1, 'hello'))
    expect(writes).toBe(1)
    for (let seq = 2; seq < 100; seq += 1) page.hears(fromPartner(seq, 'and so on'))
    expect(writes).toBe(1)
    page.says('good')
    expect(writes).toBeGreaterThan(1)
  })

  it('is nothing where storage is broken or forbidden', () => {
    const broken = storage()
    broken.setItem('passerby', '{')
    expect(readTab(() => broken)).toEqual(emptyTabState)
    const forbidden = (): Storage => {
      throw new DOMException('denied', 'SecurityError')
    }
    expect(readTab(forbidden)).toEqual(emptyTabState)
    expect(() => writeTab(forbidden, emptyTabState)).not.toThrow()
  })

  it('comes back from what an older page stored', () => {
    const tab = storage()
    const messages = [
      { id: 'k1', text: 'one', at: 1, state: 'flying' },
      { id: 'k2', text: 'two', at: 2, state: 'refused', fault: 'No.' },
    ]
    const stored = { rested: true, room: 'r1', outbox: messages, shared: null }
    tab.setItem('passerby', JSON.stringify(stored))
    const { pending, ...others } = readTab(() => tab)
    const fresh = {
      visit: null,
      draft: null,
      isAgain: false,
      lastTalk: null,
      ending: null,
      roomLeft: null,
      talkEnd: null,
      shielding: null,
      isWarned: false,
    }
    expect(others).toEqual({ ...fresh, searchStopped: true, room: 'r1', shared: null })
    expect(markUnsent(pending)).toEqual([{ ...messages[0], state: 'unsent' }, messages[1]])
    writeTab(() => tab, { ...others, pending })
    expect(JSON.parse(tab.getItem('passerby') ?? '')).toEqual({ ...stored, ...fresh })
  })
})
