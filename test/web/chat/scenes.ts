// Every scene of the pages, brought about with two real visitors.
import type { Browser, Page } from 'playwright-core'
import {
  composer,
  endChat,
  goIn,
  hear,
  joinAs,
  openWindow,
  say,
  sees,
  type WindowOptions,
  withoutWords,
} from '../browser.ts'
import { gather } from './crowd.ts'

const annsFields = {
  username: 'Marisol',
  gender: 'female',
  interests: ['night trains', 'tea', 'chess', 'rain'],
  bio: 'I fix violins by day and lose at chess by night.',
} as const

const beasFields = {
  username: 'Quiet Heron',
  gender: 'male',
  interests: ['tea', 'rain', 'jazz'],
  bio: 'Night-shift baker. Ask me about sourdough, or about the moon over an empty street at four.',
} as const

const dialogue = [
  ['bea', 'Hello, stranger'],
  ['bea', 'is it raining where you are?'],
  ['ann', 'It always is. I keep the window open for the sound.'],
  ['ann', 'And you? At the ovens already?'],
  ['bea', 'Not yet. The dough is asleep for an hour, so I have time for exactly one conversation.'],
  ['ann', 'Then let us make it a good one'],
  ['ann', 'Tea or coffee at four in the morning?'],
  ['bea', 'Tea. Coffee is for people who believe in tomorrow.\n\nBlack, from a chipped cup.'],
] as const

/** Called at every scene, with the page that shows it. */
export type Watch = (scene: string, page: Page) => Promise<void>

const home = async (page: Page, watch: Watch): Promise<void> => {
  await page.goto('/')
  await page.locator('#online').filter({ visible: true }).waitFor()
  await watch('home', page)
  await page.getByRole('button', { name: 'Meet a stranger' }).click()
  await page.getByText('Please confirm this').waitFor()
  await watch('home-faults', page)
  await page.goto('/#over')
  await page.reload()
  await page.getByText('Your last visit ended').waitFor()
  await watch('home-over', page)
}

const talk = async (ann: Page, bea: Page, watch: Watch): Promise<void> => {
  await ann.getByRole('button', { name: 'Ask about sourdough' }).waitFor()
  await watch('matched', ann)
  await ann.getByRole('button', { name: 'Ask about sourdough' }).click()
  await watch('opener-taken', ann)
  await composer(ann).fill('')
  for (const [who, text] of dialogue) {
    await say(who === 'ann' ? ann : bea, text)
    if (who === 'bea') await hear(ann, text.split('\n')[0] ?? text)
  }
  // A hand that rests is soon not typing any more: the look begins before the hand does.
  await Promise.all([
    ann.getByText('Quiet Heron is typing').waitFor(),
    composer(bea).pressSequentially('And'),
  ])
  await composer(ann).fill('Chipped cups hold the best')
  await watch('chatting', ann)
  await ann.getByRole('button', { name: 'End chat' }).click()
  await sees(ann, 'You walked on')
  await watch('leaving', ann)
  await ann.getByRole('button', { name: 'Undo' }).click()
  const more = ann.getByRole('button', { name: 'More about' })
  if (await more.isVisible()) {
    await more.click()
    await watch('chatting-bio', ann)
    await ann.getByRole('button', { name: 'Less about' }).click()
  }
  await composer(ann).fill('long '.repeat(390))
  await ann.getByText('50 left').waitFor()
  await watch('chatting-long', ann)
}

/** A message that the server refuses. */
const refused = async (ann: Page, watch: Watch): Promise<void> => {
  await withoutWords(ann, async () => {
    await composer(ann).fill('Chipped cups hold the best of it')
    await composer(ann).press('Enter')
    await ann.getByText('Not sent.').waitFor()
  })
  await watch('chatting-refused', ann)
  await ann.getByRole('button', { name: 'Dismiss' }).click()
  await ann.getByText('Not sent.').waitFor({ state: 'detached' })
}

const scrolledUp = async (ann: Page, bea: Page, watch: Watch): Promise<void> => {
  for (let n = 1; n <= 20; n += 1) await say(bea, `line ${n}`)
  await hear(ann, 'line 20')
  const log = ann.getByRole('log')
  await log.evaluate(
    (box) =>
      new Promise((settle) => {
        box.addEventListener('scroll', settle, { once: true })
        box.scrollTop = 0
      }),
  )
  await say(bea, 'down here')
  await ann.getByRole('button', { name: '1 new message' }).waitFor()
  await watch('chatting-scrolled', ann)
  await ann.getByRole('button', { name: '1 new message' }).click()
  await ann.getByRole('button', { name: '1 new message' }).waitFor({ state: 'detached' })
}

