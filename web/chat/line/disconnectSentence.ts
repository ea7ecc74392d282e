// What the visitor is told while there is no connection.
import type { DisconnectReason } from '../../session/line/disconnectReason.ts'
import { words } from '../../words/words.ts'

/** Where nothing can be written nothing is said to be kept; why there is no line is said all the same. */
export const disconnectSentence = (reason: DisconnectReason, canWrite = true): string => {
  if (reason === 'offline' && !canWrite) return `${words.chat.unreached.offline}.`
  if (reason === 'work') return words.work.checking
  if (reason === 'longWork') return words.work.longer
  const said = words.chat.disconnected[reason]
  return typeof said === 'string' ? said : said(location.origin)
}
