// Plays a scenario on a server, and reads the server's meters on the way.
import { Result } from 'effect'
import * as machine from '../src/load/cli/machine.ts'
import { passerbyWire } from '../src/load/client/passerbyWire.ts'
import { addressesFor, joinConnectionsFor, localAddress } from '../src/load/client/target.ts'
import { type Scenario, scenarioOf } from '../src/load/scenario/scenario.ts'
import type { FinishedRun } from '../src/load/visitors/chronicle.ts'
import type { Standing } from '../src/load/visitors/moments.ts'
import { runLoad } from '../src/load/visitors/run.ts'
import type { ServerProcess } from './process.ts'
import { socketioWire } from './socketioWire.ts'

/** Told once a second: seconds since the run began, and the run. */
export type Look = (second: number, context: Standing) => void

/** The same choices in every run, so that all servers get the same load. */
const seed = 20_261_125

/** Nobody skips, drops or names interests: what is compared is what all three servers do. */
const plain: Partial<Scenario> = {
  skips: 0,
  drops: 0,
  chat: 3_600,
  think: 0.1,
  interestsEach: 0,
  genders: { male: 1, female: 1, other: 0 },
  seeks: { male: 0, female: 0, anyone: 1 },
}

export const play = (
  server: ServerProcess,
  changes: Partial<Scenario>,
  { look = () => {}, keepsRooms = false }: { look?: Look; keepsRooms?: boolean } = {},
): Promise<FinishedRun> => {
  const scenario = Result.getOrThrow(scenarioOf('steady', plain, changes))
  const wire = (server.name === 'socketio' ? socketioWire : passerbyWire)(server.address)
  const addresses = addressesFor(scenario.users)
  return runLoad(scenario, {
    origins: [server.address],
    wireOf: () => wire,
    run: machine.runName(),
    seed,
    destination: (number) => ({
      host: '127.0.0.1',
      port: server.port,
      localAddress: localAddress(number % addresses),
    }),
    now: machine.now,
    tick: machine.tick,
    vitals: machine.vitalsOf(),
    stop: new AbortController().signal,
    joinConnections: joinConnectionsFor(scenario.users, machine.openFilesMax()),
    onMoment: ({ second }, context) => look(second, context),
    examplesMax: 3,
    keepsRooms,
  })
}
