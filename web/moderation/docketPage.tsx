// The moderators' page: a head, the list, and the report that is read.
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Logo } from '../logo.tsx'
import { counted } from '../replay/labels/formatting.ts'
import { NamedIcon } from '../replay/labels/icons.tsx'
import { DecisionDialog } from './decisionDialog.tsx'
import type { DecisionAsked } from './decisions.ts'
import { DocketHelp } from './docketHelp.tsx'
import { type DocketKeyContext, pressDocketKey } from './docketKeys.ts'
import type { DocketState, ReportDocket } from './reportDocket.ts'
import { ReportList, rowId } from './reportList.tsx'
import { ReportPane } from './reportPane.tsx'

const useDocketState = (docket: ReportDocket): DocketState => {
  const [state, setState] = useState(docket.state)
  useLayoutEffect(() => docket.subscribe(() => setState(docket.state)), [docket])
  return state
}

/** Whoever closes a report is in the list again, where they were. */
const useFocusGoingBack = (read: number | null) => {
  const before = useRef<number | null>(null)
  useLayoutEffect(() => {
    if (read === null && before.current !== null) {
      document.getElementById(rowId(before.current))?.focus()
    }
    before.current = read
  }, [read])
}

const Head = ({ state, showHelp }: { state: DocketState; showHelp: () => void }) => (
  <header class="docket-head">
    <p class="brand">
      <Logo />
      <span>Passerby</span>
    </p>
    <h1>Reports</h1>
    {state.listed !== null && <p>{counted(state.listed.total, 'report')} waiting</p>}
    <button type="button" class="tool" aria-label="Help: every key" onClick={showHelp}>
      <NamedIcon name="help" />
    </button>
  </header>
)

/** What keeps a moderator from working; null where nothing does. */
const hindrance = ({ isLockedOut, isUnreachable, fault, listed }: DocketState): string | null => {
  if (isLockedOut) return 'Open the whole address that the terminal shows, with all after the #.'
  if (isUnreachable) return 'The program has ended. Start it again, and open its new address.'
  if (fault !== null) return fault
  return listed?.isRunning === false
    ? 'No server runs there: reports can be read, and a decision waits until one runs.'
    : null
}

const Nothing = ({ state }: { state: DocketState }) => {
  const { listed } = state
  if (listed === null)
    return <p class="docket-empty">{hindrance(state) === null && 'One moment…'}</p>
  return (
    <div class="docket-empty">
      <Logo />
      <h2>{listed.total === 0 ? 'No report waits' : 'Pick a report'}</h2>
      <p>
        {listed.total === 0
          ? 'New ones are shown here as they come.'
          : 'The worst come first. J opens the next, ? shows every key.'}
      </p>
    </div>
  )
}

export const DocketPage = ({ docket }: { docket: ReportDocket }) => {
  const state = useDocketState(docket)
  const [asked, askFor] = useState<DecisionAsked | null>(null)
  const [isHelping, setHelping] = useState(false)
  const context = useMemo<DocketKeyContext>(
    () => ({ docket, askFor, showHelp: () => setHelping(true) }),
    [docket],
  )
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => pressDocketKey(context, event)
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [context])
  const { listed, opened, notice } = state
  useFocusGoingBack(opened?.number ?? null)
  const hindered = hindrance(state)
  return (
    <div class="docket">
      <Head state={state} showHelp={context.showHelp} />
      <div role="alert">{hindered !== null && <p class="docket-banner">{hindered}</p>}</div>
      <p class="docket-notice" role="status">
        {notice}
      </p>
      <main class={opened === null ? 'docket-main' : 'docket-main docket-reading'}>
        {listed !== null && listed.total > 0 && <ReportList docket={docket} listed={listed} />}
        {opened !== null && listed !== null ? (
          <ReportPane
            report={opened}
            now={listed.now}
            askFor={askFor}
            close={() => docket.close()}
          />
        ) : (
          <Nothing state={state} />
        )}
      </main>
      {asked !== null && (
        <DecisionDialog
          asked={asked}
          answer={(deed) => {
            askFor(null)
            if (deed !== null) void docket.decide(deed.name)
          }}
        />
      )}
      {isHelping && <DocketHelp close={() => setHelping(false)} />}
    </div>
  )
}
