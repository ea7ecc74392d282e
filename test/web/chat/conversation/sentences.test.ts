// The sentences of the chat page.
import { expect, it } from 'vitest'
import { sharedInterestsSentence } from '../../../../web/chat/conversation/sentences.ts'

it('joins what both like into a sentence', () => {
  expect(sharedInterestsSentence(['tea'])).toBe('You both like tea.')
  expect(sharedInterestsSentence(['tea', 'rain', 'maps'])).toBe('You both like tea, rain and maps.')
})
