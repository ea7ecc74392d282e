// The debugger's beginning: where the address says, at the start otherwise.
import { render } from 'preact'
import { Debugger } from './debugger.tsx'
import { Playhead } from './playhead/playhead.ts'

/** The address follows the playhead once it rests: browsers count how often it changes. */
const restMs = 300

const seqOf = (hash: string): number | null => {
  const seq = /^#(\d{1,15})$/.exec(hash)?.[1]
  return seq === undefined ? null : Number(seq)
}

const playhead = new Playhead()
let timer: ReturnType<typeof setTimeout> | undefined
playhead.subscribe(() => {
  clearTimeout(timer)
  const seq = playhead.state.step?.row.seq
  if (seq === undefined || playhead.state.isPlaying) return
  timer = setTimeout(() => history.replaceState(null, '', `#${seq}`), restMs)
})
addEventListener('hashchange', () => {
  const seq = seqOf(location.hash)
  if (seq !== null) void playhead.jump({ seq })
})

void playhead.load(seqOf(location.hash))
const root = document.getElementById('replay')
if (root !== null) render(<Debugger playhead={playhead} />, root)
