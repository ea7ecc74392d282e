// Slices that were kept: each is judged again by every version. `--export ID > test/replay/logs/NAME.jsonl` adds one.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSource } from '../../src/replay/source/openSource.ts'
import { Replay } from '../../src/replay/timeline/replay.ts'
import { verify } from '../../src/replay/timeline/verify.ts'
import { succeeded } from '../kit/succeeded.ts'

const folder = join(import.meta.dirname, 'logs')

it.each(readdirSync(folder))('%s is judged, and nothing is wrong', (name) => {
  const { history, source, fault } = Replay.of(succeeded(openSource(join(folder, name))))
  expect([fault, source.isPart, history.length > 0]).toEqual([null, true, true])
  expect(verify(history, source).mismatch).toBeNull()
})
