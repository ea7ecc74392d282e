// What whoever waits is told, over everything that the server may say: never two things at odds.
import { describe, expect, it } from 'vitest'
import type { Count, Outlook } from '../../../../src/events/frames.ts'
import {
  outlookSentences,
  type Prospect,
  waitedSentence,
} from '../../../../web/chat/meeting/outlook.ts'
import { catalogues } from '../../../../web/words/catalogues.ts'
import type { Language } from '../../../../web/words/languages.ts'
import { dawn } from '../../session/testClient.ts'

const counts: readonly Count[] = ['few', 5, 12, 99, 100, 120, 1_200]
const exclusions = [undefined, 'seeks', 'sought', 'interests', 'their_interests'] as const
const wishedInterests = [[], ['tea'], ['tea', 'rain', 'chess'], ['tea', 'rain', 'chess', 'go']]
const times = [null, -1, 0, 1, 3_000] as const
const languages = Object.keys(catalogues) as Language[]

const numberOf = (count: Count) => (count === 'few' ? 0 : count)

/** What the server can say: of the others some fit, of these some are ready; what excludes is many. */
const isPossible = ({ waiting = 'few', fitting = 'few', fittingRelaxed, ...rest }: Outlook) => {
  const { excludedBy, relaxesAt } = rest
  if (numberOf(fitting) > numberOf(waiting)) return false
  if (numberOf(fittingRelaxed ?? 'few') > numberOf(fitting)) return false
  if ((fittingRelaxed === undefined) !== (relaxesAt === undefined)) return false
  if (excludedBy !== undefined && waiting === 'few') return false
  const isAllOfThem = waiting === fitting && numberOf(waiting) < 100
  if ((excludedBy === 'seeks' || excludedBy === 'sought') && isAllOfThem) return false
  if (excludedBy === 'interests') return relaxesAt !== undefined && fitting !== 'few'
  if (excludedBy === 'their_interests') return relaxesAt === undefined && fitting !== 'few'
  return true
}

/** Every combination of what may be said and wished. */
const prospects: readonly Prospect[] = counts
  .flatMap((waiting) => counts.map((fitting) => ({ waiting, fitting })))
  .flatMap((outlook) => exclusions.map((by) => ({ ...outlook, ...(by && { excludedBy: by }) })))
  .flatMap((outlook): Outlook[] => [
    outlook,
    ...counts.map((fittingRelaxed) => ({ ...outlook, fittingRelaxed, relaxesAt: dawn })),
  ])
  .filter(isPossible)
  .flatMap((outlook) =>
    (['male', 'female', 'anyone'] as const)
      .filter((seeks) => outlook.excludedBy !== 'seeks' || seeks !== 'anyone')
      .flatMap((seeks) =>
        wishedInterests.flatMap((interests) =>
          (outlook.relaxesAt === undefined ? [null] : times).map((relaxesInMs) => ({
            outlook: { type: 'waiting' as const, since: dawn, ...outlook },
            seeks,
            interests,
            relaxesInMs,
          })),
        ),
      ),
  )

const told = (prospect: Prospect, language: Language = 'en') =>
  outlookSentences(catalogues[language].chat.outlook, prospect)

const text = (prospect: Prospect, language: Language = 'en') => told(prospect, language).join(' ')

const numbersIn = (sentence: string) =>
  (sentence.match(/\d[\d.,\s]*\d|\d/g) ?? []).map((digits) => Number(digits.replace(/\D/g, '')))

/** What may be true of a prospect that is told in this way. */
const truths: readonly [RegExp, (prospect: Prospect) => boolean][] = [
  [/Fewer than 5 others are waiting/, ({ outlook }) => outlook.waiting === 'few'],
  [/There are/, ({ outlook }) => outlook.waiting !== 'few'],
  [/\d of them would suit you/, ({ outlook }) => outlook.fitting !== outlook.waiting],
  [/fewer than 5 of them/, ({ outlook }) => outlook.fitting === 'few'],
  [
    /all of them would suit/,
    ({ outlook }) => outlook.fitting === outlook.waiting && numberOf(outlook.fitting ?? 0) < 100,
  ],
  [/about as many would suit/, ({ outlook }) => numberOf(outlook.fitting ?? 0) >= 100],
  [/at least \d/, ({ outlook }) => numberOf(outlook.waiting ?? 0) >= 100],
  [
    /Nobody found yet/,
    ({ outlook, interests }) => outlook.relaxesAt !== undefined && interests.length > 0,
  ],
  [/who likes/, ({ interests }) => interests.length <= 3],
  [/in \d+\ss/, ({ relaxesInMs }) => relaxesInMs !== null && relaxesInMs > 0],
  [/any moment/, ({ relaxesInMs }) => relaxesInMs !== null && relaxesInMs <= 0],
  [/ soon,/, ({ relaxesInMs }) => relaxesInMs === null],
  [/are ready for that/, ({ outlook }) => outlook.fittingRelaxed !== 'few'],
  [/not (men|women)/, ({ outlook, seeks }) => outlook.excludedBy === 'seeks' && seeks !== 'anyone'],
  [/another gender/, ({ outlook }) => outlook.excludedBy === 'sought'],
  [/with their own interests/, ({ outlook }) => outlook.excludedBy === 'their_interests'],
  [/as soon as one of them/, ({ outlook }) => outlook.fitting !== 'few'],
  [/next person who fits/, ({ outlook }) => outlook.fitting === 'few'],
]

