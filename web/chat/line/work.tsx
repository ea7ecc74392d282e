// How far the browser is with the work that the server asked for, and a way out of it.
import { words } from '../../words/words.ts'

interface WorkProps {
  /** From 0 to 1. */
  readonly share: number
  readonly waitInstead: () => void
}

export const Work = ({ share, waitInstead }: WorkProps) => (
  <>
    <progress class="work-share" max="1" value={share} aria-label={words.work.progress} />
    <button type="button" class="link" onClick={waitInstead}>
      {words.work.waitInstead}
    </button>
  </>
)
