// The homepage's beginning: makes the plain form a livelier one.
import { render } from 'preact'
import { bioCharactersMax } from '../../src/events/limits.ts'
import { refuseStrayClicks } from '../doubleClick.ts'
import { forgetTab } from '../session/tabStorage.ts'
import { ThemeChoice } from '../theme/themeChoice.tsx'
import { words } from '../words/words.ts'
import { registerWorker } from '../worker/register.ts'
import { showRemaining } from './characterCount.ts'
import { showFormFault } from './fieldFaults.ts'
import { InterestChips } from './interestChips.tsx'
import { finishWord, noInterests, typed } from './interestList.ts'
import { enhanceJoinForm } from './joinForm.ts'
import { showLastVisit } from './lastVisit.ts'
import { showOnlineCount } from './onlineCount.ts'

const element = <T extends HTMLElement>(id: string): T => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`no #${id} on this page`)
  return found as T
}

const form = element<HTMLFormElement>('join')
const chips = element('chips')
const plainValue = element<HTMLInputElement>('interests').value

refuseStrayClicks(document)
chips.replaceChildren()
render(<InterestChips initial={finishWord(typed(noInterests, plainValue))} />, chips)
showRemaining(element<HTMLTextAreaElement>('bio'), element('bio-count'), bioCharactersMax)
showLastVisit(element('over'), location.hash)
if (!navigator.cookieEnabled) showFormFault(words.home.form.cookies)
showOnlineCount(element('online'))
render(<ThemeChoice />, element('theme'))
registerWorker(window)
enhanceJoinForm(form, () => {
  forgetTab(() => sessionStorage)
  location.assign('chat')
})
