// The least that can be called this job: first come first served by gender, and relay.
// No log, no actors, no checks; it keeps nothing and forgives nothing.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Gender, Seeks } from '../../src/events/fields.ts'
import type { ClientFrame, ServerFrame } from '../../src/events/frames.ts'

/** What somebody is told who joined; who did not is told less of what was said. */
type Told = ServerFrame | { readonly type: 'message'; readonly from: string; readonly text: string }

export interface Visitor {
  readonly username: string
  readonly gender: Gender
  readonly seeks: Seeks
  /** Sends a frame; null while it has no socket. */
  say: ((frame: Told) => void) | null
  room: Room | null
}

export interface Room {
  readonly id: string
  readonly members: readonly [Visitor, Visitor]
  messages: number
}

const visitors = new Map<string, Visitor>()
const waiting: Record<string, Visitor[]> = {}
let made = 0

/** Takes the join form as JSON; gives the headers and the body of a 201. */
export const join = (form: string) => {
  const { username = 'Somebody', gender, seeks } = JSON.parse(form)
  made += 1
  visitors.set(`v${made}`, { username, gender, seeks, say: null, room: null })
  const headers = {
    'Content-Type': 'application/json',
    'Set-Cookie': `passerby=v${made}; Path=/; HttpOnly`,
  }
  return { headers, body: JSON.stringify({ username }) }
}

/** Answers `POST /join` where Node's own server takes the requests. */
export const answerJoin = (request: IncomingMessage, response: ServerResponse): void => {
  if (request.method !== 'POST' || request.url !== '/join') {
    response.writeHead(404).end()
    return
  }
  let form = ''
  request.on('data', (chunk) => {
    form += chunk
  })
  request.on('end', () => {
    const { headers, body } = join(form)
    response.writeHead(201, headers).end(body)
  })
}

/** Whose cookie this is. */
export const visitorOf = (cookie: string): Visitor | undefined =>
  visitors.get(/passerby=(\w+)/.exec(cookie)?.[1] ?? '')

/** The visitor has a socket. */
export const come = (visitor: Visitor, say: Visitor['say']): void => {
  const { username, gender, seeks } = visitor
  visitor.say = say
  const you = { username, bio: '', gender, seeks, interests: [] }
  say?.({ type: 'welcome', you, visit: 'sixteen letters.', state: 'idle' })
}

/** Its socket closed: it has left. */
export const go = (visitor: Visitor): void => {
  visitor.say = null
  part(visitor)
}

export const hear = (visitor: Visitor, frame: ClientFrame): void => {
  if (frame.type === 'find_match') {
    visitor.say?.({ type: 'waiting', since: Date.now() })
    find(visitor)
  } else if (frame.type === 'leave_chat') {
    part(visitor)
  } else if (visitor.room !== null && (frame.type === 'send_message' || frame.type === 'typing')) {
    relay(visitor, visitor.room, frame)
  }
}

/** Pairs the visitor with who has waited, or lets it wait. */
export const find = (visitor: Visitor): void => {
  if (pair(visitor)) return
  const group = `${visitor.gender} ${visitor.seeks}`
  waiting[group] ??= []
  waiting[group].push(visitor)
}

export const partnerOf = (visitor: Visitor, room: Room): Visitor =>
  room.members[0] === visitor ? room.members[1] : room.members[0]

type Said = Extract<ClientFrame, { type: 'send_message' | 'typing' }>

const relay = (visitor: Visitor, room: Room, frame: Said): void => {
  const partner = partnerOf(visitor, room)
  if (frame.type === 'typing') {
    partner.say?.(frame)
    return
  }
  room.messages += 1
  const { id, text } = frame
  const at = Date.now()
  const seq = room.messages
  partner.say?.({ type: 'message', room: room.id, seq, from: 'partner', text, at })
  visitor.say?.({ type: 'sent', id, seq, at })
}

const pair = (one: Visitor): boolean => {
  for (const [group, queue] of Object.entries(waiting)) {
    const [gender, seeks] = group.split(' ') as [Gender, Seeks]
    if (!accepts(one.seeks, gender) || !accepts(seeks, one.gender)) continue
    const other = queue.shift()
    if (other === undefined) continue
    made += 1
    const room: Room = { id: `r${made}`, members: [other, one], messages: 0 }
    meet(other, one, room)
    meet(one, other, room)
    return true
  }
  return false
}

const meet = (me: Visitor, { username, gender }: Visitor, room: Room): void => {
  me.room = room
  const partner = { username, bio: '', gender }
  me.say?.({ type: 'matched', room: room.id, partner, shared: [] })
}

const accepts = (seeks: Seeks, gender: Gender): boolean => seeks === 'anyone' || seeks === gender

const part = ({ room }: Visitor): void => {
  for (const member of room?.members ?? []) {
    member.room = null
    member.say?.({ type: 'chat_ended', reason: 'left' })
  }
}
