// What the keyboard does, wherever the focus is but in a field.
import type { Chosen } from './panels/actor.tsx'
import type { Playhead } from './playhead.ts'
import { speeds } from './standing.ts'

export interface Board {
  readonly playhead: Playhead
  readonly choose: (chosen: Chosen) => void
  readonly help: () => void
}

interface Key {
  /** As `KeyboardEvent.key` has them. */
  readonly keys: readonly string[]
  /** As they are called in the help. */
  readonly shown: string
  readonly does: string
  readonly press: (board: Board) => unknown
}

const paced = (playhead: Playhead, by: number) => {
  const place = (speeds as readonly number[]).indexOf(playhead.standing.speed)
  playhead.pace(speeds[Math.max(0, Math.min(speeds.length - 1, place + by))] ?? 1)
}

const field = (id: string) => {
  const found = document.getElementById(id)
  if (found instanceof HTMLInputElement) {
    found.focus()
    found.select()
  }
}

export const keys: readonly Key[] = [
  {
    keys: [' '],
    shown: 'Space',
    does: 'Play, pause',
    press: ({ playhead }) => playhead.play(!playhead.standing.isPlaying),
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
  { keys: ['c'], shown: 'C', does: 'To its cause', press: ({ playhead }) => playhead.cause() },
  {
    keys: ['v'],
    shown: 'V',
    does: 'To the first thing it led to',
    press: ({ playhead }) => playhead.consequence(),
  },
  {
    keys: [']'],
    shown: ']',
    does: 'To the next match, end, fault or restart',
    press: ({ playhead }) => playhead.mark('next'),
  },
  {
    keys: ['['],
    shown: '[',
    does: 'To the one before',
    press: ({ playhead }) => playhead.mark('previous'),
  },
  {
    keys: ['Home'],
    shown: 'Home',
    does: 'First event',
    press: ({ playhead }) => playhead.end('first'),
  },
  {
    keys: ['End'],
    shown: 'End',
    does: 'Last event',
    press: ({ playhead }) => playhead.end('last'),
  },
  {
    keys: ['+', '='],
    shown: '+',
    does: 'Play faster',
    press: ({ playhead }) => paced(playhead, 1),
  },
  { keys: ['-'], shown: '−', does: 'Play slower', press: ({ playhead }) => paced(playhead, -1) },
  { keys: ['j'], shown: 'J', does: 'Jump to a seq or a time', press: () => field('jump') },
  { keys: ['/'], shown: '/', does: 'Search the events', press: () => field('search') },
  {
    keys: ['o'],
    shown: 'O',
    does: 'Only the conversation in focus, or everything',
    press: ({ playhead }) => playhead.only(!playhead.standing.isOnly),
  },
  {
    keys: ['f'],
    shown: 'F',
    does: 'Follow a running server’s log',
    press: ({ playhead }) => playhead.follow(!playhead.standing.isFollowing),
  },
  {
    keys: ['0'],
    shown: '0',
    does: 'Show the actor that moves',
    press: ({ choose }) => choose('moving'),
  },
  { keys: ['1'], shown: '1', does: 'Show session A', press: ({ choose }) => choose('one') },
  {
    keys: ['2'],
    shown: '2',
    does: 'Show the matchmaker',
    press: ({ choose }) => choose('matchmaker'),
  },
  { keys: ['3'], shown: '3', does: 'Show the room', press: ({ choose }) => choose('room') },
  { keys: ['4'], shown: '4', does: 'Show session B', press: ({ choose }) => choose('other') },
  { keys: ['?'], shown: '?', does: 'This help', press: ({ help }) => help() },
]

/** Fields write, and buttons are pressed by Space; a dialogue has its own keys. */
const isTaken = (event: KeyboardEvent): boolean => {
  const target = event.target as Element
  if (target.closest('input, select, textarea, dialog') !== null) return true
  return event.key === ' ' && target.closest('button') !== null
}

export const pressed = (board: Board, event: KeyboardEvent): void => {
  if (event.key === 'Escape' && event.target instanceof HTMLInputElement) event.target.blur()
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTaken(event)) return
  const key = keys.find((each) =>
    each.keys.includes(event.key.length === 1 ? event.key.toLowerCase() : event.key),
  )
  if (key === undefined) return
  event.preventDefault()
  key.press(board)
}
