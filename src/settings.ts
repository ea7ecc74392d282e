// The settings, read once at start from the environment.
import { isIP } from 'node:net'
import { Config, Effect, Schema } from 'effect'
import { secretCharactersMin } from './secret.ts'

const bounded = (from: number, to: number) =>
  Schema.FiniteFromString.check(
    Schema.makeFilter((value) => value >= from && value <= to, {
      expected: `a number from ${from} to ${to}`,
    }),
  )

/** A number within bounds; a bad value names the setting and the bounds. */
const number = (name: string, fallback: number, [from, to]: readonly [number, number]) =>
  Config.schema(bounded(from, to), name).pipe(Config.withDefault(fallback))

interface Rule {
  readonly expected: string
  readonly holds: (text: string) => boolean
}

const ruled = ({ expected, holds }: Rule) =>
  Schema.String.check(Schema.makeFilter(holds, { expected }))

/** A text that keeps to the rule; null where it is not set. */
const text = (name: string, rule: Rule) =>
  Config.schema(ruled(rule), name).pipe(Config.withDefault(null))

const itemsOf = (list: string): string[] =>
  list
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)

/** A comma-separated list of what keeps to the rule; null where it is not set. */
const list = (name: string, { expected, holds }: Rule) =>
  Config.schema(ruled({ expected, holds: (all) => itemsOf(all).every(holds) }), name).pipe(
    Config.map(itemsOf),
    Config.withDefault(null),
  )

const anOrigin: Rule = {
  expected: 'origins such as https://chat.example.org, with commas between',
  holds: (item) => /^https?:$/.test(URL.parse(item)?.protocol ?? ''),
}

const anAddress: Rule = {
  expected: 'addresses or networks such as 10.0.0.0/8, with commas between',
  holds: (item) => isIP(item.replace(/\/\d{1,3}$/, '')) > 0,
}

const aSecret: Rule = {
  expected: `at least ${secretCharactersMin} characters`,
  holds: (secret) => secret.length >= secretCharactersMin,
}

const aFile: Rule = { expected: 'the path of a file', holds: (path) => path !== '' }

const dayMs = 24 * 3600 * 1000
const yearHours = 365 * 24

/** Every setting with its default. Times are in milliseconds, 0 means no limit for `limits`. */
export const settings = Config.all({
  port: Config.schema(bounded(0, 65_535).check(Schema.isInt()), 'PORT').pipe(
    Config.withDefault(3000),
  ),
  host: Config.NonEmptyString('HOST').pipe(Config.withDefault('127.0.0.1')),
  dataDirectory: Config.NonEmptyString('DATA_DIR').pipe(Config.withDefault('./data')),
  secret: text('SESSION_SECRET', aSecret),
  allowedOrigins: list('ALLOWED_ORIGINS', anOrigin),
  trustedProxies: list('TRUSTED_PROXIES', anAddress),
  tlsCertFile: text('TLS_CERT_FILE', aFile),
  tlsKeyFile: text('TLS_KEY_FILE', aFile),
  durability: Config.Literals(['power', 'process'], 'DURABILITY').pipe(
    Config.withDefault('power' as const),
  ),
  graceMs: number('GRACE_SECONDS', 30, [0.1, dayMs / 1000]).pipe(Config.map((s) => s * 1000)),
  relaxMs: number('RELAX_SECONDS', 6, [0, dayMs / 1000]).pipe(Config.map((s) => s * 1000)),
  retentionMs: number('RETENTION_HOURS', 24, [0, yearHours]).pipe(
    Config.map((hours) => hours * 3600 * 1000),
  ),
  messagesPerSecond: number('LIMIT_MESSAGES_PER_SECOND', 5, [0, 1e6]),
  joinsPerMinute: number('LIMIT_JOINS_PER_MINUTE', 300, [0, 1e6]),
  socketsPerAddress: number('LIMIT_SOCKETS_PER_ADDRESS', 1_000, [0, 1e6]),
  logLevel: Config.Literals(['debug', 'info', 'warn', 'error'], 'LOG_LEVEL').pipe(
    Config.withDefault('info' as const),
  ),
})

export type Settings = typeof settings extends Config.Config<infer S> ? S : never

/** The settings, or one line that names what is wrong with which of them. */
export const readSettings: Effect.Effect<Settings, string> = Effect.gen(function* () {
  const read = yield* settings.pipe(Effect.mapError((error) => sentence(error.message)))
  // One without the other would serve in the clear what was meant to be sealed.
  if (read.tlsCertFile !== null && read.tlsKeyFile === null) {
    return yield* Effect.fail('TLS_CERT_FILE: expected TLS_KEY_FILE beside it')
  }
  if (read.tlsKeyFile !== null && read.tlsCertFile === null) {
    return yield* Effect.fail('TLS_KEY_FILE: expected TLS_CERT_FILE beside it')
  }
  return read
})

/** Effect says `SchemaError(Expected … at ["PORT"])`; people are told `PORT: expected …`. */
const sentence = (message: string): string => {
  const [, expected, name] = /Expected ([\s\S]*?)\s+at \["(\w+)"\]/.exec(message) ?? []
  return name === undefined ? message : `${name}: expected ${expected}`
}
