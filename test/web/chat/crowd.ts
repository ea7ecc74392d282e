// Visitors without a page, who wait.
import { WebSocket } from 'ws'

/** They take nobody but men, and there is none among them. */
const fields = { username: '', gender: 'female', seeks: 'male' }

const wait = async (address: string): Promise<WebSocket> => {
  const joined = await fetch(`${address}/join`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(fields),
  })
  const [cookie = ''] = (joined.headers.get('set-cookie') ?? '').split(';')
  const ws = new WebSocket(`${address.replace('http', 'ws')}/ws`, {
    headers: { Origin: address, Cookie: cookie },
  })
  await new Promise<void>((heard, failed) => {
    ws.on('open', () => ws.send('{"type":"find_match"}'))
    ws.on('message', (frame) => String(frame).includes('"type":"waiting"') && heard())
    ws.on('error', failed)
  })
  return ws
}

/** So many of them; gives what sends them away, as soon as they are no longer in the queue. */
export const gather = async (address: string, count: number): Promise<() => Promise<void>> => {
  const crowd = await Promise.all(Array.from({ length: count }, () => wait(address)))
  return async () => {
    for (const ws of crowd) {
      const idle = new Promise<void>((closed) => ws.on('close', () => closed()))
      ws.send('{"type":"leave_chat"}')
      ws.close()
      await idle
    }
  }
}
