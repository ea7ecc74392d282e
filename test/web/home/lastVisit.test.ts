// What is said of a visit that is over: only what is true.
import { expect, it } from 'vitest'
import { lastVisitIn, lastVisitSentence } from '../../../web/home/lastVisit.ts'

it.each([
  ['#over=expired', /away for too long/],
  ['#over=left', /you left/],
  ['#over=fault', /our side/],
  ['#over=unknown', /set up anew/],
  ['#over=no_cookie', /cookie is gone/],
  ['#over=ended', /^Your last visit ended, and/],
  ['#over', /^Your last visit ended, and/],
  ['#over=constructor', /^Your last visit ended, and/],
])('%s', (hash, sentence) => {
  const said = lastVisitSentence(lastVisitIn(hash) ?? 'nothing')
  expect(said).toMatch(sentence)
  if (hash !== '#over=expired') expect(said).not.toMatch(/too long/)
})

it.each(['', '#', '#privacy', '#overture'])('says nothing at %j', (hash) => {
  expect(lastVisitIn(hash)).toBe(null)
})
