// What a first line to a stranger is made of; each language has a list of its own, to be extended.

/** A first line as it is offered: few words on a chip, and the whole sentence that a tap writes. */
export interface Opener {
  readonly chip: string
  readonly draft: string
}

/**
 * To add a line, add it to a list of one language: the lists of the languages need not be of one
 * length. `{interest}` stands for what both like, or for a word of what the stranger wrote about
 * themselves; `{question}` for one of `questions`.
 */
export interface Openers {
  /** What the chips are, for those who listen. */
  readonly label: string
  /** On the chip of every line about something: has `{interest}`. */
  readonly chip: string
  /** About something that both like: each has `{interest}` and `{question}`. */
  readonly shared: readonly string[]
  /** About a word that the stranger wrote, whatever word that is: both as well, `{interest}` quoted. */
  readonly written: readonly string[]
  readonly questions: {
    /** Fit everything: a pastime, a place, a thing, one or many. */
    readonly anything: readonly string[]
    /** Fit one thing, which stands before them in small letters. */
    readonly about: Readonly<Record<string, string>>
  }
  /** For whoever wrote nothing: about neither of the two, and asks for nothing that tells who they are. */
  readonly general: readonly Opener[]
  /** Behind these words, in small letters, people say what they like. */
  readonly cues: readonly string[]
  /** Words of six letters or more that say nothing about anybody, in small letters. */
  readonly dull: readonly string[]
}
