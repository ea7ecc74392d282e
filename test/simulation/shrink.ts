// The smallest life that fails as one did: fewer minutes, fewer faults, fewer visitors, better weather.
import { type Lived, live } from './life.ts'
import { calm, type Plan } from './plan.ts'

/** So many lives are tried at most. */
const triesMax = 300

/** Gives the smallest that was found; `told` hears of each that is smaller. */
export const shrunk = async (
  failed: Lived,
  told: (smaller: Lived) => void = () => {},
): Promise<Lived> => {
  let smallest = failed
  let tries = 0
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false
    for (const plan of smallerThan(smallest)) {
      tries += 1
      if (tries > triesMax) return smallest
      const lived = await live(plan)
      if (lived.failure?.check !== failed.failure?.check) continue
      smallest = lived
      isSmaller = true
      told(lived)
      break
    }
  }
  return smallest
}

/** What is tried, the most that can be saved first. */
function* smallerThan({ plan, failure }: Lived): Generator<Plan> {
  const { faults, visitors, weather, minutes, edges, worlds } = plan
  const neededMinutes = Math.ceil(((failure?.at ?? 0) / 60_000) * 10) / 10
  if (neededMinutes < minutes) yield { ...plan, minutes: neededMinutes }
  const past = faults.filter(({ at }) => at <= (failure?.at ?? 0))
  if (past.length < faults.length) yield { ...plan, faults: past }
  for (let size = Math.ceil(faults.length / 2); size > 0; size = Math.floor(size / 2)) {
    for (let from = 0; from < faults.length; from += size) {
      yield { ...plan, faults: [...faults.slice(0, from), ...faults.slice(from + size)] }
    }
  }
  for (const one of visitors) yield { ...plan, visitors: visitors.filter((other) => other !== one) }
  const fair = calm(plan)
  if (!plan.expects) yield { ...plan, expects: true }
  if (plan.files) yield { ...plan, files: false }
  for (const [name, value] of Object.entries(fair.weather)) {
    if (weather[name as keyof Plan['weather']] !== value) {
      yield { ...plan, weather: { ...weather, [name]: value } }
    }
  }
  if (edges > 1) yield { ...plan, edges: edges - 1 }
  if (worlds > 1) yield { ...plan, worlds: worlds - 1 }
}
