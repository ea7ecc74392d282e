// The settings as the environment has them: what is taken, and what is refused in one line.
import { ConfigProvider, Effect, Result } from 'effect'
import { describe, expect, it } from 'vitest'
import { readSettings } from '../src/settings.ts'
import { succeeded } from './kit/succeeded.ts'

const readWith = (environment: Record<string, string>) =>
  Effect.runSync(
    Effect.result(
      Effect.provideService(
        readSettings,
        ConfigProvider.ConfigProvider,
        ConfigProvider.fromUnknown(environment),
      ),
    ),
  )

/** Of the manual of age. */
const recipient = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'

describe('a setting', () => {
  const refused: Record<string, readonly string[]> = {
    PORT: ['eighty', '-1', '65536', '80.5', '0x50', '1e3', ' ', '3000 '],
    HOST: ['*', '0', '127.0.0.1:3000', '999.1.1.1', '1.2.3', '[::1]', 'a b', 'http://a', '-a'],
    BASE_PATH: ['chat', '/chat', 'chat/', '//', '/a//b/', '/a b/', '/../', '/a?b/', '/ü/'],
    METRICS_LISTEN: ['9464', ':9464', '127.0.0.1', '*:9464', '::1:9464', 'a:70000', 'off'],
    ALLOWED_ORIGINS: [
      '*',
      'example.org',
      'ftp://a',
      'https://a/chat',
      'https://a/?b',
      'https://a#b',
      'https://u@a',
      'https://a//',
      'https://*.a.org/b',
      'https://a https://b',
    ],
    MODERATION_RECIPIENT: [
      'age1',
      'AGE1QL3Z7HJY54PW3HYWW5AYYFG7ZQGVC7W3J2ELW8ZMRJ2KG5SFN9AQMCAC8P',
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG',
      'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8b',
      `${recipient},${recipient}`,
      '/etc/age.pub',
    ],
    NATS_URL: [
      'localhost',
      'http://a',
      'nats://',
      'nats://a b',
      'nats://user:word@a',
      'nats://a:4222/path',
      'tls://a,b',
    ],
    REPORT_HOURS: ['0', '72.1', '-1', 'three days'],
    ROLE: ['World', 'leader', 'edge,world', ' '],
    SHARED_PORT: ['yes', 'true', '1'],
    TRUSTED_PROXIES: [
      '*',
      'the gateway',
      '10.0.0.0/33',
      '10.0.0.0/99',
      '::1/129',
      '10.0.0.0/',
      '10.0.0.0/8/8',
      '10.0.0.0/-1',
      '10.0.0.1:80',
      '10.0.0.0/8, x',
    ],
  }
  const cases = Object.entries(refused).flatMap(([name, values]) =>
    values.map((value) => [name, value] as const),
  )
  it.each(cases)('%s=%j is refused in one line that names it', (name, value) => {
    expect(readWith({ [name]: value })).toMatchObject({
      failure: { message: expect.stringMatching(new RegExp(`^${name}: expected [^\n]+$`)) },
    })
  })

  const taken: Record<string, Record<string, unknown>> = {
    PORT: { '0': 0, '65535': 65_535, '0080': 80 },
    HOST: { '::': '::', '0.0.0.0': '0.0.0.0', 'chat-1.Example.org': 'chat-1.Example.org' },
    BASE_PATH: { '/': '/', '/chat/': '/chat/', '/a/b.c-d_e~f/': '/a/b.c-d_e~f/' },
    METRICS_LISTEN: {
      none: null,
      '0.0.0.0:0': { host: '0.0.0.0', port: 0 },
      '[::1]:9464': { host: '::1', port: 9464 },
      'localhost:1': { host: 'localhost', port: 1 },
    },
    ALLOWED_ORIGINS: {
      '': null,
      ' , ': null,
      'https://Chat.example/, http://[::1]:80': ['https://Chat.example/', 'http://[::1]:80'],
    },
    MODERATION_RECIPIENT: { '': null, [recipient]: recipient },
    REPORT_HOURS: { '72': 72 * 3_600_000, '0.01': 36_000 },
    TRUSTED_PROXIES: {
      '': null,
      '10.0.0.0/8,::1/128 , 127.0.0.1': ['10.0.0.0/8', '::1/128', '127.0.0.1'],
    },
  }
  const names = {
    PORT: 'port',
    HOST: 'host',
    BASE_PATH: 'basePath',
    METRICS_LISTEN: 'metricsListen',
    ALLOWED_ORIGINS: 'allowedOrigins',
    MODERATION_RECIPIENT: 'moderationRecipient',
    REPORT_HOURS: 'reportKeptMs',
    TRUSTED_PROXIES: 'trustedProxies',
  }
  it.each(Object.entries(names))('%s is taken in every form that says something', (name, field) => {
    for (const [value, meant] of Object.entries(taken[name] ?? {})) {
      expect(succeeded(readWith({ [name]: value })), value).toMatchObject({ [field]: meant })
    }
  })

  it.each([
    ['missing', {}],
    ['empty', Object.fromEntries(Object.keys(names).map((name) => [name, '']))],
  ])('that is %s has its default', (_, environment) => {
    expect(succeeded(readWith(environment))).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      basePath: '/',
      metricsListen: { host: '127.0.0.1', port: 9464 },
      allowedOrigins: null,
      trustedProxies: null,
    })
  })

  it.each([
    'AGE-SECRET-KEY-1GFPYYSJZGFP',
    'age-secret-key-1gfpyysjzgfp',
    ' AGE-SECRET-KEY-PQ-1GFP',
  ])('that is the secret half of what it should be says so, and no more of it', (secret) => {
    const read = readWith({ MODERATION_RECIPIENT: secret })
    const { message } = Result.getOrThrow(Result.flip(read))
    expect(message).toMatch(/^MODERATION_RECIPIENT: .*public.*secret[^\n]*$/)
    expect(message.toLowerCase()).not.toContain('gfp')
  })
})

