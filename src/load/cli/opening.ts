// What is said before a run: who comes, from where, and which limits of this machine do not suffice.
import { otherFiles } from '../client/target.ts'
import { formatCount, formatFigure, plural } from '../report/words/format.ts'
import { secondsOf } from '../scenario/phases.ts'
import type { Plan } from './plan.ts'

/** What this machine allows; null where it does not say. */
export interface MachineLimits {
  /** Open files of one process. */
  readonly openFilesMax: number | null
  /** Ports of one source address. */
  readonly localPortsMax: number | null
}

/** Told line by line. */
export const openingLines = (plan: Plan, limits: MachineLimits): readonly string[] => {
  const { scenario, routes, processes } = plan
  const { users, ramp, duration, phases } = scenario
  const course =
    phases.length === 0
      ? `${formatFigure(ramp)} a second, then ${formatFigure(duration)} s`
      : `in ${plural(phases.length, 'phase')} of ${formatFigure(secondsOf(scenario))} s in all`
  const { targets, localAddresses } = routes
  const urls = targets.map(({ origin }) => origin).join(' and ')
  const from = localAddresses > 1 ? ` from ${localAddresses} addresses` : ''
  const each = Math.ceil(users / processes)
  const among = processes > 1 ? `; ${processes} processes of ${formatCount(each)}` : ''
  const holds = limits.openFilesMax === null ? null : limits.openFilesMax - otherFiles
  const where = processes > 1 ? 'each' : 'here'
  const allowed =
    holds === null ? '' : `; \`ulimit -n\` allows about ${formatCount(holds)} ${where}`
  return [
    `${plural(users, 'visitor')} for ${urls}${from}, ${course}${among}${allowed}`,
    ...withoutStorm(scenario),
    ...shortOfFiles(each, holds),
    ...shortOfPorts(plan, limits),
  ]
}

const withoutStorm = (scenario: Plan['scenario']): readonly string[] => {
  const { stormEvery } = scenario
  const seconds = secondsOf(scenario)
  return stormEvery === 0 || stormEvery < seconds
    ? []
    : [
        `No storm comes in ${formatFigure(seconds)} s, as the first is due after ` +
          `${formatFigure(stormEvery)}: give a longer --duration, or a shorter --storm-every.`,
      ]
}

const shortOfFiles = (each: number, holds: number | null): readonly string[] =>
  holds === null || holds >= each
    ? []
    : [
        `That is too few for ${formatCount(each)}: connections beyond it will fail. ` +
          'Raise `ulimit -n`, or give more --processes.',
      ]

/** An address has its ports for all processes together. */
const shortOfPorts = (
  { scenario: { users }, routes }: Plan,
  { localPortsMax }: MachineLimits,
): readonly string[] => {
  const { targets, localAddresses } = routes
  // Where the system chooses the address, each server may be reached from the same port.
  const addresses = localAddresses > 0 ? localAddresses : targets.length
  const each = Math.ceil(users / addresses)
  if (localPortsMax === null || localPortsMax >= each) return []
  return [
    `An address has ${plural(localPortsMax, 'port')}, and ${formatCount(each)} visitors come from ` +
      'each: connections beyond that will fail. Give more --local-addresses.',
  ]
}
