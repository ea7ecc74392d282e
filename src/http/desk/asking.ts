// What a client asks for becomes a command, spelt out field by field.
import type { Engine } from '../../actors/engine/engine.ts'
import type { Taken } from '../../actors/engine/refusal.ts'
import { againMs } from '../../events/limits.ts'
import type { Clock } from '../../events/ports.ts'
import type { AskingFrame } from '../line/line.ts'
import type { Reporting } from '../safety/reporting.ts'
import type { DeskSocket } from './edgeSockets.ts'

export interface AskingParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly reporting: Reporting
  readonly relaxMs: number
}

/** Gives what the frame asks for to the engine. */
export const ask = (
  { engine, clock, reporting, relaxMs }: AskingParts,
  { session, address }: DeskSocket,
  frame: AskingFrame,
): Taken => {
  switch (frame.type) {
    case 'find_match': {
      const { seeks, interests } = frame
      const data = {
        ...(seeks !== undefined && { seeks }),
        ...(interests !== undefined && { interests }),
        relaxAt: clock.now() + relaxMs,
      }
      return engine.take({ actor: session, type: 'session.find_match', data })
    }
    case 'send_message':
      return engine.say(session, frame)
    case 'leave_chat': {
      const until = clock.now() + againMs
      return engine.take({
        actor: session,
        type: 'session.leave_chat',
        data: { againUntil: until },
      })
    }
    case 'again':
      return engine.take({ actor: session, type: 'session.again', data: { room: frame.room } })
    case 'block':
      return reporting.block(session, frame.room)
    case 'report':
      return reporting.report({ session, address, frame })
  }
}
