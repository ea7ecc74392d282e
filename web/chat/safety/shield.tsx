// Beside the stranger's name: what opens the ways to be rid of them.
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Icon } from '../../icon.tsx'
import type { ClientActor, ClientSnapshot } from '../../session/clientMachine.ts'
import { words } from '../../words/words.ts'
import { focusHeading } from '../focusHeading.ts'
import { Sentence } from '../sentence.tsx'
import { useSafetyViews } from './safetyViews.ts'

const ShieldIcon = () => (
  <Icon>
    <path d="M12 3.5 5 6v5.5c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6z" />
  </Icon>
)

/** What may be done about whoever is there, or was last; null: nothing any more. */
export const offerOf = (snapshot: ClientSnapshot): 'all' | 'report' | null => {
  if (snapshot.matches({ shielding: { free: 'open' } })) return 'all'
  const isReportable =
    snapshot.matches({ shielding: { done: 'open' } }) &&
    snapshot.context.shielding?.outcome === 'blocked'
  return isReportable ? 'report' : null
}

export interface ShieldProps {
  readonly snapshot: ClientSnapshot
  readonly send: ClientActor['send']
  readonly name: string
  /** In the panel it is a sign alone where room is short; elsewhere it has its words. */
  readonly look?: 'tool' | 'button button-quiet'
}

/** It became too late while it was open: the button that the focus would go back to is gone. */
const useFocusIfLate = (isOpen: boolean, isLate: boolean) => {
  const wasOpen = useRef(false)
  useLayoutEffect(() => {
    if (wasOpen.current && isLate && document.activeElement === document.body) focusHeading()
    wasOpen.current = isOpen
  }, [isOpen])
}

export const Shield = ({ snapshot, send, name, look = 'tool' }: ShieldProps) => {
  const [isOpen, setOpen] = useState(false)
  const [views, reload] = useSafetyViews()
  const offer = offerOf(snapshot)
  useFocusIfLate(isOpen, offer === null && snapshot.context.shielding === null)
  const open = () => {
    setOpen(true)
    reload()
  }
  return (
    <>
      {offer !== null && (
        <button
          type="button"
          class={`${look} shield`}
          aria-haspopup="dialog"
          aria-busy={isOpen && views === null}
          onClick={open}
        >
          <ShieldIcon />
          <span>
            <Sentence of={words.chat.shield} spoken={[name]} />
          </span>
        </button>
      )}
      {isOpen && views !== null && (
        <views.ShieldDialog
          snapshot={snapshot}
          send={send}
          name={name}
          offer={offer}
          closed={() => setOpen(false)}
        />
      )}
    </>
  )
}
