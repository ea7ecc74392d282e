// How the servers are reached: never in the clear elsewhere, and with a sentence where they are not.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect, millis } from '@nats-io/transport-node'
import { Result } from 'effect'
import { afterAll, expect, it } from 'vitest'
import { type NatsParts, openNats } from '../../src/cluster/nats/nats.ts'
import { serversNamed } from '../../src/cluster/nats/servers.ts'
import { certificateFiles } from '../http/certificate.ts'
import { describeOnNats, NatsServers } from '../kit/natsServers.ts'
import { removeFolder, temporaryFolder } from '../kit/process.ts'
import { succeeded } from '../kit/succeeded.ts'
import { onNats } from './onNats.ts'
import { answered, appended } from './patience.ts'

const reports: string[] = []

const parts = (changed: Partial<NatsParts>): NatsParts => ({
  ...{ url: 'nats://127.0.0.1:1', prefix: 'test', report: (_, message) => reports.push(message) },
  clock: { after: () => ({ wake: null }), disarm: () => {}, monotonic: () => 0 },
  ...changed,
})

/** What is said where it does not open. */
const refusal = async (changed: Partial<NatsParts>): Promise<string | null> => {
  const opened = await openNats(parts(changed))
  if (Result.isFailure(opened)) return opened.failure.message
  await opened.success.close()
  return null
}

it.each([
  ['nats://127.0.0.1:4222', ['127.0.0.1:4222'], false],
  ['nats://localhost', ['localhost:4222'], false],
  ['nats://[::1]:5000, nats://127.1.2.3/', ['[::1]:5000', '127.1.2.3:4222'], false],
  [
    'tls://nats-1.example.org,tls://192.0.2.7:5000',
    ['nats-1.example.org:4222', '192.0.2.7:5000'],
    true,
  ],
])('reads %s', (url, servers, isTls) => {
  expect(succeeded(serversNamed(url))).toEqual({ servers, isTls })
})

