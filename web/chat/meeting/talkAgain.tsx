// Offers to talk again with the last partner, and says what came of it: nothing, as a rule.
import { useLayoutEffect, useRef } from 'preact/hooks'
import { minutesAndSeconds, useNow } from '../../clock.ts'
import type { ClientActor, ClientSnapshot } from '../../session/clientMachine.ts'
import { askableUntil } from '../../session/parting/again.ts'
import { words } from '../../words/words.ts'
import { focusHeading } from '../focusHeading.ts'
import { Sentence } from '../sentence.tsx'

/** A text that names somebody, where the name is known. */
const Naming = ({ of, name }: { of: (name: string | null) => string; name: string | null }) =>
  name === null ? of(null) : <Sentence of={of} spoken={[name]} />

const TimeLeft = ({ until }: { until: number }) => (
  <span class="talk-again-time" aria-hidden="true" translate={false}>
    {minutesAndSeconds(until - useNow())}
  </span>
)

interface OfferProps {
  readonly name: string | null
  readonly until: number | null
  readonly isAsking: boolean
  readonly ask: () => void
}

const Offer = ({ name, until, isAsking, ask }: OfferProps) => (
  <>
    <button
      type="button"
      class="button button-quiet talk-again-button"
      aria-busy={isAsking}
      aria-describedby="talk-again-hint"
      onClick={ask}
    >
      <span>
        <Naming of={words.chat.again.ask} name={name} />
      </span>
      {until !== null && <TimeLeft until={until} />}
    </button>
    <span class="unseen" id="talk-again-hint">
      {words.chat.again.hint}
    </span>
  </>
)

export interface TalkAgainProps {
  readonly snapshot: ClientSnapshot
  readonly send: ClientActor['send']
  /** While another is looked for, only a wish that stands is told of. */
  readonly isOffered?: boolean
}

/** Whoever pressed the button hears once what came of it: the words take the focus in its place. */
export const TalkAgain = ({ snapshot, send, isOffered = true }: TalkAgainProps) => {
  const said = useRef<HTMLParagraphElement>(null)
  const isPressed = useRef(false)
  const { parting } = snapshot.context
  const isAsked = snapshot.matches({ again: 'asked' })
  const isSaid = isAsked || snapshot.matches({ again: 'late' })
  useLayoutEffect(() => {
    if (!isSaid || !isPressed.current) return
    isPressed.current = false
    said.current?.focus({ preventScroll: true })
  }, [isSaid])
  const isOver = parting === null
  useLayoutEffect(() => {
    // The time is over, and a button that goes takes the focus with it.
    if (isOver && document.activeElement === document.body) focusHeading()
  }, [isOver])
  if (parting === null || !(isSaid || isOffered)) return null
  return (
    <div class="talk-again">
      {isSaid ? (
        <p ref={said} tabIndex={-1}>
          <Naming
            of={isAsked ? words.chat.again.asked : words.chat.again.late}
            name={parting.name}
          />
        </p>
      ) : (
        <Offer
          name={parting.name}
          until={askableUntil(snapshot.context)}
          isAsking={snapshot.matches({ again: 'asking' })}
          ask={() => {
            isPressed.current = true
            send({ type: 'talkAgain' })
          }}
        />
      )}
    </div>
  )
}
