// Folders that are gone after the test file, though files share this module.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const made: string[] = []

export const passingFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'passerby-'))
  made.push(folder)
  return folder
}

export const removePassingFolders = (): void => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
}
