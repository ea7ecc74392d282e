// What is where, as a table.
import type { Part } from './parts.ts'

export type Placed = Part & { readonly pid: number }

const none = '-'

export const tableOf = (placed: readonly Placed[]): readonly string[] => {
  const rows = [
    ['process', 'pid', 'address', 'metrics', 'files'],
    ...placed.map(({ name, pid, address, metrics, folder }) => [
      ...[name, `${pid}`, address ?? none, metrics ?? none, folder ?? none],
    ]),
  ]
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? []
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
