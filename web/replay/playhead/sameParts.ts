// What an answer has in common with the one before, as the same objects: such parts need not be drawn anew.
import type { StepResponse } from '../../../src/replay/api/apiTypes.ts'

/** The step, with the objects of the former one wherever nothing in them is different. */
export const withSameParts = (former: StepResponse | null, step: StepResponse): StepResponse => {
  if (former === null) return step
  const actors = step.actors.map((actor) => {
    const before = sameParts(former.actors.find(({ id }) => id === actor.id)?.before, actor.before)
    // A field that the step did not change is one object before and after, too.
    return { ...actor, before, after: sameParts(before, actor.after) }
  })
  return { ...sameParts(former, step), actors }
}

/** A value of JSON, as `former` where it reads the same, with the parts of it that do. */
export const sameParts = <Value>(former: unknown, value: Value): Value => {
  if (Object.is(former, value)) return value
  if (!isBranch(former) || !isBranch(value) || Array.isArray(former) !== Array.isArray(value)) {
    return value
  }
  const names = Object.keys(value)
  const parts = names.map((name) => sameParts(former[name], value[name]))
  const formerNames = Object.keys(former)
  const isSame =
    formerNames.length === names.length &&
    names.every((name, place) => formerNames[place] === name && former[name] === parts[place])
  if (isSame) return former as Value
  return (
    Array.isArray(value)
      ? parts
      : Object.fromEntries(names.map((name, place) => [name, parts[place]]))
  ) as Value
}

type Branch = Readonly<Record<string, unknown>>

const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null
