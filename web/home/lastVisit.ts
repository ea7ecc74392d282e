// Why the last visit is over, said to whoever is sent here by it.
import { homeWords } from '../words/home/homeWords.ts'

const sentences: Readonly<Record<string, string>> = homeWords.over

/** What the chat page writes behind the address: `#over=expired`; null where it wrote nothing. */
export const lastVisitIn = (hash: string): string | null => {
  const found = /^#over(?:=(\w+))?$/.exec(hash)
  return found && (found[1] ?? '')
}

export const lastVisitSentence = (detail: string): string =>
  (Object.hasOwn(sentences, detail) && sentences[detail]) || homeWords.over.ended
