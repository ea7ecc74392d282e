// Takes from the beginning of a list.

/** Takes out those at the beginning that are so, up to the first that is not, and gives them. */
export const shiftWhile = <T>(items: T[], isSo: (item: T) => boolean): T[] => {
  const first = items.findIndex((item) => !isSo(item))
  return items.splice(0, first === -1 ? items.length : first)
}
