// What is wrong with the join form, as far as the page can tell.
import { expect, it } from 'vitest'
import { faultsIn } from '../../../web/home/joinForm.ts'

it('names every fault by its field', () => {
  const fields = { username: 'x'.repeat(33), bio: 'x'.repeat(281), interests: [] }
  expect(Object.keys(faultsIn(fields, false)).sort()).toEqual([
    'bio',
    'confirmed',
    'gender',
    'seeks',
    'username',
  ])
  const good = { username: '', bio: '', gender: 'other', seeks: 'anyone', interests: [] }
  expect(faultsIn(good, true)).toEqual({})
})
