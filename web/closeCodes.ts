// The wire's close codes, which the pages may not take from the schemas.
import type { closeCodes as codes } from '../src/events/frames.ts'

/** Held to those of src/events/frames.ts by their type. */
export const closeCodes: typeof codes = {
  restart: 1012,
  no_session: 4001,
  replaced: 4002,
  slow_reader: 4003,
  bad_frames: 4004,
  other_visit: 4005,
  rate_limited: 4029,
}
