// One short form of an id, in the terminal and on the debugger's page.
import { expect, it } from 'vitest'
import { shortId } from '../../src/events/limits.ts'
import { randomIds } from '../../src/system.ts'
import { actorName } from '../../web/replay/labels/actorNames.ts'

it('begins an id, so that the debugger takes it back, and the page shows the same', () => {
  const ids = randomIds()
  for (const id of [ids.session(), ids.room()]) {
    expect(id.startsWith(shortId(id))).toBe(true)
    expect(shortId(id)).toMatch(/^[sr]_.{6}$/)
    expect(actorName(null, id)).toBe(shortId(id))
  }
})

it('leaves the name of the matchmaker, and what is short, as they are', () => {
  expect(['matchmaker', 's4', ''].map(shortId)).toEqual(['matchmaker', 's4', ''])
})
