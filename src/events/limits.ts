// Every bound of the system, each with its reason.

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

/** Typing shows as on and off; faster than this it only flickers. */
export const typingPerSecond = 4

/** Typing frames that may come at once. */
export const typingBurst = 8

/** Upgrades an address may ask for where it may join once: a visit has reloads and dead spots. */
export const upgradesPerJoin = 4

/** Bytes of messages in one `welcome`: the same reader must be able to swallow what follows. */
export const welcomeBytesMax = 256 * 1024

/** Frames that may wait until the `welcome` before them is written; then the reader is too slow. */
export const queuedFramesMax = 1_000

/** A socket silent for this long, pings included, is dead. uWS counts in steps of four. */
export const socketIdleSeconds = 60

/** A disconnect that the log could not take is given again after this many milliseconds. */
export const disconnectRetryMs = 1_000

/** How long closed sockets have to take their close frame before the connection is cut. */
export const closeMsMax = 300

/** Marks of no script of their own on one letter: Vietnamese and IPA need no more, zalgo does. */
export const stackedMarksMax = 3

/** Marks of a script on one letter: Burmese and pointed Hebrew need five. */
export const scriptMarksMax = 6

/** Addresses remembered before those that have nothing open and nothing spent are forgotten. */
export const addressesSweptAt = 1_024

/** Connections kept before those of sessions that are no more are forgotten. */
export const seatsSweptAt = 1_024

/** A port that is taken is tried again so often, for two seconds in all. */
export const listenTriesMax = 20
export const listenRetryMs = 100
