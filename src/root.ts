// The folder of the whole project. This file is one deep, as what is built of it is.
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')