const hindered = async (ann: Page, bea: Page, watch: Watch): Promise<void> => {
  await bea.goto('about:blank')
  await ann.getByRole('timer').waitFor()
  await watch('away', ann)
  await bea.goto('/chat')
  await composer(bea).waitFor()
  await ann.getByRole('timer').waitFor({ state: 'detached' })
  await ann.context().setOffline(true)
  await ann.getByText('You are offline.').first().waitFor()
  await composer(ann).fill('kept for later')
  await composer(ann).press('Enter')
  await watch('offline', ann)
  await ann.context().setOffline(false)
  await hear(bea, 'kept for later')
  const other = await ann.context().newPage()
  await other.goto('/chat')
  await sees(ann, 'You are in another tab')
  await watch('replaced', ann)
  await ann.getByRole('button', { name: 'Bring it here' }).click()
  await composer(ann).waitFor()
  await other.close()
}

/** What is asked before something opens or is lost, and the way back to what is kept. */
const kept = async (ann: Page, bea: Page, watch: Watch): Promise<void> => {
  await say(bea, 'look at https://аpple.com/some/page or run `npm start`')
  await say(bea, '🙂')
  await hear(ann, '🙂')
  await ann.getByRole('link', { name: /some\/page$/ }).click()
  await ann.getByRole('dialog').waitFor()
  await watch('link', ann)
  await ann.keyboard.press('Escape')
  await composer(ann).fill('half a thought')
  await ann.goto('/')
  await ann.getByText('You have a conversation.').waitFor()
  await ann.locator('#confirmed').check()
  await watch('home-visit', ann)
  await goIn(ann)
  await ann.getByRole('dialog').waitFor()
  await watch('home-question', ann)
  await ann.getByRole('button', { name: 'Go back to it' }).click()
  await composer(ann).waitFor()
}

/** A second conversation, which ends while nobody looks. */
const unseen = async (ann: Page, bea: Page, watch: Watch): Promise<void> => {
  await ann.getByRole('button', { name: 'Find another' }).click()
  await bea.getByRole('button', { name: 'Find another' }).click()
  await composer(bea).waitFor()
  await composer(ann).waitFor()
  await ann.goto('about:blank')
  await bea.getByRole('timer').waitFor()
  await endChat(bea)
  await ann.goto('/chat')
  await sees(ann, 'It ended while you were away')
  await watch('unseen', ann)
}

/** The search, with others who wait for somebody else; at its end it has been given up. */
const wait = async (ann: Page, address: string, watch: Watch): Promise<void> => {
  const disperse = await gather(address, 12)
  await joinAs(ann, annsFields)
  await ann.getByText('There are 12 others waiting').first().waitFor()
  await watch('waiting', ann)
  await ann.getByRole('button', { name: 'Change your wishes' }).click()
  await ann.getByRole('button', { name: 'Leave as they were' }).waitFor()
  await watch('waiting-wishes', ann)
  await ann.getByRole('button', { name: 'Leave as they were' }).click()
  await ann.getByRole('button', { name: 'Settings' }).click()
  await ann.getByRole('dialog', { name: 'Settings' }).waitFor()
  await watch('settings', ann)
  await ann.getByRole('button', { name: 'Done' }).click()
  await ann.context().setOffline(true)
  await sees(ann, 'You are offline')
  await watch('waiting-offline', ann)
  await ann.context().setOffline(false)
  await sees(ann, 'Looking for someone')
  await ann.getByRole('button', { name: 'Cancel' }).click()
  await sees(ann, 'Ready when you are')
  await watch('idle', ann)
  await disperse()
}

/** The partner walks on, and is asked for once more. */
const end = async (ann: Page, bea: Page, watch: Watch): Promise<void> => {
  await endChat(bea)
  await sees(ann, 'Quiet Heron walked on')
  await ann.getByRole('button', { name: 'Talk again with Quiet Heron' }).waitFor()
  await watch('ended', ann)
  await ann.getByRole('button', { name: 'Block or report Quiet Heron' }).click()
  await ann.getByRole('button', { name: 'Report', exact: true }).click()
  await sees(ann, 'What happened?')
  await watch('shield', ann)
  await ann.keyboard.press('Escape')
  await ann.getByRole('button', { name: 'Talk again with Quiet Heron' }).click()
  await ann.getByText('If Quiet Heron wants it too').waitFor()
  await watch('ended-asked', ann)
}

/** Leads two visitors through everything; all windows are closed at the end. */
export const playScenes = async (
  browser: Browser,
  address: string,
  { look, watch }: { readonly look: WindowOptions; readonly watch: Watch },
): Promise<readonly string[]> => {
  const { page: ann, complaints } = await openWindow(browser, address, look)
  const { page: bea } = await openWindow(browser, address, look)
  await home(ann, watch)
  await wait(ann, address, watch)
  await ann.getByRole('button', { name: 'Find someone' }).click()
  await joinAs(bea, beasFields)
  await composer(ann).waitFor()
  await composer(bea).waitFor()
  await talk(ann, bea, watch)
  await refused(ann, watch)
  await scrolledUp(ann, bea, watch)
  await hindered(ann, bea, watch)
  await kept(ann, bea, watch)
  await end(ann, bea, watch)
  await unseen(ann, bea, watch)
  await ann.context().close()
  await bea.context().close()
  return complaints
}
