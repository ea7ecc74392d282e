// src/events/limits.ts — every bound of the system, each with its reason.

/** A name is read in one glance at the head of a phone's screen. */
export const usernameCharactersMax = 32

/** Two sentences about oneself. */
export const bioCharactersMax = 280

/** More than ten are a list nobody reads, and each costs the matchmaker an index entry. */
export const interestsMax = 10

/** "competitive pizza baking" fits; a sentence does not. */
export const interestCharactersMax = 24

/** About a page: longer texts are not conversation. Counted in code points. */
export const messageCharactersMax = 2_000

/** A UUID with its dashes. */
export const clientIdCharactersMax = 36

/** 2,000 characters of four bytes each, with room for the envelope. */
export const frameBytesMax = 16 * 1024

/** Larger frames than this are not answered: the socket is closed by the transport. */
export const frameBytesFatal = 64 * 1024

/** The whole join form, form-encoded, with room to spare. */
export const bodyBytesMax = 16 * 1024

/** Frames refused as malformed in a row before the socket is closed with 4004. */
export const badFramesMax = 10

/** Frames refused by the rate limit in a row before the socket is closed with 4029. */
export const floodFramesMax = 200

/** How many messages may come at once before the rate per second holds. */
export const messageBurst = 20

/** What may wait in one socket's buffer: a slow reader is closed with 4003 beyond it. */
export const socketBufferBytesMax = 1024 * 1024

/** Messages in one `welcome`; those beyond follow as `message` frames as the socket drains. */
export const welcomeMessagesMax = 500

/** A day of typing without a pause; keeps one room's memory bounded (about 100 bytes each). */
export const roomMessagesMax = 20_000

/** Events that may wait for the writer; beyond it commands are refused as `unavailable`. */
export const pendingEventsMax = 100_000
