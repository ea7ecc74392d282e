// The bounds of the wire: what clients must know of what they may send, and how much of an id is shown.

/** A name is read in one glance at the head of a phone's screen. */
export const usernameCharactersMax = 32

/** Two sentences about oneself. */
export const bioCharactersMax = 280

/** More than ten are a list nobody reads, and each costs the matchmaker an index entry. */
export const interestsMax = 10

/** "competitive pizza baking" fits; a sentence does not. */
export const interestCharactersMax = 24

/**
 * What parts one interest from the next, wherever several stand in one text: the commas of all
 * keyboards, and the full-width semicolon beside them.
 */
export const interestSeparator = /[,،、，､；]/u

/** About a page: longer texts are not conversation. Counted in code points. */
export const messageCharactersMax = 2_000

/** A few sentences to the moderators. */
export const reportNoteCharactersMax = 500

/** How long a pass is good: who comes back within it is the same person. */
export const passMs = 24 * 3_600_000

/** How long after a conversation its other may be blocked or reported, in ms. */
export const reportMs = 600_000

/** A frame `report` may hold a long conversation; of a longer one its end, see `since`. */
export const reportBytesMax = 60 * 1024

/** The JSON of a transcript that does not begin with the first message is at least so long, in bytes. */
export const transcriptBytesMin = 32 * 1024

/** How long two who parted may ask to talk again, in ms: a second thought, and no waiting for it. */
export const againMs = 120_000

/** Fewer others than these are told as `few`, nobody included: one person must not show by a number. */
export const countToldMin = 5

/** From here on a count says only its two leading digits, rounded down: a crowd changes all the time. */
export const countExactMax = 100

/** A UUID with its dashes. */
export const clientIdCharactersMax = 36

/** 2,000 characters of four bytes each, with room for the envelope. */
export const frameBytesMax = 16 * 1024

/** Larger frames than this are not answered: the socket is closed by the transport. */
export const frameBytesFatal = 64 * 1024

/** So much of an id is shown to people: its kind and 36 random bits, which tell a log's actors apart. */
const idCharactersShown = 8

/** An id as people are shown it, wherever one is shortened: `s_bJeL0K`. The debugger takes it back. */
export const shortId = (id: string): string =>
  id === 'matchmaker' ? id : id.slice(0, idCharactersShown)
