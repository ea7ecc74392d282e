// Which flags the load tester takes, with what `--help` says of each.
import { Option } from 'effect'
import { Argument, Flag } from 'effect/cli'
import { usualAllowances } from '../report/requirements/conclusion.ts'
import { type Preset, presets } from '../scenario/scenario.ts'

const described =
  (text: string) =>
  <A>(flag: Flag.Flag<A>): Flag.Flag<A> =>
    Flag.withDescription(flag, text)

const finite = (name: string, text: string) =>
  Flag.Finite(name).pipe(described(text), Flag.optional)

/** `10s`, `1.5m`, or seconds alone. */
const seconds = (name: string, text: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar('TIME'),
    described(text),
    Flag.filterMap(
      (given) => {
        const [, value, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(given) ?? []
        const factor = secondsIn[unit]
        return value === undefined || factor === undefined
          ? Option.none()
          : Option.some(Number(value) * factor)
      },
      () => 'expected a time such as 10s or 1.5m',
    ),
    Flag.optional,
  )

/** As a setting of the server has it. */
const serverSeconds = (name: string, usual: number, text: string) =>
  Flag.Finite(name).pipe(
    described(text),
    Flag.filter(
      (given) => given >= 0,
      () => 'expected seconds, 0 or more',
    ),
    Flag.withDefault(usual),
  )

const secondsIn: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60 }

/** `male=45,female=45,other=10`: how many of which, in proportion; who is not named is 0. */
const mix = <const Name extends string>(name: string, names: readonly Name[], text: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar(names.map((one) => `${one}=N`).join(',')),
    described(text),
    Flag.filterMap(
      (given) => readMix(given, names),
      () => `expected ${names.map((one) => `${one}=N`).join(',')}`,
    ),
    Flag.optional,
  )

const readMix = <Name extends string>(text: string, names: readonly Name[]) => {
  const mixed = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>
  for (const part of text.split(',')) {
    const [name = '', value = ''] = part.split('=')
    if (!names.includes(name as Name) || !/^\d+(\.\d+)?$/.test(value)) return Option.none()
    mixed[name as Name] = Number(value)
  }
  return Option.some(mixed)
}

/** `1%` or `0.01`. */
const allowance = (name: string, share: number, text: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar('SHARE'),
    described(text),
    Flag.filterMap(
      (given) => {
        const [, value, unit] = /^(\d+(?:\.\d+)?)(%?)$/.exec(given) ?? []
        const read = Number(value) / (unit === '%' ? 100 : 1)
        return read <= 1 ? Option.some(read) : Option.none()
      },
      () => 'expected a share such as 1% or 0.01',
    ),
    Flag.withDefault(share),
  )

const characters = Flag.String('message-characters').pipe(
  Flag.withMetavar('FROM-TO'),
  described('length of a message, such as 80 or 40-120'),
  Flag.filterMap(
    (given) => {
      const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(given) ?? []
      return from === undefined
        ? Option.none()
        : Option.some({ from: Number(from), to: Number(to ?? from) })
    },
    () => 'expected a length or a range such as 40-120',
  ),
  Flag.optional,
)

const names = Object.keys(presets) as Preset[]