describe('settings of a cluster', () => {
  const whole = { ROLE: 'edge', NATS_URL: 'nats://127.0.0.1:4222', SESSION_SECRET: 's'.repeat(16) }
  const tls = { ...whole, NATS_URL: 'tls://10.0.0.1:4222,tls://nats-2' }

  it('are taken together', () => {
    expect(succeeded(readWith({}))).toMatchObject({ role: null, natsUrls: null, sharedPort: false })
    expect(succeeded(readWith({ ...whole, SHARED_PORT: 'on' }))).toMatchObject({
      role: 'edge',
      natsUrls: ['nats://127.0.0.1:4222'],
      sharedPort: true,
    })
    const files = { NATS_TLS_CA_FILE: 'ca', NATS_TLS_CERT_FILE: 'cert', NATS_TLS_KEY_FILE: 'key' }
    const world = { ...tls, ...files, ROLE: 'world', NATS_CREDENTIALS: 'creds' }
    expect(succeeded(readWith(world))).toMatchObject({
      role: 'world',
      natsUrls: ['tls://10.0.0.1:4222', 'tls://nats-2'],
      natsCredentials: 'creds',
      natsTlsCaFile: 'ca',
      natsTlsCertFile: 'cert',
      natsTlsKeyFile: 'key',
    })
    for (const url of ['nats://localhost', 'nats://[::1]:4222,NATS://127.9.9.9/']) {
      expect(succeeded(readWith({ ...whole, NATS_URL: url }))).toMatchObject({ role: 'edge' })
    }
  })

  const wrong: readonly (readonly [string, Record<string, string>, RegExp])[] = [
    ['no servers', { ...whole, NATS_URL: '' }, /^NATS_URL: .*ROLE=edge/],
    ['servers and no role', { NATS_URL: whole.NATS_URL }, /^NATS_URL: .*ROLE=edge or ROLE=world/],
    ['credentials and no role', { NATS_CREDENTIALS: 'creds' }, /^NATS_CREDENTIALS: .*ROLE/],
    ['an authority and no role', { NATS_TLS_CA_FILE: 'ca' }, /^NATS_TLS_CA_FILE: .*ROLE/],
    ['no secret', { ...whole, SESSION_SECRET: '' }, /^SESSION_SECRET: .*ROLE=edge.*the same one/],
    [
      'another machine in the clear',
      { ...whole, NATS_URL: 'nats://10.0.0.1' },
      /^NATS_URL: .*tls:/,
    ],
    ['a name like a loopback', { ...whole, NATS_URL: 'nats://127.0.0.1.a' }, /^NATS_URL: .*tls:/],
    ['both', { ...whole, NATS_URL: 'nats://[::1],tls://a' }, /^NATS_URL: .*either/],
    ['files in the clear', { ...whole, NATS_TLS_CA_FILE: 'ca' }, /^NATS_TLS_CA_FILE: .*tls:/],
    ['a half', { ...tls, NATS_TLS_CERT_FILE: 'a' }, /^NATS_TLS_CERT_FILE: .*NATS_TLS_KEY_FILE/],
    ['the other', { ...tls, NATS_TLS_KEY_FILE: 'a' }, /^NATS_TLS_KEY_FILE: .*NATS_TLS_CERT_FILE/],
    ['a port shared by one', { SHARED_PORT: 'on' }, /^SHARED_PORT: .*ROLE=edge/],
    [
      'that of a world',
      { ...whole, ROLE: 'world', SHARED_PORT: 'on' },
      /^SHARED_PORT: .*ROLE=edge/,
    ],
    [
      'that of the metrics',
      { ...whole, SHARED_PORT: 'on', METRICS_LISTEN: '127.0.0.1:3000' },
      /^METRICS_LISTEN: .*SHARED_PORT/,
    ],
  ]
  it.each(wrong)('are refused in one line that says what is wrong: %s', (_, environment, says) => {
    const { message } = Result.getOrThrow(Result.flip(readWith(environment)))
    expect(message).toMatch(says)
    expect(message).not.toContain('\n')
  })
})