/** Nobody is told both of these. */
const atOdds: readonly (readonly [RegExp, RegExp])[] = [
  [/Fewer than 5 others/, / of them/],
  [/Fewer than 5 others/, /are ready for that/],
  [/fewer than 5 of them/, /are ready for that|as soon as one of them/],
  [/all of them would suit/, /not (men|women)|another gender/],
  [/Nobody found yet/, /Many of them|as soon as|next person/],
]

describe('how things stand', () => {
  it('is told in two sentences, whatever the server says', () => {
    expect(prospects.length).toBeGreaterThan(1_000)
    const odd = prospects.filter((prospect) => told(prospect).length !== 2)
    expect(odd).toEqual([])
  })

  it('is told as it is', () => {
    const untrue = prospects.flatMap((prospect) =>
      truths
        .filter(([said, isTrue]) => said.test(text(prospect)) && !isTrue(prospect))
        .map(([said]) => `${said}: ${text(prospect)}`),
    )
    expect([...new Set(untrue)]).toEqual([])
    const unsaid = truths.filter(([said]) => !prospects.some((one) => said.test(text(one))))
    expect(unsaid).toEqual([])
  })

  it('names no number but those that it was told', () => {
    const made = prospects.filter(({ outlook, relaxesInMs, ...wishes }) => {
      const { waiting = 0, fitting = 0, fittingRelaxed = 0 } = outlook
      const seconds = Math.ceil((relaxesInMs ?? 0) / 1_000)
      const known = [waiting, fitting, fittingRelaxed, seconds, 5]
      return !numbersIn(text({ outlook, relaxesInMs, ...wishes })).every((n) => known.includes(n))
    })
    expect(made.map((prospect) => text(prospect))).toEqual([])
  })

  it('says nothing that contradicts itself', () => {
    const found = prospects
      .map((prospect) => text(prospect))
      .filter((said) => atOdds.some(([one, other]) => one.test(said) && other.test(said)))
    expect([...new Set(found)]).toEqual([])
  })

  it.each(languages)('says the same in %s: no more, no less, and the same numbers', (language) => {
    const meaning = new Map<string, string>()
    const wording = new Map<string, string>()
    const parted: string[] = []
    for (const prospect of prospects) {
      const [english, other] = [text(prospect), text(prospect, language)]
      const isOne = (meaning.get(english) ?? other) === other
      if (!isOne || (wording.get(other) ?? english) !== english) parted.push(other)
      if (String(numbersIn(english)) !== String(numbersIn(other))) parted.push(other)
      meaning.set(english, other)
      wording.set(other, english)
    }
    expect(parted).toEqual([])
    expect(meaning.size).toBe(new Set(prospects.map((prospect) => text(prospect))).size)
  })
})

describe('in these words', () => {
  const since = dawn
  const of = (outlook: Outlook, some: Partial<Omit<Prospect, 'outlook'>> = {}): Prospect => ({
    outlook: { type: 'waiting', since, ...outlook },
    seeks: 'male',
    interests: ['tea'],
    relaxesInMs: 2_400,
    ...some,
  })
  const relaxesAt = dawn
  it.each([
    [
      of({ waiting: 12, fitting: 5, fittingRelaxed: 'few', relaxesAt, excludedBy: 'interests' }),
      'There are 12 others waiting; 5 of them would suit you. Nobody found yet who likes tea; in 3\u00a0s, anyone who suits you will do.',
    ],
    [
      of(
        { waiting: 120, fitting: 40, fittingRelaxed: 30, relaxesAt },
        { interests: ['tea', 'rain'] },
      ),
      'There are at least 120 others waiting; 40 of them would suit you. Nobody found yet who likes tea or rain; in 3\u00a0s, anyone who suits you will do, and 30 are ready for that.',
    ],
    [
      of({ waiting: 12, fitting: 'few', excludedBy: 'seeks' }),
      'There are 12 others waiting; fewer than 5 of them would suit you. Many of them are not men; if you looked for anyone, more might suit you.',
    ],
    [
      of({ waiting: 'few', fitting: 'few' }),
      'Fewer than 5 others are waiting. The next person who fits is yours to talk with.',
    ],
    [of({}), ''],
  ])('%#', (prospect, words) => {
    expect(text(prospect)).toBe(words)
  })
})

it('does not call a gender that anyone may have', () => {
  const crossed = { waiting: 12, fitting: 'few', excludedBy: 'seeks' } as const
  const outlook = { type: 'waiting', since: dawn, ...crossed } as const
  const prospect = { outlook, seeks: 'anyone', interests: [], relaxesInMs: null } as const
  expect(text(prospect)).not.toContain('not ')
})

it.each([
  [undefined, 0, null],
  [undefined, -300, null],
  [20_000, 4_000, 'Lately, a wait took about 20\u00a0s.'],
  [20_000, 20_000, null],
  [400, 0, null],
  [90_000, 0, 'Lately, a wait took about 2\u00a0min.'],
])('tells of waits of %s ms lately, after %s ms: %s', (waitedLately, waitedMs, said) => {
  const outlook = { type: 'waiting', since: dawn, ...(waitedLately && { waitedLately }) } as const
  expect(waitedSentence(catalogues.en.chat.outlook, outlook, waitedMs)).toBe(said)
})
