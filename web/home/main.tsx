// The homepage's beginning: makes the plain form a livelier one.
import { render } from 'preact'
import { bioCharactersMax } from '../../src/events/limits.ts'
import { refuseStrayClicks } from '../doubleClick.ts'
import { forgetTab, readTab } from '../session/tabStorage.ts'
import { ThemeChoice } from '../theme/themeChoice.tsx'
import { keepTextsMoving } from '../translation.ts'
import { homeWords } from '../words/home/homeWords.ts'
import { registerWorker } from '../worker/register.ts'
import { showRemaining } from './characterCount.ts'
import { showFormFault } from './fieldFaults.ts'
import { InterestChips } from './interestChips.tsx'
import { finishWord, noInterests, typed } from './interestList.ts'
import { enhanceJoinForm } from './joinForm.ts'
import { fillForm, keepForm, readKeptForm } from './keptForm.ts'
import { lastVisitIn } from './lastVisit.ts'
import { showOnlineCount } from './onlineCount.ts'
import { askBeforeJoining, VisitNotice } from './visitNotice.tsx'

const element = <T extends HTMLElement>(id: string): T => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`no #${id} on this page`)
  return found as T
}

keepTextsMoving(document.body)
const form = element<HTMLFormElement>('join')
const chips = element('chips')
const plain = element<HTMLInputElement>('interests')
// On a slow line somebody may have begun to write before this script is there.
const isWriting = document.activeElement === plain
const tab = () => sessionStorage
const kept = readKeptForm(tab)

const keep = () => keepForm(tab, form)
const written = typed(noInterests, plain.value === '' ? (kept?.interests ?? '') : plain.value)
const isUnfinished = isWriting || plain.value === ''

if (kept !== null) fillForm(form, kept)
refuseStrayClicks(document)
chips.replaceChildren()
render(
  <InterestChips initial={isUnfinished ? written : finishWord(written)} changed={keep} />,
  chips,
)
if (isWriting) element('interests').focus()
form.addEventListener('input', keep)
showRemaining(element<HTMLTextAreaElement>('bio'), element('bio-count'), bioCharactersMax)
render(
  <VisitNotice lastVisit={lastVisitIn(location.hash)} tabState={readTab(tab)} />,
  element('visit'),
)
// Led back here in another language, one still reads why: what stands behind `#` comes along.
const languageForm = element<HTMLFormElement>('language')
languageForm.action += location.hash
if (!navigator.cookieEnabled) showFormFault(homeWords.form.cookies)
showOnlineCount(element('online'))
render(<ThemeChoice />, element('theme'))
registerWorker(window)
enhanceJoinForm(form, {
  mayJoin: askBeforeJoining,
  joined: () => {
    forgetTab(tab)
    location.assign('chat')
  },
})
