// What the page on safety promises is what the code does.
import { expect, it } from 'vitest'
import {
  coolDownMs,
  coolDownMsMax,
  placesForCoolDown,
  reportCountsMs,
  reportsPerHourMax,
} from '../../../src/actors/matchmaking/persons.ts'
import { reportsMax } from '../../../src/actors/matchmaking/reports.ts'
import { passMs, reportMs, reportNoteCharactersMax } from '../../../src/events/limits.ts'
import { keptBytesMax } from '../../../src/http/safety/reportContent.ts'
import { reportHoursMax } from '../../../src/settings.ts'
import { catalogues, pageCatalogues } from '../../../web/words/catalogues.ts'
import { safetyIn } from '../../../web/words/safety/lists.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

const languages = ['en', 'de', 'es', 'ar'] as const

/** The numbers of a text, in their order; thousands as one. */
const numbersIn = (text: string): readonly number[] =>
  [...text.matchAll(/\d+(?:[.,]\d{3})*/g)].map(([found]) => Number(found.replace(/[.,]/g, '')))

it.each(languages)('says in %s how long, how often and how much', (language) => {
  const { safety } = pageCatalogues[language]
  const told = Object.fromEntries(
    Object.entries(safety)
      .map(([name, text]) => [name, numbersIn(text)] as const)
      .filter(([, numbers]) => numbers.length > 0),
  )
  expect(told).toEqual({
    blockText: [reportMs / minuteMs, passMs / hourMs],
    reportText: [reportNoteCharactersMax, reportsPerHourMax],
    pauseText: [
      placesForCoolDown,
      reportCountsMs / hourMs,
      coolDownMs / minuteMs,
      coolDownMsMax / hourMs,
    ],
    passText: [passMs / hourMs],
    receiptText: [reportMs / minuteMs],
    sealedText: [keptBytesMax / 1024, reportHoursMax, reportsMax],
  })
})

it.each(languages)('says in %s, where one blocks, how long that holds', async (language) => {
  const { dialog, outcome } = await safetyIn[language]()
  const hours = [passMs / hourMs]
  expect(numbersIn(dialog.ends('Ann'))).toEqual(hours)
  expect(numbersIn(dialog.keepsApart('Ann'))).toEqual(hours)
  expect(numbersIn(outcome.blocked('Ann'))).toEqual(hours)
})

it('says that ten minutes are left wherever it says so in words', async () => {
  expect(reportMs).toBe(10 * minuteMs)
  const { outcome } = await safetyIn.en()
  for (const text of [outcome.kept, outcome.late('Ann'), pageCatalogues.en.privacy.tabKept])
    expect(text).toContain('ten minutes')
  expect(catalogues.en.foot.safety).toBe('Safety')
})

const reporting = { en: 'report', de: 'meld', es: 'denunci', ar: 'بلاغ' } as const

it.each(languages)('keeps in %s no report from whoever reads what is kept', (language) => {
  const { front, privacy } = pageCatalogues[language]
  const { lead, recordText, addressText, othersText } = privacy
  const texts = [front.privacy.unpromised.text, lead, recordText, addressText, othersText]
  for (const text of texts) expect(text.toLowerCase()).toContain(reporting[language])
})
