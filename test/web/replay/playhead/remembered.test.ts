// What the debugger's page remembers: what cannot be read of it is as at first.
import { expect, it } from 'vitest'
import { rememberedIn } from '../../../../web/replay/playhead/remembered.ts'

it.each([
  [
    { characterKeys: false, sizes: { events: 30 } },
    { characterKeys: false, sizes: { events: 30 } },
  ],
  [{ sizes: { events: 'wide', actor: 40 } }, { characterKeys: true, sizes: { actor: 40 } }],
  [{}, { characterKeys: true, sizes: {} }],
  [null, { characterKeys: true, sizes: {} }],
])('%j', (kept, expected) => {
  expect(rememberedIn(encodeURIComponent(JSON.stringify(kept)))).toEqual(expected)
})

it.each(['', '%', 'not JSON'])('%j is none of it', (text) => {
  expect(rememberedIn(text)).toEqual({ characterKeys: true, sizes: {} })
})
