// Why the last visit is over, said to whoever is sent here by it.
import { words } from '../words/words.ts'

const sentences: Readonly<Record<string, string>> = words.home.over

/** By what the chat page writes behind the address: `#over=expired`. */
export const lastVisitSentence = (hash: string): string | null => {
  const found = /^#over(?:=(\w+))?$/.exec(hash)
  if (found === null) return null
  const [, ending = ''] = found
  return (Object.hasOwn(sentences, ending) && sentences[ending]) || words.home.over.ended
}

export const showLastVisit = (note: HTMLElement, hash: string): void => {
  const sentence = lastVisitSentence(hash)
  note.hidden = sentence === null
  // Said when it is in sight: what is hidden is not announced.
  note.textContent = sentence
}
