// What a moderator asks of the visitor, until they have put it away.
import '../../style/chat/safety.css'
import { safetyWords } from '../../words/safety/safetyWords.ts'

export const Warning = ({ heed }: { heed: () => void }) => (
  <div class="warning">
    <p>{safetyWords.warned.text}</p>
    <button type="button" class="button button-quiet" onClick={heed}>
      {safetyWords.warned.heed}
    </button>
  </div>
)
