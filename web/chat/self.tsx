// What others are shown of the visitor, while there is no partner to show.
import type { You } from '../session/context.ts'
import { genderWord } from '../words.ts'

const seekWord = { male: 'men', female: 'women', anyone: 'anyone' } as const

export const Self = ({ you }: { you: You }) => (
  <section class="who" aria-label="You">
    <p class="who-lead">You are</p>
    <p class="who-name" dir="auto">
      {you.username}
    </p>
    <p class="who-gender">
      {genderWord[you.gender]}, here to meet {seekWord[you.seeks]}
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
