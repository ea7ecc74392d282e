// What the keyboard does, wherever the focus is but in a field.
import { isComposing } from '../inputMethod.ts'
import { focusList } from './list/focusList.ts'
import type { ActorTab } from './panels/actorPanel.tsx'
import type { Playhead } from './playhead/playhead.ts'
import { speeds } from './playhead/playheadState.ts'

/** What keys act on. */
export interface KeyContext {
  readonly playhead: Playhead
  readonly selectTab: (tab: ActorTab) => void
  readonly showHelp: () => void
  /** Whether keys of one character do something; Space, the arrows, Home and End always do. */
  readonly characterKeys: boolean
  /** The id of the actor that is shown; null where none is. */
  readonly actorShown: () => string | null
}

interface KeyBinding {
  /** As `KeyboardEvent.key` has them. */
  readonly keys: readonly string[]
  /** As they are called in the help. */
  readonly shown: string
  readonly does: string
  readonly press: (context: KeyContext) => unknown
}

const changeSpeed = (playhead: Playhead, by: number) => {
  const position = (speeds as readonly number[]).indexOf(playhead.state.speed)
  playhead.setSpeed(speeds[Math.max(0, Math.min(speeds.length - 1, position + by))] ?? 1)
}

const focusField = (id: string) => {
  const found = document.getElementById(id)
  if (found instanceof HTMLInputElement) {
    found.focus()
    found.select()
  }
}

/** What was written is not taken away by a key: it is written on. */
const bookmarkAndWrite = (playhead: Playhead) => {
  const { step, bookmarks } = playhead.state
  if (step === null) return
  const { seq } = step.row
  const note = bookmarks.get(seq)
  if (note === '') return playhead.bookmark(seq, null)
  if (note === undefined) playhead.bookmark(seq, '')
  // What is drawn for it was asked for before.
  queueMicrotask(() => focusField('note'))
}

const goToChange = ({ playhead, actorShown }: KeyContext, direction: 'next' | 'previous') => {
  const actor = actorShown()
  if (actor === null) playhead.tell('No actor is shown that could change.')
  else void playhead.goToChange(direction, { actor })
}

export const keyBindings: readonly KeyBinding[] = [
  {
    keys: [' '],
    shown: 'Space',
    does: 'Play, pause',
    press: ({ playhead }) => playhead.play(!playhead.state.isPlaying),
  },
  {
    keys: ['ArrowRight', 'ArrowDown'],
    shown: 'Right Down',
    does: 'One event on',
    press: ({ playhead }) => playhead.step('next'),
  },
  {
    keys: ['ArrowLeft', 'ArrowUp'],
    shown: 'Left Up',
    does: 'One event back',
    press: ({ playhead }) => playhead.step('previous'),
  },
  { keys: ['c'], shown: 'C', does: 'To its cause', press: ({ playhead }) => playhead.goToCause() },
  {
    keys: ['v'],
    shown: 'V',
    does: 'To the first thing it led to',
    press: ({ playhead }) => playhead.goToConsequence(),
  },
  {
    keys: [']'],
    shown: ']',
    does: 'To the next mark on the time line: a match, an end, a report …',
    press: ({ playhead }) => playhead.goToMark('next'),
  },
  {
    keys: ['['],
    shown: '[',
    does: 'To the one before',
    press: ({ playhead }) => playhead.goToMark('previous'),
  },
  {
    keys: [','],
    shown: ',',
    does: 'To the last change of the actor that is shown',
    press: (context) => goToChange(context, 'previous'),
  },
  {
    keys: ['.'],
    shown: '.',
    does: 'To its next change',
    press: (context) => goToChange(context, 'next'),
  },
  {
    keys: ['Home'],
    shown: 'Home',
    does: 'First event',
    press: ({ playhead }) => playhead.goToEnd('first'),
  },
  {
    keys: ['End'],
    shown: 'End',
    does: 'Last event',
    press: ({ playhead }) => playhead.goToEnd('last'),
  },
  {
    keys: ['+', '='],
    shown: '+',
    does: 'Play faster',
    press: ({ playhead }) => changeSpeed(playhead, 1),
  },
  {
    keys: ['-'],
    shown: '−',
    does: 'Play slower',
    press: ({ playhead }) => changeSpeed(playhead, -1),
  },
  { keys: ['j'], shown: 'J', does: 'Jump to a seq or a time', press: () => focusField('jump') },
  {
    keys: ['b'],
    shown: 'B',
    does: 'Bookmark the event and write a note; again, without a note: no more',
    press: ({ playhead }) => bookmarkAndWrite(playhead),
  },
  { keys: ['w'], shown: 'W', does: 'Write where to stop', press: () => focusField('stop') },
  {
    keys: ['n'],
    shown: 'N',
    does: 'To where that holds next',
    press: ({ playhead }) =>
      playhead.state.where === '' ? focusField('stop') : playhead.goToStop(),
  },
  { keys: ['/'], shown: '/', does: 'Search the events', press: () => focusField('search') },
  {
    keys: ['o'],
    shown: 'O',
    does: 'Only the conversation in focus, or everything',
    press: ({ playhead }) => playhead.focusOnly(!playhead.state.isFocusOnly),
  },
  {
    keys: ['f'],
    shown: 'F',
    does: 'Follow a running server’s log',
    press: ({ playhead }) => playhead.follow(!playhead.state.isFollowing),
  },
  {
    keys: ['0'],
    shown: '0',
    does: 'Show the actor that moves',
    press: ({ selectTab }) => selectTab('moving'),
  },
  { keys: ['1'], shown: '1', does: 'Show session A', press: ({ selectTab }) => selectTab('one') },
  {
    keys: ['2'],
    shown: '2',
    does: 'Show the matchmaker',
    press: ({ selectTab }) => selectTab('matchmaker'),
  },
  { keys: ['3'], shown: '3', does: 'Show the room', press: ({ selectTab }) => selectTab('room') },
  { keys: ['4'], shown: '4', does: 'Show session B', press: ({ selectTab }) => selectTab('other') },
  { keys: ['?'], shown: '?', does: 'This help', press: ({ showHelp }) => showHelp() },
]

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement

/** What was searched for stays: browsers empty the field, and tell nobody. */
const leaveField = (event: KeyboardEvent): void => {
  if ((event.target as HTMLInputElement).type === 'search') event.preventDefault()
  focusList()
}

/** WCAG 2.1.4: letters, digits, signs. */
const isCharacter = (key: string): boolean => key.length === 1 && key !== ' '

/** Fields write, and buttons are pressed by Space; a dialogue has its own keys. */
const isTaken = (event: KeyboardEvent): boolean => {
  const target = event.target as Element
  if (target.closest('input, select, textarea, dialog') !== null) return true
  // Not all of them: a separator moves by the arrows, and by nothing else.
  if (target.closest('[role=separator]') !== null) return /^(Arrow|Home|End)/.test(event.key)
  return event.key === ' ' && target.closest('button') !== null
}

export const handleKey = (context: KeyContext, event: KeyboardEvent): void => {
  if (isComposing(event)) return
  if (event.key === 'Escape') context.playhead.blame(null)
  if (event.key === 'Escape' && isField(event.target)) leaveField(event)
  if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return
  if (isCharacter(event.key) && !context.characterKeys) return
  const binding = keyBindings.find((each) =>
    each.keys.includes(event.key.length === 1 ? event.key.toLowerCase() : event.key),
  )
  if (binding === undefined) return
  event.preventDefault()
  binding.press(context)
}
