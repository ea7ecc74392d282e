// A process whose log has ended says by its code how.
import { expect, it } from 'vitest'
import { codeAtLogEnd } from '../src/ending.ts'
import { Stage } from './kit/stage.ts'

it('ends with 75 where the log failed for good, and with 77 where another process writes it', async () => {
  const [broken, fenced] = [new Stage(), new Stage()]
  broken.log.break('the disk is gone')
  const codes = [broken, fenced].map(({ engine }) => codeAtLogEnd(engine))
  fenced.log.fence('the other leads')
  expect(await Promise.all(codes)).toEqual([75, 77])
})
