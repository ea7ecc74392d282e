// What is not known is drawn, and drawn the same each time.
import { hashOf } from '../../events/hash.ts'

/** Enough for a draw, and prime, so that every bit of the hash counts. */
const faces = 999_983

/** From 0 up to 1, the same for the same key. */
export const drawOf = (key: string): number => (hashOf(key) % faces) / faces
