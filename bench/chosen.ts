// The parts of a bench that were asked for, by names with a comma between them.

/** Ends the process where one is not known. */
export const chosen = <A extends string>(asked: string, known: readonly A[]): A[] => {
  const unknown = asked.split(',').filter((name) => !known.some((one) => one === name))
  if (unknown.length === 0) return known.filter((name) => asked.split(',').includes(name))
  console.error(`unknown: ${unknown.join(', ')}; there are ${known.join(', ')}`)
  process.exit(2)
}
