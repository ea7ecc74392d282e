// A solver as any client of ALTCHA's is: the library's own, in Node.
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import type { Challenge } from 'altcha-lib/types'

/** What is sent as `altcha`; `changed` forges some of it. */
export const solutionOf = async (
  challenge: Challenge,
  changed: { readonly parameters?: object; readonly signature?: string; derivedKey?: string } = {},
): Promise<string> => {
  const { counter = 0, derivedKey = '' } = (await solveChallenge({ challenge, deriveKey })) ?? {}
  const { parameters = {}, signature = challenge.signature, ...key } = changed
  return Buffer.from(
    JSON.stringify({
      challenge: { parameters: { ...challenge.parameters, ...parameters }, signature },
      solution: { counter, derivedKey, ...key },
    }),
  ).toString('base64')
}
