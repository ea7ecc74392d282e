// The worker that solves a challenge: tries one key after the other, and tells how far it is.
import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { solveChallenge } from 'altcha-lib'
import { deriveKey as deriveNatively } from 'altcha-lib/algorithms/web/pbkdf2'
import type { Challenge, DeriveKeyFunction } from 'altcha-lib/types'

/** What the worker says: how many tries it made; or the solution, as it is to be sent. */
export type SolverNews = { readonly tries: number } | { readonly altcha: string }

/** Often enough for a bar that moves. */
const newsEveryMs = 100

/** A browser keeps its own from pages that came neither by TLS nor from this machine. */
const deriveInScript: DeriveKeyFunction = async ({ cost, keyLength }, salt, password) => ({
  derivedKey: pbkdf2(sha256, password, salt, { c: cost, dkLen: keyLength }),
})

const derive = globalThis.crypto?.subtle === undefined ? deriveInScript : deriveNatively

const tell = (news: SolverNews) => postMessage(news)

const solve = async (challenge: Challenge): Promise<void> => {
  let tries = 0
  let toldAt = performance.now()
  const counted: DeriveKeyFunction = (...tried) => {
    tries += 1
    if (performance.now() - toldAt >= newsEveryMs) {
      toldAt = performance.now()
      tell({ tries })
    }
    return derive(...tried)
  }
  // However long it takes: whoever waits for it ends it with the worker.
  const solution = await solveChallenge({ challenge, deriveKey: counted, timeout: 0 })
  if (solution === null) throw new Error('the search was given up')
  const { counter, derivedKey } = solution
  tell({ altcha: btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } })) })
}

addEventListener('message', ({ data }: MessageEvent<Challenge>) => {
  // Thrown where nobody catches it, the page hears of it.
  solve(data).catch((error: unknown) => reportError(error))
})
