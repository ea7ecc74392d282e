// The conversation: what was said, what hinders it, and what comes next.
import { useState } from 'preact/hooks'
import type { Drop, Ending, Talk } from '../../session/context.ts'
import { Composer, type Draft } from './composer.tsx'
import { Ended } from './ended.tsx'
import { Log } from './log.tsx'
import { Notices } from './notices.tsx'

export interface RoomProps {
  readonly talk: Talk
  /** Why it is over; null while it goes on. */
  readonly ending: Ending | null
  readonly hoped: boolean
  readonly typing: boolean
  readonly awayUntil: number | null
  readonly drop: Drop | null
  /** The first press to leave was made. */
  readonly armed: boolean
  readonly wishes: {
    readonly say: (text: string) => void
    readonly discard: (id: string) => void
    readonly keystroke: (empty: boolean) => void
    readonly find: () => void
    readonly depart: () => void
    readonly retry: () => void
  }
}

const Foot = ({ name, typing, armed }: { name: string; typing: boolean; armed: boolean }) => (
  <div class={armed ? 'foot foot-armed' : 'foot'}>
    <p class={typing ? 'typing typing-on' : 'typing'}>
      {typing && (
        <>
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <bdi class="typing-name">{name}</bdi>
          <span class="typing-words"> is typing</span>
        </>
      )}
    </p>
    <p id="composer-hint" class={armed ? 'hint hint-armed' : 'hint'}>
      {armed ? 'Once more to end the chat' : 'Enter sends · Shift+Enter breaks · Esc twice ends'}
    </p>
  </div>
)

export const Room = (props: RoomProps) => {
  const { talk, ending, hoped, typing, awayUntil, drop, armed, wishes } = props
  const [draft, setDraft] = useState<Draft | null>(null)
  const name = talk.partner.username
  return (
    <div class="room">
      <Log
        key={talk.room}
        talk={talk}
        over={ending !== null}
        hoped={hoped}
        wishes={{
          edit: ({ id, text }) => {
            wishes.discard(id)
            setDraft({ text })
          },
          dismiss: ({ id }) => {
            wishes.discard(id)
            setDraft({ text: null })
          },
        }}
      />
      <Notices name={name} awayUntil={awayUntil} drop={drop} retry={wishes.retry} />
      {ending === null ? (
        <>
          <Foot name={name} typing={typing} armed={armed} />
          <Composer name={name} draft={draft} say={wishes.say} keystroke={wishes.keystroke} />
        </>
      ) : (
        <Ended ending={ending} name={name} find={wishes.find} depart={wishes.depart} />
      )}
    </div>
  )
}