/** By the names under which a scenario has them, where they are part of one. */
export const flags = {
  urls: Argument.String('URL').pipe(
    Argument.withDescription('servers, as edges of a world; visitors take turns'),
    Argument.variadic(),
  ),
  preset: Flag.String('preset').pipe(
    Flag.withMetavar('NAME'),
    described(names.join(', ')),
    Flag.filterMap(
      (given) => Option.fromNullishOr(names.find((name) => name === given)),
      () => `expected one of ${names.join(', ')}`,
    ),
    Flag.optional,
  ),
  scenario: Flag.String('scenario').pipe(
    Flag.withMetavar('FILE'),
    described('a preset, and what is different, in JSON'),
    Flag.optional,
  ),
  users: Flag.Int('users').pipe(described('how many visitors come'), Flag.optional),
  ramp: finite('ramp', 'how many of them a second'),
  duration: finite('duration', 'seconds from the last arrival on'),
  warmUp: seconds('warm-up', 'so long no time is counted, such as 10s'),
  think: finite('think', 'mean seconds before looking for a partner'),
  messagesPerMinute: finite('messages-per-minute', 'what each member sends, on average'),
  messageCharacters: characters,
  resends: finite('resends', 'share of messages that are sent twice'),
  skips: finite('skips', 'share, 0 to 1, who leave and look again'),
  chat: finite('chat', 'mean seconds until they leave'),
  drops: finite('drops', 'share who lose their line and come back'),
  away: finite('away', 'mean seconds they are away'),
  stormEvery: finite('storm-every', 'seconds between storms, in which all go'),
  blocks: finite('blocks', 'share who block, in a chat or after it'),
  reports: finite('reports', 'share who report, with what was said'),
  falseReports: finite('false-reports', 'share who report what was not said'),
  forgedReports: finite('forged-reports', 'share who make up their receipt'),
  clears: finite('clears', 'share who clear cookies and come back'),
  rejoins: finite('rejoins', 'share who come back with their pass'),
  solves: finite('solves', 'share who solve challenges; others wait'),
  genders: mix('genders', ['male', 'female', 'other'], 'who comes, in proportion'),
  seeks: mix('seeks', ['male', 'female', 'anyone'], 'whom they seek, in proportion'),
  interestPool: Flag.Int('interest-pool').pipe(
    described('how many interests there are'),
    Flag.optional,
  ),
  interestsEach: finite('interests-each', 'how many each visitor names, on average'),
  relax: serverSeconds('relax', 6, "the server's RELAX_SECONDS; 6 by default"),
  grace: serverSeconds('grace', 30, "the server's GRACE_SECONDS; 30 by default"),
  seed: Flag.Int('seed').pipe(described('fixes all random choices'), Flag.optional),
  processes: Flag.Int('processes').pipe(described('how many share the visitors'), Flag.optional),
  localAddresses: Flag.Int('local-addresses').pipe(
    described('source addresses, from 127.0.0.1 on'),
    Flag.optional,
  ),
  ownsServer: Flag.Boolean('i-own-this-server').pipe(
    described('allows one that is not on this machine'),
    Flag.withDefault(false),
  ),
  insecure: Flag.Boolean('insecure').pipe(
    described('takes any certificate, as one of your own'),
    Flag.withDefault(false),
  ),
  log: Flag.String('log').pipe(
    Flag.withMetavar('LOG'),
    described('data directory to compare after the run'),
    Flag.optional,
  ),
  metrics: Flag.String('metrics').pipe(
    Flag.withMetavar('URL'),
    described('where METRICS_LISTEN is; repeatable'),
    Flag.between(0, 16),
  ),
  examples: Flag.Int('examples').pipe(
    described('examples shown of each kind of fault'),
    Flag.filter(
      (given) => given >= 0,
      () => 'expected 0 or more',
    ),
    Flag.withDefault(5),
  ),
  require: Flag.String('require').pipe(
    Flag.withMetavar("'delivery.p99<50ms'"),
    described('exit 1 unless this holds; repeatable'),
    Flag.between(0, 100),
  ),
  findMax: Flag.String('find-max').pipe(
    Flag.withMetavar("'delivery.p99<50ms'"),
    described('looks for the highest rate that holds'),
    Flag.optional,
  ),
  abortOnFail: Flag.Boolean('abort-on-fail').pipe(
    described('ends once it can be no success any more'),
    Flag.withDefault(false),
  ),
  allowErrors: allowance(
    'allow-errors',
    usualAllowances.errors,
    'share of errors forgiven; 1% by default',
  ),
  allowLost: allowance(
    'allow-lost',
    usualAllowances.lost,
    'lost visitors forgiven; none by default',
  ),
  report: Flag.String('report').pipe(
    Flag.withMetavar('FILE.html'),
    described('writes a page with charts'),
    Flag.optional,
  ),
  compare: Flag.String('compare').pipe(
    Flag.withMetavar('FILE'),
    described('results of --json before, to compare'),
    Flag.optional,
  ),
  csv: Flag.String('csv').pipe(
    Flag.withMetavar('FILE'),
    described('writes a row of figures a second'),
    Flag.optional,
  ),
  jsonLines: Flag.String('json-lines').pipe(
    Flag.withMetavar('FILE'),
    described('writes a line of JSON a second'),
    Flag.optional,
  ),
  json: Flag.Boolean('json').pipe(
    described('the result as JSON on standard output'),
    Flag.withDefault(false),
  ),
}
