// Holds the blocks and reports that were told against the server's event log.
import { shortId } from '../../events/limits.ts'
import { complaintIn, type FoundFaults } from './rooms/faults.ts'
import type { KeptComplaint } from './safety/safety.ts'
import type { LoggedComplaint, ServerLog } from './serverLog.ts'

/** Reads the log through once more, where anybody complained; gives how many it found there. */
export const compareComplaints = (
  kept: readonly KeptComplaint[],
  log: Pick<ServerLog, 'complaints'>,
  faults: FoundFaults,
): number => {
  if (kept.length === 0) return 0
  const rooms = new Map<string, RoomComplaints>()
  for (const one of kept) {
    const { room } = one.complaint
    const known = rooms.get(room)
    if (known === undefined) rooms.set(room, { kept: [one], logged: [] })
    else known.kept.push(one)
  }
  let found = 0
  for (const logged of log.complaints()) {
    // Rooms of others, and of earlier runs, are in the log too.
    const known = rooms.get(logged.room)
    if (known !== undefined) found += known.logged.push(logged) > 0 ? 1 : 0
  }
  for (const complaints of rooms.values()) compareRoom(complaints, faults)
  return found
}

/** What was complained of one room, on the wire and in the log. */
interface RoomComplaints {
  readonly kept: KeptComplaint[]
  readonly logged: LoggedComplaint[]
}

const compareRoom = ({ kept, logged }: RoomComplaints, faults: FoundFaults): void => {
  const room = kept[0]?.complaint.room ?? ''
  const reports = logged.filter(({ kind }) => kind === 'report')
  const missing = (username: string, told: string) =>
    faults.addLogged(
      'unlogged',
      `${username} was told ${told} of ${shortId(room)}, which is not in the log`,
      { room, matter: complaintIn(room) },
    )
  for (const { username, wasBlocked, wasReported } of kept) {
    if (wasBlocked && logged.length === 0) missing(username, 'blocked')
    if (wasReported && reports.length === 0) missing(username, 'reported')
  }
  const asked = kept.filter(({ complaint }) => complaint.kind === 'report')
  const truths = asked.filter(({ complaint }) => complaint.truth === 'true')
  const proofs = truths.filter(({ complaint, wasReported }) => complaint.hasWords && wasReported)
  const proven = reports.filter(({ isProven }) => isProven)
  const disagree = (what: string) =>
    faults.addLogged('log_disagrees', `${shortId(room)} ${what}`, {
      room,
      matter: complaintIn(room),
      logSeq: logged[0]?.seq ?? null,
    })
  if (reports.length > asked.length) {
    disagree(`is reported ${reports.length} times in the log; it was ${asked.length} times`)
  }
  if (proven.length > truths.length)
    disagree('is in the log with a report proven that was not true')
  if (proven.length < proofs.length) disagree('is in the log with a report unproven that was true')
}
