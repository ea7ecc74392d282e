// Two short notes, off until the visitor wants them; what they want is remembered.

const key = 'passerby.sound'

/** Two notes of a fifth, one passing the other: frequency (Hz) and start (s). */
const notes = [
  [587.3, 0],
  [880, 0.09],
] as const

const noteSeconds = 0.22

/** Quiet: the tab rings beside whatever else is playing. */
const loudness = 0.08

export interface Chime {
  readonly isOn: () => boolean
  readonly setOn: (on: boolean) => void
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
  let on = false
  let audio: AudioContext | null = null
  // Until a gesture the browser holds every sound back: of all that waited then, one is heard.
  let isDue = false
  try {
    on = storage().getItem(key) === 'on'
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  const ring = () => {
    if (!on) return
    isDue = true
    audio ??= new AudioContext()
    const ready = audio
    ready.resume().then(
      () => {
        const isHeard = isDue && on
        isDue = false
        if (isHeard) playNotes(ready)
      },
      () => undefined,
    )
  }
  const setOn = (isWanted: boolean) => {
    on = isWanted
    try {
      storage().setItem(key, isWanted ? 'on' : 'off')
    } catch {
      // As above.
    }
    ring()
  }
  return { isOn: () => on, setOn, ring }
}
