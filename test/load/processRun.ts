// Runs of the load tester over several processes, each a real one, inside a test.
import type { ChildProcess } from 'node:child_process'
import * as machine from '../../src/load/cli/machine.ts'
import { type ProcessesOptions, runProcesses } from '../../src/load/processes/run.ts'
import { presets, type Scenario } from '../../src/load/scenario/scenario.ts'
import type { FinishedRun } from '../../src/load/visitors/chronicle.ts'
import { relaxMs } from './badServer.ts'

/** The processes that a run began, in their order. */
export const opened = () => {
  const children: ChildProcess[] = []
  const open = () => {
    const child = machine.openProcess()
    children.push(child)
    return child
  }
  return { children, open }
}

export const runOver = (
  processes: number,
  servers: readonly { readonly origin: string; readonly port: number }[],
  changes: Partial<Scenario> = {},
  options: Partial<ProcessesOptions> = {},
): Promise<FinishedRun> => {
  const epoch = machine.uptime()
  const targets = servers.map(({ origin, port }) => ({ origin, port, address: '127.0.0.1' }))
  return runProcesses(
    { ...presets.smoke, ...changes },
    {
      ...{
        processes,
        run: 'test',
        seed: 5,
        epoch,
        examplesMax: 3,
        keepsRooms: false,
        relaxMs: relaxMs - 10,
        // A busy machine pairs nobody for a while; how soon somebody must be paired is asked elsewhere.
        marginMs: 120_000,
      },
      routes: { targets, localAddresses: 0 },
      open: machine.openProcess,
      now: machine.clockFrom(epoch),
      tick: machine.tick,
      vitals: machine.vitalsOf(),
      stop: new AbortController().signal,
      ...options,
    },
  )
}
