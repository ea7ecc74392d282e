// What a visitor fills in to join: read, cleaned, and each fault named.
import { Result, Schema } from 'effect'
import type { FieldFault } from '../../events/errors.ts'
import { Bio, Gender, Interests, Seeks, Username } from '../../events/fields.ts'
import {
  bioCharactersMax,
  interestCharactersMax,
  interestsMax,
  usernameCharactersMax,
} from '../../events/limits.ts'
import { cleanBio, cleanInterests, cleanName } from '../exchange/text.ts'

/** Who joins; a blank username is left to be made up. */
export interface JoinForm {
  readonly username: string
  readonly bio: string
  readonly gender: Gender
  readonly seeks: Seeks
  readonly interests: readonly string[]
}

/** What is wrong, by field: a sentence for people, a code for programs. */
export interface FormFaults {
  readonly faults: Readonly<Record<string, string>>
  readonly codes: Readonly<Record<string, FieldFault>>
}

/** The fields as they came: anything may stand in them. */
export type FormFields = Readonly<Record<string, unknown>>

/** The fields of a JSON body; fails where it is not a JSON object. */
export const fieldsOfJson = (body: string): Result.Result<FormFields, void> => {
  try {
    const value: unknown = JSON.parse(body)
    const isFields = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isFields ? Result.succeed(value as FormFields) : Result.failVoid
  } catch {
    return Result.failVoid
  }
}

/** The fields of a form; only `interests` may come several times. */
export const fieldsOfForm = (body: string): Result.Result<FormFields> => {
  const values = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(body)) {
    const earlier = values.get(name)
    if (earlier === undefined) values.set(name, [value])
    else earlier.push(value)
  }
  const fields = [...values].map(([name, all]) => [
    name,
    name === 'interests' ? all.join(',') : all.length > 1 ? all : all[0],
  ])
  return Result.succeed(Object.fromEntries(fields))
}

export const readJoinForm = (fields: FormFields): Result.Result<JoinForm, FormFaults> => {
  const faults: Record<string, string> = {}
  const codes: Record<string, FieldFault> = {}
  const read = <T>(name: keyof JoinForm, field: Field<T>): T => {
    const given = Object.hasOwn(fields, name) ? fields[name] : undefined
    const cleaned = given === undefined ? field.absent : field.clean(given)
    if (!field.is(cleaned)) {
      faults[name] = field.fault
      codes[name] = field.code(cleaned)
    }
    return cleaned as T
  }
  const form = {
    username: read('username', username),
    bio: read('bio', bio),
    gender: read('gender', gender),
    seeks: read('seeks', seeks),
    interests: read('interests', interests),
  }
  const isSound = Object.keys(faults).length === 0
  return isSound ? Result.succeed(form) : Result.fail({ faults, codes })
}

interface Field<T> {
  /** What stands for a field that was not given. */
  readonly absent: unknown
  /** Leaves what is of the wrong kind as it is: `is` refuses it. */
  readonly clean: (given: unknown) => unknown
  readonly is: (cleaned: unknown) => cleaned is T
  /** Said when `is` refuses. */
  readonly fault: string
  /** What is wrong with what `is` refuses. */
  readonly code: (cleaned: unknown) => FieldFault
}

const tooLong =
  (max: number) =>
  (cleaned: unknown): FieldFault =>
    typeof cleaned === 'string' ? { code: 'too_long', max } : { code: 'wrong_kind' }

const notChosen = (cleaned: unknown): FieldFault => {
  if (cleaned === undefined) return { code: 'missing' }
  return { code: typeof cleaned === 'string' ? 'not_offered' : 'wrong_kind' }
}

const badList = (cleaned: unknown): FieldFault => {
  const isList = Array.isArray(cleaned) && cleaned.every((item) => typeof item === 'string')
  if (!isList) return { code: 'wrong_kind' }
  return cleaned.length > interestsMax
    ? { code: 'too_many', max: interestsMax }
    : { code: 'too_long', max: interestCharactersMax }
}

const text = (clean: (text: string) => string) => (given: unknown) =>
  typeof given === 'string' ? clean(given) : given

/** Interests come as a list or as one text with commas. */
const list = (given: unknown) => {
  const items = typeof given === 'string' ? [given] : given
  const isList = Array.isArray(items) && items.every((item) => typeof item === 'string')
  return isList ? cleanInterests(items) : given
}

const username: Field<string> = {
  absent: '',
  clean: text(cleanName),
  is: Schema.is(Schema.Union([Schema.Literal(''), Username])),
  fault: `Your name is a text of at most ${usernameCharactersMax} characters.`,
  code: tooLong(usernameCharactersMax),
}

const bio: Field<string> = {
  absent: '',
  clean: text(cleanBio),
  is: Schema.is(Bio),
  fault: `What you say about yourself is a text of at most ${bioCharactersMax} characters.`,
  code: tooLong(bioCharactersMax),
}

const gender: Field<Gender> = {
  absent: undefined,
  clean: (given) => given,
  is: Schema.is(Gender),
  fault: 'Choose your gender: male, female or other.',
  code: notChosen,
}

const seeks: Field<Seeks> = {
  absent: undefined,
  clean: (given) => given,
  is: Schema.is(Seeks),
  fault: 'Choose whom you would like to meet: male, female or anyone.',
  code: notChosen,
}

const interests: Field<readonly string[]> = {
  absent: [],
  clean: list,
  is: Schema.is(Interests),
  fault: `Name at most ${interestsMax} interests of at most ${interestCharactersMax} characters.`,
  code: badList,
}
