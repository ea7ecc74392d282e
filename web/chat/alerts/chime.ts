// Two short notes, off until the visitor wants them; what they want is remembered.
import { type Choice, createChoice } from './choice.ts'

const key = 'passerby.sound'

/** Two notes of a fifth, one passing the other: frequency (Hz) and start (s). */
const notes = [
  [587.3, 0],
  [880, 0.09],
] as const

const noteSeconds = 0.22

/** Quiet: the tab rings beside whatever else is playing. */
const loudness = 0.08

export interface Chime extends Choice {
  readonly ring: () => void
}

const playNotes = (audio: AudioContext) => {
  for (const [frequency, start] of notes) {
    const at = audio.currentTime + start
    const tone = new OscillatorNode(audio, { type: 'sine', frequency })
    const gain = new GainNode(audio, { gain: 0 })
    gain.gain.setValueAtTime(0, at)
    gain.gain.linearRampToValueAtTime(loudness, at + 0.01)
    gain.gain.exponentialRampToValueAtTime(0.0001, at + noteSeconds)
    tone.connect(gain).connect(audio.destination)
    tone.start(at)
    tone.stop(at + noteSeconds)
  }
}

/** A browser lets a page sound only after a gesture: the audio is made at the first ring after. */
export const createChime = (storage: () => Storage): Chime => {
  const choice = createChoice(storage, key)
  let audio: AudioContext | null = null
  // Until a gesture the browser holds every sound back: of all that waited then, one is heard.
  let isDue = false
  const ring = () => {
    if (!choice.isOn()) return
    isDue = true
    audio ??= new AudioContext()
    const ready = audio
    ready.resume().then(
      () => {
        const isHeard = isDue && choice.isOn()
        isDue = false
        if (isHeard) playNotes(ready)
      },
      () => undefined,
    )
  }
  const setOn = (isWanted: boolean) => {
    choice.setOn(isWanted)
    ring()
  }
  return { ...choice, setOn, ring }
}
