// The cookies that a visitor holds, as one `Cookie` header: what a browser would send.
import { headersOf } from './handshake.ts'

/** What is held after an answer: its `Set-Cookie` lines over what was held before. */
export const cookiesAfter = (held: string, head: string): string => {
  const jar = new Map<string, string>()
  for (const cookie of held.split('; ')) put(jar, cookie)
  for (const line of headersOf(head, 'set-cookie')) {
    const [cookie = '', ...attributes] = line.split(';')
    const isTakenBack = attributes.some((one) => /^max-age=(0|-\d+)$/i.test(one.trim()))
    if (isTakenBack) jar.delete(nameOf(cookie))
    else put(jar, cookie)
  }
  return [...jar.values()].join('; ')
}

const put = (jar: Map<string, string>, cookie: string): void => {
  const name = nameOf(cookie)
  if (name !== '') jar.set(name, cookie.trim())
}

const nameOf = (cookie: string): string => cookie.slice(0, cookie.indexOf('=')).trim()
