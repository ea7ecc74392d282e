// Runs in every test file: a module that files share cannot tell when one of them is over.
import { afterAll } from 'vitest'
import { removePassingFolders } from './passingFolder.ts'

afterAll(removePassingFolders)
