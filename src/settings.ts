// src/settings.ts — the settings, read once at start from the environment.
import { Config, Effect, Schema } from 'effect'

const bounded = (from: number, to: number) =>
  Schema.FiniteFromString.check(
    Schema.makeFilter((value) => value >= from && value <= to, {
      expected: `a number from ${from} to ${to}`,
    }),
  )

/** A number within bounds; a bad value names the setting and the bounds. */
const number = (name: string, fallback: number, [from, to]: readonly [number, number]) =>
  Config.schema(bounded(from, to), name).pipe(Config.withDefault(fallback))

/** A comma-separated list; null where it is not set. */
const list = (name: string) =>
  Config.String(name).pipe(
    Config.map((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    ),
    Config.withDefault(null),
  )

const text = (name: string) => Config.NonEmptyString(name).pipe(Config.withDefault(null))

const dayMs = 24 * 3600 * 1000
const yearHours = 365 * 24

/** Every setting with its default. Times are in milliseconds, 0 means no limit for `limits`. */
export const settings = Config.all({
  port: Config.schema(bounded(0, 65_535), 'PORT').pipe(Config.withDefault(3000)),
  host: Config.NonEmptyString('HOST').pipe(Config.withDefault('127.0.0.1')),
  dataDirectory: Config.NonEmptyString('DATA_DIR').pipe(Config.withDefault('./data')),
  secret: text('SESSION_SECRET'),
  allowedOrigins: list('ALLOWED_ORIGINS'),
  trustedProxies: list('TRUSTED_PROXIES'),
  tlsCertFile: text('TLS_CERT_FILE'),
  tlsKeyFile: text('TLS_KEY_FILE'),
  durability: Config.Literals(['power', 'process'], 'DURABILITY').pipe(
    Config.withDefault('power' as const),
  ),
  graceMs: number('GRACE_SECONDS', 30, [0.1, dayMs / 1000]).pipe(Config.map((s) => s * 1000)),
  relaxMs: number('RELAX_SECONDS', 6, [0, dayMs / 1000]).pipe(Config.map((s) => s * 1000)),
  retentionMs: number('RETENTION_HOURS', 24, [0, yearHours]).pipe(
    Config.map((hours) => hours * 3600 * 1000),
  ),
  messagesPerSecond: number('LIMIT_MESSAGES_PER_SECOND', 5, [0, 1e6]),
  joinsPerMinute: number('LIMIT_JOINS_PER_MINUTE', 30, [0, 1e6]),
  socketsPerAddress: number('LIMIT_SOCKETS_PER_ADDRESS', 50, [0, 1e6]),
  logLevel: Config.Literals(['debug', 'info', 'warn', 'error'], 'LOG_LEVEL').pipe(
    Config.withDefault('info' as const),
  ),
})

export type Settings = typeof settings extends Config.Config<infer S> ? S : never

/** The settings, or one line that names what is wrong with which of them. */
export const readSettings: Effect.Effect<Settings, string> = Effect.gen(function* () {
  return yield* settings
}).pipe(Effect.mapError((error) => sentence(error.message)))

/** Effect says `SchemaError(Expected … at ["PORT"])`; people are told `PORT: expected …`. */
const sentence = (message: string): string => {
  const [, expected, name] = /Expected ([\s\S]*?)\s+at \["(\w+)"\]/.exec(message) ?? []
  return name === undefined ? message : `${name}: expected ${expected}`
}
