// A small server of the same wire that does one thing wrong on purpose.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ServerFrame } from '../../src/events/frames.ts'

/** What it does wrong, each time it can. */
export type Vice =
  | 'none'
  | 'loses'
  | 'doubles'
  | 'reorders'
  | 'misdelivers'
  | 'alters'
  | 'skips numbers'
  | 'repeats numbers'
  | 'acknowledges what was not sent'
  | 'acknowledges under another number'
  | 'acknowledges what it refuses'
  | 'ignores wishes'
  | 'lies about interests'
  | 'lies about gender'
  | 'matches twice'
  | 'invites a third'

interface Guest {
  readonly profile: { username: string; gender: string; seeks: string; interests: string[] }
  ws: WebSocket | null
  room: Room | null
}

interface Room {
  readonly id: string
  readonly members: readonly Guest[]
  messages: number
  /** Held back until the next message overtakes it. */
  held: (() => void) | null
}

export interface BadServer {
  readonly origin: string
  readonly port: number
  readonly close: () => Promise<void>
}

export const badServer = async (vice: Vice): Promise<BadServer> => {
  const hall = new Hall(vice)
  const http = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const cookie = hall.join(JSON.parse(body))
      response.writeHead(201, { 'Set-Cookie': `${cookie}; Path=/`, 'Content-Length': 2 })
      response.end('{}')
    })
  })
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', (ws: WebSocket, request: IncomingMessage) => {
    hall.enter(ws, request.headers.cookie ?? '')
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      for (const ws of sockets.clients) ws.terminate()
      sockets.close()
      http.closeAllConnections()
      http.close(() => resolve())
    })
  return { origin: `http://127.0.0.1:${port}`, port, close }
}

class Hall {
  #vice: Vice
  #guests = new Map<string, Guest>()
  #waiting: Guest[] = []
  #rooms: Room[] = []

  constructor(vice: Vice) {
    this.#vice = vice
  }

  join(profile: Guest['profile']): string {
    const cookie = `passerby=${this.#guests.size + 1}`
    this.#guests.set(cookie, { profile, ws: null, room: null })
    return cookie
  }

  enter(ws: WebSocket, cookie: string): void {
    const guest = this.#guests.get(cookie) as Guest
    guest.ws = ws
    ws.on('message', (bytes) => this.#take(guest, JSON.parse(String(bytes))))
    const you = { ...guest.profile, bio: '' } as never
    tell(guest, { type: 'welcome', you, visit: cookie, state: 'idle' })
  }

  #take(guest: Guest, frame: { type: string; id?: string; text?: string }): void {
    if (frame.type === 'find_match') this.#find(guest)
    if (frame.type === 'leave_chat') this.#end(guest)
    if (frame.type === 'send_message') this.#say(guest, frame.id ?? '', frame.text ?? '')
  }

  #find(guest: Guest): void {
    tell(guest, { type: 'waiting', since: 0 })
    const partner = this.#waiting.find(
      (other) => this.#vice === 'ignores wishes' || (wants(guest, other) && wants(other, guest)),
    )
    if (partner === undefined) {
      this.#waiting.push(guest)
      return
    }
    this.#waiting = this.#waiting.filter((other) => other !== partner)
    this.#open([partner, guest])
    const bystander = this.#rooms[0]?.members[0]
    if (this.#vice === 'invites a third' && this.#waiting[0] !== undefined) {
      this.#introduce(guest.room as Room, this.#waiting[0], guest)
    }
    const isFree = bystander !== undefined && bystander !== partner && bystander !== guest
    if (this.#vice === 'matches twice' && isFree && bystander.room !== null) {
      this.#introduce({ id: 'r_again', members: [], messages: 0, held: null }, bystander, guest)
    }
  }

  #open(members: readonly [Guest, Guest]): void {
    const room: Room = { id: `r_${this.#rooms.length}`, members, messages: 0, held: null }
    this.#rooms.push(room)
    for (const member of members) {
      member.room = room
      this.#introduce(room, member, member === members[0] ? members[1] : members[0])
    }
  }

  #introduce(room: Room, to: Guest, partner: Guest): void {
    const { username, gender } = partner.profile
    const told = this.#vice === 'lies about gender' && gender === 'male' ? 'female' : gender
    const theirs = new Set(partner.profile.interests)
    const shared = to.profile.interests.filter((interest) => theirs.has(interest))
    tell(to, {
      type: 'matched',
      room: room.id,
      partner: { username, bio: '', gender: told as never },
      shared: this.#vice === 'lies about interests' ? ['lies'] : shared,
    })
  }

  #end(guest: Guest): void {
    const { room } = guest
    if (room === null) return
    room.held?.()
    room.held = null
    for (const member of room.members) {
      member.room = null
      tell(member, { type: 'chat_ended', reason: 'left' })
    }
  }

  #say(guest: Guest, id: string, text: string): void {
    const { room } = guest
    if (room === null) {
      tell(guest, { type: 'error', code: 'not_chatting', message: '', id })
      return
    }
    room.messages += this.#vice === 'skips numbers' && room.messages === 2 ? 2 : 1
    const isThird = room.messages % 3 === 0
    const seq = this.#vice === 'repeats numbers' && isThird ? room.messages - 1 : room.messages
    const partner = room.members.find((member) => member !== guest) as Guest
    const deliver = (to = partner, said = text) =>
      tell(to, { type: 'message', room: room.id, seq, from: 'partner', text: said, at: 0 })
    this.#deliver(room, isThird, deliver)
    if (this.#vice === 'acknowledges what it refuses' && isThird) {
      tell(guest, { type: 'error', code: 'unavailable', message: '', id })
    }
    const told = this.#vice === 'acknowledges under another number' && isThird ? seq + 1 : seq
    const name = this.#vice === 'acknowledges what was not sent' ? `${id}zz` : id
    tell(guest, { type: 'sent', id: name, seq: told, at: 0 })
  }

  #deliver(room: Room, isThird: boolean, deliver: (to?: Guest, text?: string) => void): void {
    const stranger = this.#rooms.find((other) => other !== room && other.members[0]?.room === other)
    if (this.#vice === 'loses' && isThird) return
    if (this.#vice === 'reorders' && isThird && room.held === null) {
      room.held = deliver
      return
    }
    if (this.#vice === 'alters' && isThird) deliver(undefined, 'buy our pizza')
    else if (this.#vice === 'misdelivers' && isThird) deliver(stranger?.members[0])
    else deliver()
    if (this.#vice === 'doubles' && isThird) deliver()
    room.held?.()
    room.held = null
  }
}

const wants = ({ profile }: Guest, other: Guest): boolean =>
  profile.seeks === 'anyone' || profile.seeks === other.profile.gender

const tell = (guest: Guest, frame: ServerFrame): void => guest.ws?.send(JSON.stringify(frame))
