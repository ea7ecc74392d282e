// What is checked in every life beside M1 to M12, and by which name a failure calls it.

export const checks = {
  told: 'nobody is told what does not count in the stream by then',
  once: 'every command of an edge is done exactly once, in the order of the numbers, or refused',
  epoch: 'one world leads at a time, and says nothing of what it did not do',
  digest: 'who stands by is what the leader is, and so is the log folded anew',
  words: 'what the living wrote can be read by whoever leads next',
  erased: 'the keys of those who are gone are gone',
  heard: 'every socket hears what the log says, all of it, once, in order',
  grace: 'nobody loses its session before its time, and everybody who is away does then',
  healed: 'once all faults are over, somebody leads and every command is answered',
  fault: 'nothing throws',
} as const

export type Rule = `M${number}`

/** The name of a check, or the rule of the README that was broken. */
export type CheckName = keyof typeof checks | Rule

/** What went wrong in a life, first. */
export interface Failure {
  readonly check: CheckName
  readonly what: string
  /** Of the simulation, in ms since its beginning. */
  readonly at: number
  /** The last event that counted by then. */
  readonly seq: number
}
