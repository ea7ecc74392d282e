// Long conversations on a real server, had by two who speak the wire themselves.
import { type Running, startServer, temporaryFolder } from '../../test/kit/process.ts'
import { type Visitor, visitor } from '../visitor.ts'

/** `breath`: all said by one of them, in one go; `turns`: one line each, by turns. */
export const shapes = ['breath', 'turns'] as const
export type Shape = (typeof shapes)[number]

/** Ann's window will be looked at; Bea is the stranger. */
export interface Conversation {
  readonly ann: Visitor
  readonly bea: Visitor
}

/** As many frames are on their way at once as a server may answer in one go. */
const inFlightMax = 100

/** A message of usual length; every one is different. */
export const line = (n: number): string =>
  `${n}: the kettle is on, and the window is open to the rain.`

export const startOpenServer = (): Promise<Running> =>
  startServer({
    DATA_DIR: temporaryFolder(),
    DURABILITY: 'process',
    LIMIT_MESSAGES_PER_SECOND: '0',
    LIMIT_JOINS_PER_MINUTE: '0',
  })

let conversations = 0

export const say = async (who: Visitor, id: string, text: string): Promise<void> => {
  const sent = who.next('sent')
  who.send({ type: 'send_message', id, text })
  await sent
}

/** Two who have said `count` lines to each other. */
export const converse = async (
  address: string,
  count: number,
  shape: Shape,
): Promise<Conversation> => {
  conversations += 1
  const interest = `talk ${conversations}`
  const ann = await visitor(address, interest)
  const bea = await visitor(address, interest)
  const matched = Promise.all([ann.next('matched'), bea.next('matched')])
  ann.send({ type: 'find_match' })
  bea.send({ type: 'find_match' })
  await matched
  for (let n = 1; n <= count; n += 1) {
    // In turns each waits for the other, or the room would order them otherwise.
    const who = shape === 'breath' || n % 2 === 0 ? bea : ann
    if (shape === 'turns' || n % inFlightMax === 0 || n === count) await say(who, `m${n}`, line(n))
    else who.send({ type: 'send_message', id: `m${n}`, text: line(n) })
  }
  return { ann, bea }
}
