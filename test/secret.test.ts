// The secret is there whole, or is not there.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { keptSecret } from '../src/secret.ts'
import { succeeded } from './kit/succeeded.ts'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const folderWith = (content: string | null) => {
  const directory = mkdtempSync(join(tmpdir(), 'passerby-secret-'))
  folders.push(directory)
  const path = join(directory, 'secret')
  if (content !== null) writeFileSync(path, content)
  const warnings: string[] = []
  const kept = (isInUse: boolean) =>
    keptSecret(directory, { isInUse, warn: (message) => warnings.push(message) })
  return { directory, path, warnings, kept }
}

it('is made once, for its owner only, and nothing else is left', () => {
  const { directory, path, kept, warnings } = folderWith(null)
  writeFileSync(`${path}.new`, 'half of an earlier o')
  const secret = succeeded(kept(false))
  expect(secret.length).toBeGreaterThanOrEqual(43)
  expect(readdirSync(directory)).toEqual(['secret'])
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readFileSync(path, 'utf8')).toBe(`${secret}\n`)
  expect(succeeded(kept(true))).toBe(secret)
  expect(warnings).toEqual([])
})

it.each(['a secret of an operator\n', 'x'.repeat(43)])('is taken as it is given: %j', (content) => {
  expect(succeeded(folderWith(content).kept(true))).toBe(content.trim())
})

const broken = ['', '\n', 'torn in the middle of', 'too short\n', '\0'.repeat(44)]

it.each(broken)('refuses the start while it is in use and reads %j', (content) => {
  const { path, kept } = folderWith(content)
  expect(kept(true)).toMatchObject({
    failure: {
      _tag: 'SecretUnusable',
      message: `The file ${path} is empty or torn, and people are here whose cookies it signed: put back what was in it, or delete it, and they have to join anew.`,
    },
  })
  expect(readFileSync(path, 'utf8')).toBe(content)
})

it.each(broken)('is made anew with a warning where nobody uses it and it reads %j', (content) => {
  const { path, kept, warnings } = folderWith(content)
  expect(succeeded(kept(false)).length).toBe(43)
  expect(warnings).toEqual([`The file ${path} was empty or torn, and is made anew`])
})

it('is made anew with a warning where it was deleted while it was in use', () => {
  const { path, kept, warnings } = folderWith(null)
  expect(succeeded(kept(true)).length).toBe(43)
  expect(warnings).toEqual([`The file ${path} is gone, and everybody has to join anew`])
})
