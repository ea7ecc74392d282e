// What came of blocking or reporting, in the place of why the conversation is over.
import '../../style/chat/safety.css'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { ClientActor, ClientSnapshot } from '../../session/clientMachine.ts'
import { safetyWords } from '../../words/safety/safetyWords.ts'
import { Sentence } from '../sentence.tsx'

const texts = safetyWords.outcome

/** Null where nothing was done, and nothing has become too late. */
const sentenceOf = (snapshot: ClientSnapshot): ((name: string) => string) | null => {
  const { shielding } = snapshot.context
  if (snapshot.matches({ shielding: { free: 'late' } })) return texts.late
  if (shielding === null) return null
  if (shielding.outcome === 'reported') return texts.reported
  if (shielding.outcome === 'blocked')
    return shielding.refusal === null ? texts.blocked : texts[shielding.refusal.why]
  if (snapshot.matches({ shielding: { telling: 'kept' } })) return () => texts.kept
  const isDeferred = snapshot.matches({ shielding: { telling: 'deferred' } })
  return () => (isDeferred ? texts.deferred : texts.telling)
}

export interface OutcomeProps {
  readonly snapshot: ClientSnapshot
  readonly send: ClientActor['send']
  readonly name: string
}

/** Read out as it changes; whoever pressed what is gone now finds the focus here. */
export const Outcome = ({ snapshot, send, name }: OutcomeProps) => {
  const said = useRef<HTMLParagraphElement>(null)
  const sentence = sentenceOf(snapshot)
  const { shielding } = snapshot.context
  useLayoutEffect(() => {
    if (sentence !== null && document.activeElement === document.body) said.current?.focus()
  }, [shielding === null, shielding?.outcome])
  const isOpen = snapshot.matches({ shielding: { done: 'open' } })
  const refused = isOpen && shielding?.refusal?.why === 'not_proven' ? shielding.refusal : null
  return (
    <div class="outcome" role="status">
      {sentence !== null && (
        <p ref={said} tabIndex={-1}>
          <Sentence of={sentence} spoken={[name]} />
        </p>
      )}
      {refused !== null && (
        <button
          type="button"
          class="link"
          onClick={() => send({ type: 'report', ...refused.report, isBare: true })}
        >
          {texts.bareAgain}
        </button>
      )}
    </div>
  )
}
