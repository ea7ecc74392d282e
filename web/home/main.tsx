// The homepage's beginning: makes the plain form a livelier one.
import { render } from 'preact'
import { bioCharactersMax } from '../../src/events/limits.ts'
import { forgetKept } from '../session/kept.ts'
import { Chips } from './chips.tsx'
import { countdown } from './counter.ts'
import { join } from './join.ts'
import { followStats } from './stats.ts'

const element = <T extends HTMLElement>(id: string): T => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`no #${id} on this page`)
  return found as T
}

const form = element<HTMLFormElement>('join')
const chips = element('chips')
const typed = element<HTMLInputElement>('interests').value

chips.replaceChildren()
render(<Chips initial={typed} />, chips)
countdown(element<HTMLTextAreaElement>('bio'), element('bio-count'), bioCharactersMax)
element('over').hidden = location.hash !== '#over'
followStats(element('online'))
join(form, () => {
  forgetKept(() => sessionStorage)
  location.assign('/chat')
})
