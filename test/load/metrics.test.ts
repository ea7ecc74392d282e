// What a server tells of itself, read before a run, in it and after it.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readText } from '../../src/load/cli/machine.ts'
import { MetricsReader } from '../../src/load/cli/metricsReader.ts'
import { noCounts } from '../../src/load/measures/measures.ts'
import {
  MetricsRecord,
  readMetrics,
  type ServerMetrics,
} from '../../src/load/measures/serverMetrics.ts'
import { metricsRemarks, metricsTable } from '../../src/load/report/metricsTable.ts'

const told = (joins: number, delay: number, log: number): string =>
  `# HELP passerby_joins_total Visitors who joined.
# TYPE passerby_joins_total counter
passerby_joins_total ${joins}
passerby_event_loop_delay_seconds ${delay}
passerby_log_bytes ${log}
process_cpu_seconds_total 1.5
`

const toldOf = (joins: number | null): string | null => (joins === null ? null : told(joins, 0, 0))

/** A server that tells these texts, one after the other, then the last; a null is a status of 503. */
const telling = async (...texts: readonly (string | null)[]) => {
  const left = [...texts]
  const server = createServer((_, response) => {
    const text = left.length > 1 ? left.shift() : left[0]
    response.writeHead(typeof text === 'string' ? 200 : 503).end(text ?? '')
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/metrics`, close: () => server.close() }
}

const looked = async (url: string, looks: number): Promise<ServerMetrics> => {
  const reader = new MetricsReader([url], readText)
  for (let look = 0; look < looks; look += 1) await reader.look()
  return reader.result({ ...noCounts(), joined: 50 })[0] as ServerMetrics
}

it('is read of Prometheus’ text: values of several labels are added, and what is none is passed over', () => {
  const text = '# HELP a b\na 1\nb{x="1"} 2\nb{x="2"} 3.5 1700000000\nc NaN\n\n<html>\nd_1:e 1e3'
  expect([...readMetrics(text)]).toEqual([
    ['a', 1],
    ['b', 5.5],
    ['d_1:e', 1_000],
  ])
})

it('is told as it was before and after, how much came, and what there was at most', async () => {
  const server = await telling(
    told(1_000, 0.001, 7e6),
    told(1_040, 0.25, 8e6),
    told(1_050, 0.002, 9e6),
  )
  const metrics = await looked(server.url, 3)
  server.close()
  expect(metricsRemarks(metrics)).toEqual([])
  expect(metricsTable(metrics)).toEqual([
    ['', 'before', 'after', 'change', 'at most', 'ours'],
    ['joins', '1,000', '1,050', '50', '–', '50'],
    ['event-loop delay', '1.00 ms', '2.00 ms', '–', '250 ms', '–'],
    ['log', '7 MB', '9 MB', '2 MB', '9 MB', '–'],
    ['CPU time', '1.50 s', '1.50 s', '0.00 ms', '–', '–'],
  ])
})

it('adds up what a server counted that was started again, and says so', async () => {
  const server = await telling(...[1_000, 1_040, null, 30, 35, 2, 6].map(toldOf))
  const metrics = await looked(server.url, 7)
  server.close()
  expect(metricsTable(metrics)[1]).toEqual(['joins', '1,000', '6', '81', '–', '50'])
  expect(metricsRemarks(metrics)).toEqual([
    'This server was started again (2 times) and counted from 0: `change` adds up what it counted, but for what came between the last look at it and its end.',
  ])
})

it('has as change what all starts counted, wherever one ended', async () => {
  const starts = fc.array(
    fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  fc.assert(
    fc.property(starts, (all) => {
      const record = new MetricsRecord('a server')
      record.note(readMetrics(told(0, 0, 0)))
      for (const [at, steps] of all.entries()) {
        // A start that is not seen to fall is none: each begins below where the one before ended.
        if (at > 0) record.note(readMetrics(told(0, 0, 0)))
        let joins = 0
        for (const step of steps) {
          joins += step
          record.note(readMetrics(told(joins, 0, 0)))
        }
      }
      const { figures, restarts } = record.result(noCounts())
      expect(figures[0]?.change).toBe(all.flat().reduce((sum, step) => sum + step, 0))
      expect(restarts).toBe(all.length - 1)
    }),
  )
})

it('is a line where there is nothing, and where it ended', async () => {
  const failureAt = async (url: string, looks = 1) => metricsRemarks(await looked(url, looks))[0]
  const advice = 'give the address that METRICS_LISTEN of the server names'
  const gone = await telling('')
  gone.close()
  expect(await failureAt(gone.url)).toBe(`no metrics from ${gone.url} (ECONNREFUSED): ${advice}`)
  const page = await telling('<html>')
  expect(await failureAt(page.url)).toContain('(no metrics of a Passerby server)')
  page.close()
  const ending = await telling(told(1, 0, 0), null)
  const ended = await looked(ending.url, 2)
  ending.close()
  expect(metricsRemarks(ended)[0]).toContain('(status 503)')
  expect(metricsTable(ended)[1]).toEqual(['joins', '1', '–', '–', '–', '50'])
})
