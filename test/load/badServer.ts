// A small server of the same wire that does one thing wrong on purpose.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type AbsenceVice, BadAbsences } from './badAbsences.ts'
import { type Guest, numberOf, type Profile, type Room, tell } from './badGuests.ts'
import { BadSafety, type ReportFrame, type SafetyVice } from './badSafety.ts'

/** What it does wrong, each time it can. */
export type Vice =
  | SafetyVice
  | AbsenceVice
  | 'none'
  | 'cannot store every other wish'
  | 'hangs up with a refusal on its way'
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
  | 'acknowledges nothing'
  | 'acknowledges twice'
  | 'takes an id twice'
  | 'tells another hour'
  | 'tells another hour of waiting'
  | 'lies about the end'
  | 'keeps an end to itself'
  | 'keeps every fifth end to itself'
  | 'ignores wishes'
  | 'never pairs'
  | 'never answers joins'
  | 'never answers upgrades'
  | 'never welcomes'
  | 'swallows wishes'
  | 'never relaxes'
  | 'takes the newest first'
  | 'ignores interests'
  | 'meets the last partner again'
  | 'lies about interests'
  | 'lies about gender'
  | 'matches twice'
  | 'invites a third'

/** After so long a wait shared interests and the last partner do not matter any more. */
export const relaxMs = 160

export interface BadServer {
  readonly origin: string
  readonly port: number
  /** Who has joined so far, in that order. */
  readonly profiles: () => readonly Profile[]
  /** What each has said so far, by its name. */
  readonly texts: () => ReadonlyMap<string, readonly string[]>
  readonly close: () => Promise<void>
}

/** `graceMs`: how long whoever loses its connection in a room may come back; it may not where nobody says. */
export const badServer = async (vice: Vice, graceMs = 0): Promise<BadServer> => {
  const hall = new Hall(vice, graceMs)
  const http = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      if (vice === 'never answers joins') return
      const cookies = hall.join(JSON.parse(body), request.headers.cookie ?? '')
      response.setHeader(
        'Set-Cookie',
        cookies.map((cookie) => `${cookie}; HttpOnly; Path=/`),
      )
      response.writeHead(201, { 'Content-Length': 2 }).end('{}')
    })
  })
  const sockets = new WebSocketServer({ noServer: true })
  const silent: Duplex[] = []
  http.on('upgrade', (request, socket, head) => {
    if (vice === 'never answers upgrades') silent.push(socket)
    else
      sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request))
  })
  sockets.on('connection', (ws: WebSocket, request: IncomingMessage) => {
    hall.enter(ws, request.headers.cookie ?? '', request.url ?? '')
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      for (const ws of sockets.clients) ws.terminate()
      for (const socket of silent) socket.destroy()
      sockets.close()
      http.closeAllConnections()
      http.close(() => resolve())
    })
  const { profiles, texts } = hall
  return { origin: `http://127.0.0.1:${port}`, port, profiles, texts, close }
}

class Hall {
  #vice: Vice
  #guests = new Map<string, Guest>()
  #passes = 0
  #wishes = 0
  #ends = 0
  #asked = 0
  /** Those who are told nothing more until they are back. */
  readonly #unheard = new Set<Guest>()
  /** How many messages each has sent. */
  readonly #sent = new Map<Guest, number>()
  #waiting: Guest[] = []
  #rooms: Room[] = []
  #safety: BadSafety
  #absences: BadAbsences

  constructor(vice: Vice, graceMs: number) {
    this.#vice = vice
    this.#safety = new BadSafety(vice)
    const expire = (guest: Guest) => this.#go(guest, 'expired')
    this.#absences = new BadAbsences(vice, { graceMs, expire })
  }