it.each([
  ['nats://nats.example.org:5000', /: expected tls:\/\/nats\.example\.org:5000, .* in the clear$/],
  ['nats://127.0.0.1.example.org', /in the clear/],
  ['nats://192.0.2.7', /in the clear/],
  ['nats://[2001:db8::1]', /in the clear/],
  ['nats://127.0.0.1,nats://192.0.2.7', /in the clear/],
  ['nats://127.0.0.1,tls://192.0.2.7', /: expected either tls:\/\/ or nats:\/\//],
  ['ws://127.0.0.1', /: expected servers such as tls:/],
  ['127.0.0.1:4222', /: expected servers such as tls:/],
  ['', /: expected servers such as tls:/],
  ['tls://ann:secret@192.0.2.7', /^tls:\/\/…@192\.0\.2\.7: expected no user .* NATS_CREDENTIALS/],
  ['nats://127.0.0.1:99999', /: expected a port from 1 to 65535, and not 99999$/],
  ['nats://127.0.0.1,nats://127.0.0.1:0', /: expected a port from 1 to 65535, and not 0$/],
])('refuses %s before it asks anybody', async (url, why) => {
  expect(await refusal({ url })).toMatch(why)
})

it.each([
  ['nobody is there', {}, /^NATS does not answer at 127\.0\.0\.1:1: .+$/],
  [
    'a file is not',
    { credentialsFile: '/nowhere/a.creds' },
    /^NATS_CREDENTIALS: \/nowhere\/a\.creds cannot be read \(ENOENT\)$/,
  ],
  [
    'a file is of no use',
    { caFile: '/nowhere' },
    /^NATS_TLS_CA_FILE: expected tls:\/\/ in nats:\/\/127\.0\.0\.1:1 beside it$/,
  ],
  ['the prefix is no name', { prefix: 'a.b' }, /^A prefix .+$/],
])('says in one line that %s', async (_, changed, why) => {
  expect(await refusal(changed)).toMatch(why)
})

describeOnNats('NATS by TLS', () => {
  const { tlsCertFile, tlsKeyFile } = certificateFiles()
  let servers: NatsServers
  afterAll(() => servers?.stop())

  it('is spoken with servers that are known, and with no other', async () => {
    const own = ['--tls', '--tlscert', tlsCertFile, '--tlskey', tlsKeyFile]
    servers = await NatsServers.start(1, own)
    const url = servers.url.replace('nats://127.0.0.1', 'tls://localhost')
    expect(await refusal({ url, caFile: tlsCertFile })).toBe(null)
    expect(await refusal({ url })).toMatch(/^NATS does not answer at localhost.*certificate/)
  })
})

/** As `nsc` writes them; of nobody. */
const credentials = `-----BEGIN NATS USER JWT-----
eyJ0eXAiOiJKV1QiLCJhbGciOiJlZDI1NTE5LW5rZXkifQ.e30.AAAA
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
SUAKGO44PBSL2Z5YAOZBSDRKTNE7NVPEO5OMXLZ6RRQ7A5IOYILYITW5RU
------END USER NKEY SEED------
`

describeOnNats('NATS that knows whom it lets in', () => {
  let servers: NatsServers
  const folder = temporaryFolder()
  afterAll(async () => {
    await servers?.stop()
    removeFolder(folder)
  })

  it('is told of where the credentials are missing, or no good, or none', async () => {
    servers = await NatsServers.start(1, ['--user', 'ann', '--pass', 'word'])
    const { url } = servers
    const at = url.replace('nats://', '')
    const credentialsFile = join(folder, 'a.creds')
    expect(await refusal({ url })).toBe(
      `NATS at ${at} lets nobody in without credentials: set NATS_CREDENTIALS`,
    )
    writeFileSync(credentialsFile, credentials)
    expect(await refusal({ url, credentialsFile })).toBe(
      `NATS at ${at} lets nobody in with the credentials in ${credentialsFile} (NATS_CREDENTIALS)`,
    )
    writeFileSync(credentialsFile, 'a word')
    expect(await refusal({ url, credentialsFile })).toBe(
      `NATS_CREDENTIALS: ${credentialsFile} is no file of credentials (.creds)`,
    )
  })
})

describeOnNats('NATS that takes little at a time', () => {
  let servers: NatsServers
  afterAll(() => servers?.stop())

  it.each([
    ['1MB', null],
    ['1048575', 'NATS takes too little at a time: set max_payload to 1MB or more on its servers'],
  ])('is told of at the start: %s', async (bytes, why) => {
    const file = join(temporaryFolder(), 'nats.conf')
    writeFileSync(file, `max_payload: ${bytes}`)
    servers = await NatsServers.start(1, ['-c', file])
    expect(await refusal({ url: servers.url })).toBe(why)
    await servers.stop()
    removeFolder(dirname(file))
  })
})

describeOnNats('NATS without TLS', () => {
  const { servers, openTwo } = onNats(1)

  it('is not spoken with where TLS is asked for', async () => {
    const url = servers().url.replace('nats://', 'tls://')
    expect(await refusal({ url })).toMatch(/^NATS does not answer at .*tls/)
  })

  it('says once that there is one server', async () => {
    reports.splice(0)
    expect(await refusal({ url: servers().url })).toBe(null)
    expect(reports).toEqual(['NATS keeps the log on one server: what that loses is lost'])
  })

  it('keeps the log as long as the last world says, and keys for ever', async () => {
    const line = await connect({ servers: servers().url })
    const { streams } = await jetstreamManager(line)
    const keptAfter = async (keptMs?: number) => {
      expect(await refusal({ url: servers().url, prefix: 'kept', keptMs })).toBe(null)
      const kinds = ['log', 'keys'].map((kind) => streams.info(`kept-${kind}`))
      return (await Promise.all(kinds)).map(({ config }) => millis(config.max_age))
    }
    expect(await keptAfter()).toEqual([0, 0])
    expect(await keptAfter(7_200_000)).toEqual([7_200_000, 0])
    expect(await keptAfter()).toEqual([7_200_000, 0])
    expect(await keptAfter(3_600_000)).toEqual([3_600_000, 0])
    await line.close()
  })

  it('says whether a file goes on to where a log ends of which nothing is kept', async () => {
    const { one, letGo } = await openTwo()
    const saysOf = async (last: number) =>
      Result.match(await one.goesOn(last), {
        onSuccess: () => null,
        onFailure: ({ message }) => message,
      })
    expect(await saysOf(0)).toBe(null)
    expect(await saysOf(2)).toMatch(/^NATS has another log, without a message, .* message 2: move/)
    expect(await appended(one.stream, 'first', 0)).toBe(1)
    expect(await appended(one.stream, 'second', 1)).toBe(2)
    expect(await saysOf(0)).toBe(null)
    await letGo(2)
    expect([await saysOf(2), await saysOf(1)]).toEqual([
      null,
      expect.stringMatching(
        /^NATS keeps nothing of the log, which ended with message 2, .* up to 1: .* test\d+-log and test\d+-keys$/,
      ),
    ])
    expect(await appended(one.stream, 'third', 2)).toBe(3)
    expect(await saysOf(2)).toBe(null)
  })

  it('keeps the stream on the disk, and of the keys nothing', async () => {
    const { one } = await openTwo()
    const key = Buffer.from('the key of somebody who is alive')
    expect(await appended(one.stream, 'what was said, sealed', 0)).toBe(1)
    await answered(() => one.cabinet.put([{ epoch: 1, owner: 'ann', key }]))
    const folder = servers().folder
    const written = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
      .join('')
    expect(written).toContain('what was said, sealed')
    expect(written).not.toContain(key.toString('latin1'))
    expect(written).not.toContain(key.toString('base64').slice(0, 40))
  })
})
