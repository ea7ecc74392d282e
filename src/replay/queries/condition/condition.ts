// What may be asked to hold at an event: of the event, of some session then, of the matchmaker.
import type { MatchmakerContext } from '../../../actors/matchmaker.ts'
import type { Place, SessionContext } from '../../../actors/sessionState.ts'
import type { History } from '../../timeline/history.ts'

/** `=` is read as `==`. */
export const operators = ['==', '!=', '<=', '>=', '<', '>'] as const
export type Operator = (typeof operators)[number]

/** All terms of an alternative hold at once; those of a session and its wait of the same one. */
export type Term =
  | { readonly of: 'event'; readonly holds: (history: History, index: number) => boolean }
  | {
      readonly of: 'session'
      readonly holds: (session: SessionContext, place: Place | null) => boolean
    }
  | { readonly of: 'wait'; readonly operator: Operator; readonly ms: number }
  | { readonly of: 'matchmaker'; readonly holds: (matchmaker: MatchmakerContext) => boolean }

export type Alternative = readonly Term[]

/** One alternative at least holds. */
export type Condition = readonly Alternative[]

/** A term as it is written; `counts` where its value is a number of events. */
export interface Given {
  readonly name: string
  readonly operator: Operator
  readonly value: string
  readonly counts: boolean
}

/** What is wrong with a term, and with which part of it. */
export interface BadTerm {
  readonly at: 'operator' | 'value'
  readonly message: string
}

/** Whether it can be said of an event alone, without the actors as they stood. */
export const isOfEvents = (condition: Condition): boolean =>
  condition.every((terms) => terms.every((term) => term.of === 'event'))

export const compares = (one: number, operator: Operator, other: number): boolean => {
  switch (operator) {
    case '==':
      return one === other
    case '!=':
      return one !== other
    case '<':
      return one < other
    case '<=':
      return one <= other
    case '>':
      return one > other
    case '>=':
      return one >= other
  }
}

export const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text)
