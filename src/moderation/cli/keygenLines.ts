// Which half of a new pair of keys goes where.
import type { MadePair } from '../keys.ts'

export const keygenLines = ({ file, recipient }: MadePair): readonly string[] => [
  'Two halves were made.',
  '',
  'The server seals with the public one. Start it with:',
  `  MODERATION_RECIPIENT=${recipient}`,
  '',
  'The moderators open with the secret one. It stands, for you alone, in:',
  `  ${file}`,
  'Give it to moderators only, never to the server. Keep a copy in a safe place:',
  'without it nobody can read a report.',
]
