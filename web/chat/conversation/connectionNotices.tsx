// What hinders the conversation just now, laid over the top of its messages.
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { minutesAndSeconds, useNow } from '../../clock.ts'
import type { PartnerAway } from '../../session/context.ts'
import type { DisconnectReason } from '../../session/line/disconnectReason.ts'
import { words } from '../../words/words.ts'
import { disconnectSentence } from '../line/disconnectSentence.ts'
import { NextAttempt } from '../line/nextAttempt.tsx'
import { Work } from '../line/work.tsx'
import { Sentence } from '../sentence.tsx'

const GraceLeft = ({ until }: { until: number }) => {
  const left = until - useNow()
  return (
    <p class="notice-time" role="timer" aria-live="off">
      {left > 0 ? minutesAndSeconds(left) : words.chat.away.soon}
    </p>
  )
}

/** A notice goes by itself: whoever was at a button of it goes on writing. */
const Notice = ({
  kind,
  passFocusOn,
  children,
}: {
  kind: 'notice' | 'notice notice-down'
  passFocusOn: () => void
  children: ComponentChildren
}) => {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const own = box.current
    return () => {
      if (own?.contains(document.activeElement) === true) passFocusOn()
    }
  }, [])
  return (
    <div class={kind} ref={box}>
      {children}
    </div>
  )
}

export interface ConnectionNoticesProps {
  readonly name: string
  readonly away: PartnerAway | null
  /** That the partner came back is still news. */
  readonly isBack: boolean
  /** The conversation goes on, and nobody walked on. */
  readonly canWrite: boolean
  /** The visitor walked on already. */
  readonly isLeaving: boolean
  /** Why there is no connection; null while there is one. */
  readonly disconnectReason: DisconnectReason | null
  /** When the server said that it may be tried again. */
  readonly askedBackAt: number | null
  /** Which part of the work is done that lets in sooner; null where there is none. */
  readonly workShare: number | null
  readonly actions: {
    readonly retry: () => void
    readonly waitInstead: () => void
    readonly walkOn: (next: boolean) => void
  }
  /** What had the focus is gone. */
  readonly passFocusOn: () => void
}

const Disconnected = (props: ConnectionNoticesProps & { disconnectReason: DisconnectReason }) => {
  const { disconnectReason, canWrite, askedBackAt, workShare, actions, passFocusOn } = props
  return (
    <Notice kind="notice notice-down" passFocusOn={passFocusOn}>
      <p>{disconnectSentence(disconnectReason, canWrite)}</p>
      {workShare !== null ? (
        <Work share={workShare} waitInstead={actions.waitInstead} />
      ) : (
        <>
          <NextAttempt at={askedBackAt} />
          <button type="button" class="link" onClick={actions.retry}>
            {words.chat.actions.tryNow}
          </button>
        </>
      )}
    </Notice>
  )
}

const Away = (props: ConnectionNoticesProps & { away: PartnerAway }) => {
  const { name, away, isLeaving, actions, passFocusOn } = props
  return (
    <Notice kind="notice" passFocusOn={passFocusOn}>
      <p>
        <Sentence of={words.chat.away.notice} spoken={[name]} />
      </p>
      {away.until !== null && <GraceLeft until={away.until} />}
      {!isLeaving && (
        <button type="button" class="link" onClick={() => actions.walkOn(true)}>
          {words.chat.actions.findAnother}
        </button>
      )}
    </Notice>
  )
}

const Back = ({ name }: { name: string }) => (
  <div class="notice">
    <p>
      <Sentence of={words.chat.status.back} spoken={[name]} />
    </p>
  </div>
)

/** One at a time: without a line nothing is known of the partner. */
const CurrentNotice = (props: ConnectionNoticesProps) => {
  const { name, away, isBack, disconnectReason } = props
  if (disconnectReason !== null)
    return <Disconnected {...props} disconnectReason={disconnectReason} />
  if (away !== null) return <Away {...props} away={away} />
  return isBack ? <Back name={name} /> : null
}

export const ConnectionNotices = (props: ConnectionNoticesProps) => (
  <div class="notices">
    <CurrentNotice {...props} />
  </div>
)
