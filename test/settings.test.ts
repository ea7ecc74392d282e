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
    REPORT_HOURS: ['0', '72.1', '-1', 'three days'],
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
