// What the visitor is told while there is no connection.
import type { DisconnectReason } from '../../session/line/disconnectReason.ts'
import { words } from '../../words/words.ts'

/** Nothing is kept for later where nothing can be written. */
export const disconnectSentence = (reason: DisconnectReason, canWrite = true): string => {
  if (reason === 'offline' && !canWrite) return words.chat.unreached.text
  const said = words.chat.disconnected[reason]
  return typeof said === 'string' ? said : said(location.origin)
}
