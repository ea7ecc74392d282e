// What is said of a line that is gone.
import { expect, it } from 'vitest'
import { disconnectSentence } from '../../../web/chat/line/disconnectSentence.ts'

it('promises to keep what is written only where something can be written', () => {
  expect(disconnectSentence('offline')).toMatch(/kept and sent/)
  expect(disconnectSentence('offline', false)).toBe('You are offline.')
  expect(disconnectSentence('lost', false)).toBe(disconnectSentence('lost'))
})