  profiles = () => [...this.#guests.values()].map(({ profile }) => profile)

  texts = () => {
    const all = new Map<string, string[]>()
    for (const { members, said } of this.#rooms) {
      for (const { member, text } of said) {
        const name = members[member - 1]?.profile.username ?? ''
        all.set(name, [...(all.get(name) ?? []), text])
      }
    }
    return all
  }

  /** Gives the cookies to be set; a session that is left for this one ends. */
  join(profile: Guest['profile'], held: string): readonly string[] {
    const [session] = /passerby=\d+/.exec(held) ?? []
    const former = this.#guests.get(session ?? '')
    if (former !== undefined) this.#go(former)
    former?.ws?.close(4001)
    const [known] = /passerby-pass=\d+/.exec(held) ?? []
    if (known === undefined) this.#passes += 1
    const pass = known ?? `passerby-pass=${this.#passes}`
    const cookie = `passerby=${this.#guests.size + 1}`
    this.#guests.set(cookie, {
      profile,
      pass,
      ws: null,
      room: null,
      last: null,
      relaxed: false,
      waits: 0,
    })
    return known === undefined ? [cookie, pass] : [cookie]
  }

  enter(ws: WebSocket, cookies: string, url: string): void {
    const [cookie = ''] = /passerby=\d+/.exec(cookies) ?? []
    const guest = this.#guests.get(cookie) as Guest
    guest.ws = ws
    ws.on('message', (bytes) => this.#take(guest, JSON.parse(String(bytes))))
    ws.on('close', () => {
      if (guest.ws !== ws) return
      guest.ws = null
      if (!this.#absences.goes(guest)) this.#go(guest, 'expired')
    })
    if (this.#vice === 'never welcomes') return
    const you = { ...guest.profile, bio: '' } as never
    const place = this.#absences.place(guest, url)
    tell(guest, { type: 'welcome', you, visit: cookie, ...place })
    this.#absences.returns(guest)
  }

  #take(guest: Guest, frame: { type: string; id?: string; text?: string; room?: string }): void {
    if (this.#vice === 'cannot store every other wish' && frame.type !== 'send_message') {
      this.#asked += 1
      if (this.#asked % 2 === 1) {
        tell(guest, { type: 'error', code: 'unavailable', message: '', retry_after: 1 })
        return
      }
    }
    // In a room it had asked again while it was being matched.
    if (frame.type === 'find_match' && guest.room === null) this.#find(guest)
    if (frame.type === 'leave_chat') this.#end(guest)
    if (frame.type === 'send_message') this.#say(guest, frame.id ?? '', frame.text ?? '')
    if (frame.type === 'block') this.#block(guest, frame.room ?? '')
    if (frame.type === 'report') this.#report(guest, frame as ReportFrame)
  }

  #go(guest: Guest, reason: 'left' | 'expired' = 'left'): void {
    this.#waiting = this.#waiting.filter((other) => other !== guest)
    this.#end(guest, false, reason)
    guest.ws = null
  }

  #find(guest: Guest): void {
    const until = this.#safety.suspendedUntil(guest.pass)
    if (this.#vice === 'swallows wishes' && this.#isThirdWish()) return
    const partner = this.#partnerFor(guest)
    if (until !== null && this.#vice === 'never answers the suspended') return
    const isMatched = this.#vice === 'matches the suspended'
    if (until !== null && !isMatched && this.#vice !== 'lets the suspended wait') {
      tell(guest, { type: 'error', code: 'suspended', message: '', until, by: 'reports' })
      return
    }
    if (until === null || !isMatched) tell(guest, { type: 'waiting', since: this.#since })
    if (partner === undefined) {
      if (!this.#waiting.includes(guest)) this.#wait(guest)
      return
    }
    this.#pair(partner, guest)
    const bystander = this.#rooms[0]?.members[0]
    if (this.#vice === 'invites a third' && this.#waiting[0] !== undefined) {
      this.#introduce(guest.room as Room, this.#waiting[0], guest)
    }
    const isFree = bystander !== undefined && bystander !== partner && bystander !== guest
    if (this.#vice === 'matches twice' && isFree && bystander.room !== null) {
      const again = {
        id: 'r_again',
        members: [],
        said: [],
        messages: 0,
        taken: new Map(),
        held: null,
      }
      this.#introduce(again, bystander, guest)
    }
  }

  get #since(): number {
    return this.#vice === 'tells another hour of waiting' ? Date.now() - 3_600_000 : Date.now()
  }

  #isThirdWish(): boolean {
    this.#wishes += 1
    return this.#wishes % 3 === 0
  }

  #partnerFor(guest: Guest): Guest | undefined {
    if (this.#vice === 'never pairs') return undefined
    const among =
      this.#vice === 'takes the newest first' ? this.#waiting.toReversed() : this.#waiting
    return among.find((other) => this.#fit(guest, other))
  }

  #pair(partner: Guest, guest: Guest): void {
    this.#waiting = this.#waiting.filter((other) => other !== partner && other !== guest)
    this.#open([partner, guest])
  }

  #wait(guest: Guest): void {
    this.#waiting.push(guest)
    guest.relaxed = false
    if (this.#vice === 'never relaxes') return
    guest.waits += 1
    const { waits } = guest
    setTimeout(() => {
      if (!this.#waiting.includes(guest) || guest.waits !== waits) return
      guest.relaxed = true
      const partner = this.#partnerFor(guest)
      if (partner !== undefined) this.#pair(partner, guest)
    }, relaxMs)
  }

  /** Whether the two share an interest, and were not together last, or neither minds. */
  #suit(guest: Guest, other: Guest): boolean {
    const isSharing = guest.profile.interests.some((one) => other.profile.interests.includes(one))
    return [guest, other].every((one) => {
      if (one.relaxed) return true
      const isLast = one.last === (one === guest ? other : guest).pass
      const isPicky = one.profile.interests.length > 0 && !isSharing
      return (
        (!isLast || this.#vice === 'meets the last partner again') &&
        (!isPicky || this.#vice === 'ignores interests')
      )
    })
  }

  #fit(guest: Guest, other: Guest): boolean {
    if (guest === other || !this.#suit(guest, other)) return false
    if (this.#safety.areApart(this.#nameOf(guest), this.#nameOf(other))) return false
    return this.#vice === 'ignores wishes' || (wants(guest, other) && wants(other, guest))
  }

  /** What blocks go by. */
  #nameOf(guest: Guest): string {
    if (this.#vice !== 'forgets blocks with the session') return guest.pass
    return [...this.#guests].find(([, known]) => known === guest)?.[0] ?? ''
  }

  #open(members: readonly [Guest, Guest]): void {
    const id = `r_${this.#rooms.length}`
    const room: Room = { id, members, said: [], messages: 0, taken: new Map(), held: null }
    this.#rooms.push(room)
    for (const member of members) {
      member.room = room
      member.relaxed = false
      member.last = (member === members[0] ? members[1] : members[0]).pass
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

  /** `blocks`: by somebody who wants no more of the other. */
  #end(guest: Guest, blocks = false, reason: 'left' | 'expired' = this.#reason): void {
    const { room } = guest
    if (room === null) return
    room.held?.()
    room.held = null
    const hidesNothing = blocks && this.#vice === 'says that it is a block'
    for (const member of room.members) {
      member.room = null
      if (member !== guest && this.#isKept()) continue
      const mayAsk = !blocks || (member !== guest && this.#vice !== 'offers nothing after a block')
      tell(member, {
        type: 'chat_ended',
        reason: hidesNothing ? ('blocked' as 'left') : reason,
        ...(mayAsk && { again: Date.now() + 120_000 }),
        ...this.#safety.receiptFor(room, numberOf(room, member)),
      })
    }
  }

  /** Whether it keeps this end to itself. */
  #isKept(): boolean {
    this.#ends += 1
    if (this.#vice === 'keeps every fifth end to itself') return this.#ends % 5 === 0
    return this.#vice === 'keeps an end to itself'
  }

  get #reason(): 'left' | 'expired' {
    return this.#vice === 'lies about the end' ? 'expired' : 'left'
  }

  #block(guest: Guest, id: string): void {
    const room = this.#rooms.find((known) => known.id === id) as Room
    const other = room.members.find((member) => member !== guest) as Guest
    if (guest.room === room) this.#end(guest, true)
    this.#safety.block(this.#nameOf(guest), this.#nameOf(other))
    if (this.#vice !== 'forgets to answer blocks') tell(guest, { type: 'blocked', room: id })
    if (this.#vice === 'confirms a block to both') tell(other, { type: 'blocked', room: id })
  }

  #report(guest: Guest, frame: ReportFrame): void {
    const { room: id } = frame
    const room = this.#rooms.find((known) => known.id === id) as Room
    const isOpen = guest.room === room
    this.#block(guest, id)
    if (this.#vice === 'forgets to answer reports') return
    if (!isOpen && !this.#safety.proves(room, numberOf(room, guest), frame)) {
      tell(guest, { type: 'error', code: 'not_proven', message: '' })
      return
    }
    tell(guest, { type: 'reported', room: id })
    const other = room.members.find((member) => member !== guest) as Guest
    const until = this.#safety.count(other.pass)
    if (until === null) return
    for (const one of this.#guests.values()) {
      if (one.pass !== other.pass || one.ws === null) continue
      this.#waiting = this.#waiting.filter((waiting) => waiting !== one)
      tell(one, { type: 'error', code: 'suspended', message: '', until, by: 'reports' })
    }
  }

  #say(guest: Guest, id: string, text: string): void {
    const { room } = guest
    if (room === null) {
      tell(guest, { type: 'error', code: 'not_chatting', message: '', id })
      return
    }
    const known = room.taken.get(id)
    if (known !== undefined && this.#vice !== 'takes an id twice') {
      tell(guest, known)
      return
    }
    const sentBy = (this.#sent.get(guest) ?? 0) + 1
    this.#sent.set(guest, sentBy)
    if (this.#vice === 'hangs up with a refusal on its way' && sentBy % 6 === 0) {
      this.#hangUpSoon(guest)
      return
    }
    room.messages += this.#vice === 'skips numbers' && room.messages === 2 ? 2 : 1
    const isThird = room.messages % 3 === 0
    const seq = this.#vice === 'repeats numbers' && isThird ? room.messages - 1 : room.messages
    const partner = room.members.find((member) => member !== guest) as Guest
    const at = Date.now() + (this.#vice === 'tells another hour' ? 3_600_000 : 0)
    room.said.push({ member: numberOf(room, guest), text, seq, at, id })
    const deliver = (to = partner, said = text) => {
      if (this.#unheard.has(to)) return
      tell(to, { type: 'message', room: room.id, seq, from: 'partner', text: said, at })
    }
    this.#deliver(room, isThird, deliver)
    if (this.#vice === 'acknowledges what it refuses' && isThird) {
      tell(guest, { type: 'error', code: 'unavailable', message: '', id })
    }
    const told = this.#vice === 'acknowledges under another number' && isThird ? seq + 1 : seq
    const name = this.#vice === 'acknowledges what was not sent' ? `${id}zz` : id
    const sent = { type: 'sent', id: name, seq: told, at } as const
    room.taken.set(id, sent)
    if (this.#vice !== 'acknowledges nothing' && !this.#unheard.has(guest)) tell(guest, sent)
    if (this.#vice === 'acknowledges twice') tell(guest, sent)
  }

  /** What was refused is not told, nor that what comes next is taken. */
  #hangUpSoon(guest: Guest): void {
    this.#unheard.add(guest)
    setTimeout(() => {
      this.#unheard.delete(guest)
      guest.ws?.terminate()
    }, 200)
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
