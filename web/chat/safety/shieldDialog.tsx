// Block or report: two taps each, with what each of them does.
import '../../style/fields.css'
import '../../style/question.css'
import '../../style/chat/safety.css'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { ReportReason } from '../../../src/events/fields.ts'
import { reportNoteCharactersMax } from '../../../src/events/limits.ts'
import { useModal } from '../../modal.ts'
import type { ClientActor, ClientSnapshot } from '../../session/clientMachine.ts'
import { isProvable } from '../../session/safety/reportFrame.ts'
import { safetyWords } from '../../words/safety/safetyWords.ts'
import { words } from '../../words/words.ts'
import { Sentence } from '../sentence.tsx'

export interface ShieldDialogProps {
  readonly snapshot: ClientSnapshot
  readonly send: ClientActor['send']
  readonly name: string
  /** Null: it has become too late while it was open. */
  readonly offer: 'all' | 'report' | null
  readonly closed: () => void
}

const reasons = Object.keys(safetyWords.report.reasons) as ReportReason[]

/** Whether the words go with a report: the server has them, or this page can prove them. */
const hasWords = ({ context }: ClientSnapshot): boolean => {
  const { conversation, talkEnd, lastTalk } = context
  if (talkEnd === null || talkEnd.room !== lastTalk?.room) return conversation !== null
  return isProvable(conversation?.transcript ?? [], talkEnd.receipt)
}

/** The heading takes the focus, not a button: an Enter meant for a message must press nothing. */
const Heading = ({ children }: { children: preact.ComponentChildren }) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => heading.current?.focus(), [])
  return (
    <h2 id="shield-heading" ref={heading} tabIndex={-1}>
      {children}
    </h2>
  )
}

interface StepProps {
  readonly name: string
  readonly snapshot: ClientSnapshot
  readonly back: () => void
}

type ChoiceProps = StepProps & {
  readonly offer: 'all' | 'report'
  readonly block: () => void
  readonly toReport: () => void
}

const Choice = ({ name, snapshot, offer, block, toReport, back }: ChoiceProps) => {
  const { dialog } = safetyWords
  const isOver = snapshot.matches({ phase: 'ended' })
  return (
    <>
      <Heading>
        <Sentence of={dialog.heading} spoken={[name]} />
      </Heading>
      {offer === 'all' && (
        <div class="shield-way">
          <button type="button" class="button" aria-describedby="shield-block" onClick={block}>
            {dialog.block}
          </button>
          <p id="shield-block">
            <Sentence of={isOver ? dialog.keepsApart : dialog.ends} spoken={[name]} />
          </p>
        </div>
      )}
      <div class="shield-way">
        <button type="button" class="button" aria-describedby="shield-report" onClick={toReport}>
          {dialog.report}
        </button>
        <p id="shield-report">
          <Sentence
            of={offer === 'all' ? dialog.tells : () => dialog.tellsBlocked}
            spoken={[name]}
          />
        </p>
      </div>
      <p class="shield-aside">{dialog.emergency}</p>
      <div class="actions">
        <button type="button" class="button button-quiet" onClick={back}>
          {dialog.close}
        </button>
        <a class="link settings-link" href="safety" target="_blank" rel="noreferrer">
          {dialog.more}
          <span class="unseen"> {words.chat.settings.newTab}</span>
        </a>
      </div>
    </>
  )
}

type ReasonsProps = StepProps & {
  readonly report: (reason: ReportReason, note: string) => void
}

/** A reason is the last tap: what is written, if anything, stands before it. */
const Reasons = ({ name, snapshot, report, back }: ReasonsProps) => {
  const note = useRef<HTMLTextAreaElement>(null)
  const texts = safetyWords.report
  return (
    <>
      <Heading>{texts.heading}</Heading>
      <p>
        <Sentence of={hasWords(snapshot) ? texts.sent : texts.bare} spoken={[name]} />
      </p>
      <label class="shield-note">
        <span>
          {texts.note} <span class="optional">{texts.optional}</span>
        </span>
        <textarea ref={note} rows={2} dir="auto" maxLength={reportNoteCharactersMax} />
      </label>
      <ul class="shield-reasons">
        {reasons.map((reason) => (
          <li key={reason}>
            <button
              type="button"
              class="button button-quiet"
              onClick={() => report(reason, note.current?.value.trim() ?? '')}
            >
              {texts.reasons[reason]}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="link" onClick={back}>
        {texts.back}
      </button>
    </>
  )
}

const TooLate = ({ name, back }: Pick<StepProps, 'name' | 'back'>) => (
  <>
    <Heading>
      <Sentence of={safetyWords.outcome.late} spoken={[name]} />
    </Heading>
    <button type="button" class="button" onClick={back}>
      {safetyWords.dialog.close}
    </button>
  </>
)

export const ShieldDialog = ({ snapshot, send, name, offer, closed }: ShieldDialogProps) => {
  const dialog = useModal()
  const [isReporting, setReporting] = useState(false)
  const close = () => dialog.current?.close()
  const block = () => {
    close()
    send({ type: 'block' })
  }
  const report = (reason: ReportReason, note: string) => {
    close()
    send({ type: 'report', reason, note, isBare: false })
  }
  const step = { name, snapshot }
  return (
    <dialog
      class="question shield-dialog"
      ref={dialog}
      aria-labelledby="shield-heading"
      onClose={closed}
      onClick={({ target }) => target === dialog.current && close()}
    >
      <div class="shield-inside">
        {offer === null ? (
          <TooLate name={name} back={close} />
        ) : isReporting ? (
          <Reasons {...step} report={report} back={() => setReporting(false)} />
        ) : (
          <Choice
            {...step}
            offer={offer}
            block={block}
            toReport={() => setReporting(true)}
            back={close}
          />
        )}
      </div>
    </dialog>
  )
}
