// The settings, read once at start from the environment.
import { isIP } from 'node:net'
import { Config, Data, Effect, Schema } from 'effect'
import { faultIn, type NatsServers } from './cluster/nats/servers.ts'
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
    // Set to nothing, as files of settings often have it, is not set.
    Config.map((items) => (items.length === 0 ? null : items)),
    Config.withDefault(null),
  )

const anOrigin: Rule = {
  expected: 'origins such as https://chat.example.org, without a path, with commas between',
  holds: (item) => {
    const url = URL.parse(item)
    const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:'
    return isWeb && url.href === `${url.origin}/` && /^[^/]+\/\/[^/?#]+\/?$/.test(item)
  },
}

const anAddress: Rule = {
  expected: 'addresses or networks such as 10.0.0.0/8, with commas between',
  holds: (item) => {
    const [, address = '', bits = '0'] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(item) ?? []
    return isIP(address) > 0 && Number(bits) <= (isIP(address) === 6 ? 128 : 32)
  },
}

/** A name has letters in its last part: what looks like an address has to be one. */
const isHost = (host: string): boolean =>
  isIP(host) > 0 ||
  (host.length <= hostCharactersMax &&
    /^([a-z\d]([a-z\d-]*[a-z\d])?\.)*[a-z]([a-z\d-]*[a-z\d])?$/i.test(host))

/** The longest name that the domain name system knows. */
const hostCharactersMax = 253

const aHost: Rule = {
  expected: 'an address such as 127.0.0.1, :: or 0.0.0.0 (all addresses), or a name of this host',
  holds: isHost,
}

const aBasePath: Rule = {
  expected: 'a path with a slash at both ends, such as /chat/',
  holds: (path) => /^\/([\w.~-]+\/)*$/.test(path) && !/\/\.{1,2}\//.test(path),
}

const portMax = 65_535

const isPort = (digits: string): boolean => /^\d{1,5}$/.test(digits) && Number(digits) <= portMax

const aPort: Rule = { expected: `a whole number from 0 to ${portMax}`, holds: isPort }

/** The host and the port of `127.0.0.1:9464` or `[::1]:9464`. */
const partsOf = (address: string) => {
  const [, bracketed, plain, port = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(address) ?? []
  return { host: bracketed ?? plain ?? '', port }
}

const aListenAddress: Rule = {
  expected: 'an address with a port such as 127.0.0.1:9464 or [::1]:9464, or none',
  holds: (address) => {
    const { host, port } = partsOf(address)
    return address === 'none' || (isHost(host) && isPort(port))
  },
}

/** The port that Prometheus keeps for exporters of this kind. */
const metricsDefault = '127.0.0.1:9464'

const aSecret: Rule = {
  expected: `at least ${secretCharactersMin} characters`,
  holds: (secret) => secret.length >= secretCharactersMin,
}

/** A secret key stays with the moderators: told apart, so that whoever mixed the two up is told. */
const aSecretKey = /^\s*AGE-SECRET-KEY-/i

const aRecipient: Rule = {
  expected: 'a public key of age such as age1…, as `npm run moderate -- keygen` makes it',
  holds: (key) => key === '' || aSecretKey.test(key) || /^age1[02-9ac-hj-np-z]{58,}$/.test(key),
}

const aFile: Rule = { expected: 'the path of a file', holds: (path) => path !== '' }

const aRole: Rule = {
  expected: 'edge or world, or nothing: then one process is both',
  holds: (role) => role === 'edge' || role === 'world',
}

/** What they may be shows with the other settings by which they are reached. */
const anyServers: Rule = { expected: 'servers', holds: () => true }

const dayMs = 24 * 3600 * 1000
const yearHours = 365 * 24

/** Pages promise that nothing of a report is kept for longer. */
export const reportHoursMax = 72

/** Every setting with its default. Times are in milliseconds, 0 means no limit for `limits`. */
export const settings = Config.all({
  port: text('PORT', aPort).pipe(Config.map((digits) => Number(digits ?? 3000))),
  host: text('HOST', aHost).pipe(Config.map((host) => host ?? '127.0.0.1')),
  basePath: text('BASE_PATH', aBasePath).pipe(Config.map((path) => path ?? '/')),
  metricsListen: text('METRICS_LISTEN', aListenAddress).pipe(
    Config.map((address) => {
      const { host, port } = partsOf(address ?? metricsDefault)
      return address === 'none' ? null : { host, port: Number(port) }
    }),
  ),
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
  moderationRecipient: text('MODERATION_RECIPIENT', aRecipient).pipe(
    Config.map((key) => key || null),
  ),
  reportKeptMs: number('REPORT_HOURS', 72, [0.01, reportHoursMax]).pipe(
    Config.map((hours) => hours * 3600 * 1000),
  ),
  logBytesMax: number('LOG_MEGABYTES_MAX', 10_240, [1, 1e9]).pipe(
    Config.map((megabytes) => megabytes * 1024 * 1024),
  ),
  messagesPerSecond: number('LIMIT_MESSAGES_PER_SECOND', 5, [0, 1e6]),
  joinsPerMinute: number('LIMIT_JOINS_PER_MINUTE', 300, [0, 1e6]),
  socketsPerAddress: number('LIMIT_SOCKETS_PER_ADDRESS', 1_000, [0, 1e6]),
  role: text('ROLE', aRole).pipe(Config.map((role) => role as 'edge' | 'world' | null)),
  natsUrls: list('NATS_URL', anyServers),
  natsCredentials: text('NATS_CREDENTIALS', aFile),
  natsTlsCaFile: text('NATS_TLS_CA_FILE', aFile),
  natsTlsCertFile: text('NATS_TLS_CERT_FILE', aFile),
  natsTlsKeyFile: text('NATS_TLS_KEY_FILE', aFile),
  sharedPort: Config.Literals(['on', 'off'], 'SHARED_PORT').pipe(
    Config.withDefault('off' as const),
    Config.map((shared) => shared === 'on'),
  ),
  logLevel: Config.Literals(['debug', 'info', 'warn', 'error'], 'LOG_LEVEL').pipe(
    Config.withDefault('info' as const),
  ),
})

export type Settings = typeof settings extends Config.Config<infer S> ? S : never

/** A setting that cannot be taken; `message` is one line that names it and says what is wrong. */
export class BadSetting extends Data.TaggedError('BadSetting')<{ readonly message: string }> {}

/** The settings that the environment has. */
export const readSettings: Effect.Effect<Settings, BadSetting> = Effect.gen(function* () {
  const read = yield* settings.pipe(
    Effect.mapError((error) => new BadSetting({ message: sentence(error.message) })),
  )
  const fault = togetherFaults(read).find((message) => message !== null)
  return fault === undefined ? read : yield* new BadSetting({ message: fault })
})

/** What is wrong with settings that are good each by itself; null: nothing. */
const togetherFaults = (read: Settings): readonly (string | null)[] => [
  // One without the other would serve in the clear what was meant to be sealed.
  alone('TLS_CERT_FILE', read.tlsCertFile, 'TLS_KEY_FILE', read.tlsKeyFile),
  alone('TLS_KEY_FILE', read.tlsKeyFile, 'TLS_CERT_FILE', read.tlsCertFile),
  read.moderationRecipient !== null && aSecretKey.test(read.moderationRecipient)
    ? 'MODERATION_RECIPIENT: expected the public key (age1…), and this is the secret one: ' +
      'it must not be on this machine, so make a new pair if others may have seen it'
    : null,
  ...(read.role === null ? aloneFaults(read) : clusterFaults(read)),
]

const alone = (name: string, set: string | null, other: string, otherSet: string | null) =>
  set !== null && otherSet === null ? `${name}: expected ${other} beside it` : null

/** What only a process of a cluster has. */
const aloneFaults = ({ sharedPort, ...read }: Settings): readonly (string | null)[] => [
  ...Object.entries({
    NATS_URL: read.natsUrls,
    NATS_CREDENTIALS: read.natsCredentials,
    NATS_TLS_CA_FILE: read.natsTlsCaFile,
    NATS_TLS_CERT_FILE: read.natsTlsCertFile,
    NATS_TLS_KEY_FILE: read.natsTlsKeyFile,
  }).map(([name, set]) =>
    set === null ? null : `${name}: expected ROLE=edge or ROLE=world beside it`,
  ),
  sharedPort ? edgeOnly : null,
]

const edgeOnly = 'SHARED_PORT: expected ROLE=edge beside it'

/** The servers by which processes of a cluster meet, and the way to them. */
export const natsServersOf = (read: Settings): NatsServers => ({
  url: (read.natsUrls ?? []).join(','),
  credentialsFile: read.natsCredentials ?? undefined,
  caFile: read.natsTlsCaFile ?? undefined,
  certFile: read.natsTlsCertFile ?? undefined,
  keyFile: read.natsTlsKeyFile ?? undefined,
})

const clusterFaults = (read: Settings): readonly (string | null)[] => {
  const { role, natsUrls, host, port, metricsListen } = read
  const hasMetricsWithPages = metricsListen?.host === host && metricsListen.port === port
  return [
    natsUrls === null
      ? `NATS_URL: expected beside ROLE=${role}: the servers by which worlds and edges meet`
      : null,
    read.secret === null
      ? `SESSION_SECRET: expected beside ROLE=${role}: all worlds and edges have the same one`
      : null,
    faultIn(natsServersOf(read), 'NATS_URL'),
    read.sharedPort && role !== 'edge' ? edgeOnly : null,
    read.sharedPort && hasMetricsWithPages
      ? 'METRICS_LISTEN: expected an address of its own beside SHARED_PORT=on'
      : null,
  ]
}

/** Effect says `SchemaError(Expected … at ["PORT"])`; people are told `PORT: expected …`. */
const sentence = (message: string): string => {
  const [, expected, name] = /Expected ([\s\S]*?)\s+at \["(\w+)"\]/.exec(message) ?? []
  return name === undefined ? message : `${name}: expected ${expected}`
}
