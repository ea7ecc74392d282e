// What others are shown of the visitor, while there is no partner to show.
import type { OwnProfile } from '../session/context.ts'
import { genderLabels } from './conversation/sentences.ts'

const seeksLabels = { male: 'men', female: 'women', anyone: 'anyone' } as const

export const Self = ({ you }: { you: OwnProfile }) => (
  <section class="who" aria-label="You">
    <p class="who-lead">You are</p>
    <p class="who-name" dir="auto">
      {you.username}
    </p>
    <p class="who-gender">
      {genderLabels[you.gender]}, here to meet {seeksLabels[you.seeks]}
    </p>
    {you.interests.length > 0 && (
      <ul class="who-interests" aria-label="Your interests">
        {you.interests.map((interest) => (
          <li key={interest} class="tag">
            {interest}
          </li>
        ))}
      </ul>
    )}
  </section>
)
