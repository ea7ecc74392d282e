// What the visitor is told while there is no connection.
import type { DisconnectReason } from '../../session/line/disconnectReason.ts'
import { words } from '../../words/words.ts'

export const disconnectSentence = (reason: DisconnectReason): string => {
  const said = words.chat.disconnected[reason]
  return typeof said === 'string' ? said : said(location.origin)
}
