// What others are shown of the visitor, while there is no partner to show.
import type { OwnProfile } from '../session/context.ts'
import { words } from '../words/words.ts'

export const Self = ({ you }: { you: OwnProfile }) => (
  <section class="who" aria-label={words.chat.self.label}>
    <p class="who-lead">{words.chat.self.lead}</p>
    <p class="who-name" dir="auto">
      {you.username}
    </p>
    <p class="who-gender">{words.chat.self.wishes(you.gender, you.seeks)}</p>
    {you.interests.length > 0 && (
      <ul class="who-interests" aria-label={words.chat.self.interests}>
        {you.interests.map((interest) => (
          <li key={interest} class="tag" dir="auto">
            {interest}
          </li>
        ))}
      </ul>
    )}
  </section>
)

/** On every screen: who forgets what they are called today cannot answer to it. */
export const OwnName = ({ name }: { name: string }) => (
  <p class="own-name">
    {words.chat.self.lead} <bdi>{name}</bdi>
  </p>
)
