// What is said most, a message and its two frames, without the names of its fields: half the bytes, and JSON by half the work.
import type { SocketNumber } from '../../http/line/line.ts'
import type { Beat, FromEdge, ToEdge } from '../messages.ts'

/** On a beat or in a hello: whoever says it understands the short form. Older ones do not say it. */
export type TakesShort<S> = S & { readonly short?: true }

type Command = Extract<FromEdge, { readonly kind: 'command' }>
type Told = Extract<ToEdge, { readonly kind: 'said' }>
type Said = Told['said'][number]

/** What a session says in its room. */
type ShortCommand = readonly [
  edge: string,
  epoch: number,
  n: number,
  atEpoch: number,
  atAnswer: number,
  socket: SocketNumber,
  id: string,
  text: string,
  after?: string,
]

/** That a message is accepted, and what its partner hears of it: told apart by how long they are. */
type ShortSent = readonly [turn: number, socket: SocketNumber, id: string, seq: number, at: number]
type ShortMessage = readonly [
  turn: number,
  socket: SocketNumber,
  room: string,
  seq: number,
  at: number,
  text: string,
]

export type WireFromEdge = TakesShort<FromEdge> | ShortCommand
export type WireToEdge =
  | ToEdge
  | (Omit<Told, 'said'> & { readonly said: readonly (Said | ShortSent | ShortMessage)[] })

/** What an edge says, as short as there is a form for it. */
export const shortFromEdge = (said: FromEdge): FromEdge | ShortCommand => {
  if (said.kind !== 'command' || said.command.type !== 'frame') return said
  const { socket, frame } = said.command
  if (frame.type !== 'send_message') return said
  const [atEpoch, atAnswer] = said.at
  const { id, text, after } = frame
  const short = [said.edge, said.epoch, said.n, atEpoch, atAnswer, socket, id, text] as const
  return after === undefined ? short : [...short, after]
}

/** The same in full, as whoever hears it knows it. */
export const fullFromEdge = (said: WireFromEdge): FromEdge => {
  if (!isShortCommand(said)) return said
  const [edge, epoch, n, atEpoch, atAnswer, socket, id, text, after] = said
  const message = { type: 'send_message', id, text } as const
  const frame = after === undefined ? message : { ...message, after }
  const command: Command['command'] = { type: 'frame', socket, frame }
  return { kind: 'command', edge, epoch, n, at: [atEpoch, atAnswer], command }
}

/** What the world says to an edge, in the same way. */
export const shortToEdge = (said: ToEdge): WireToEdge =>
  said.kind === 'said' ? { ...said, said: said.said.map(shortSaid) } : said

export const fullToEdge = (said: WireToEdge): ToEdge =>
  said.kind === 'said' ? { ...said, said: said.said.map(fullSaid) } : said

const isShortCommand = (said: WireFromEdge): said is ShortCommand => Array.isArray(said)

const shortSaid = (said: Said): Said | ShortSent | ShortMessage => {
  const [turn, to] = said
  if (to.type !== 'frame') return said
  const { socket, frame } = to
  if (frame.type === 'sent') return [turn, socket, frame.id, frame.seq, frame.at]
  return frame.type === 'message' && frame.from === 'partner' && frame.id === undefined
    ? [turn, socket, frame.room, frame.seq, frame.at, frame.text]
    : said
}

const fullSaid = (said: Said | ShortSent | ShortMessage): Said => {
  if (said.length === 2) return said
  if (said.length === 5) {
    const [turn, socket, id, seq, at] = said
    return [turn, { type: 'frame', socket, frame: { type: 'sent', id, seq, at } }]
  }
  const [turn, socket, room, seq, at, text] = said
  const frame = { type: 'message', room, seq, from: 'partner', text, at } as const
  return [turn, { type: 'frame', socket, frame }]
}

/** What is said with the word that the short form is understood; and whether it was said, and the rest. */
export const takingShort = <S extends Beat | FromEdge>(said: S): TakesShort<S> => ({
  ...said,
  short: true,
})

export const takesShort = <S extends object>(said: TakesShort<S>): readonly [S, boolean] => {
  const { short, ...rest } = said
  return [rest as unknown as S, short === true]
}
