// What is to be simulated, out of the words of a command line.
import { Result } from 'effect'
import { type PlanOptions, type Planted, plantedFaults } from '../plan.ts'

export interface SimulationOptions extends PlanOptions {
  readonly seed: number
  readonly seeds: number
  readonly jobs: number
  readonly out: string
  readonly isWhole: boolean
  readonly isTraced: boolean
}

interface Given {
  readonly seed: number | null
  readonly seeds: number | null
  readonly worlds: number | null
  readonly edges: number | null
  readonly minutes: number | null
  readonly planted: string | null
  readonly jobs: number | null
  readonly out: string | null
  readonly whole: boolean
  readonly trace: boolean
}

export interface BadOption {
  readonly _tag: 'BadOption'
  readonly message: string
}

const bad = (message: string): Result.Result<never, BadOption> =>
  Result.fail({ _tag: 'BadOption', message })

/** `cores`: how many lives may be lived at a time, where nothing is said. */
export const optionsOf = (
  given: Given,
  cores: number,
): Result.Result<SimulationOptions, BadOption> => {
  const { planted } = given
  if (planted !== null && !isPlanted(planted)) {
    return bad(`--planted is one of ${plantedFaults.join(', ')}.`)
  }
  if (given.out === '') return bad('--out is a folder.')
  for (const name of ['seeds', 'worlds', 'edges', 'minutes', 'jobs'] as const) {
    const value = given[name]
    if (value !== null && value < 1) return bad(`--${name} is 1 or more.`)
  }
  return Result.succeed({
    seed: given.seed ?? 1,
    seeds: given.seeds ?? 1,
    worlds: given.worlds ?? 3,
    edges: given.edges ?? 3,
    minutes: given.minutes ?? 10,
    planted,
    jobs: given.jobs ?? cores,
    out: given.out ?? '.tmp/simulation',
    isWhole: given.whole,
    isTraced: given.trace,
  })
}

const isPlanted = (name: string): name is Planted =>
  (plantedFaults as readonly string[]).includes(name)
