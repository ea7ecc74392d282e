// What the homepage says, in English: every other language says the same things.
import { grammarOf } from '../grammar.ts'

const { plural, number } = grammarOf<'one'>('en-GB')

/** Why the last visit is over, for whoever could not come in. */
const keptOut = (because: string): string =>
  `Your last visit ended: you could not be let in in time, because ${because}. Everything of it was erased.`

export const homeInEnglish = {
  heading: 'Say hello to someone you’ll never meet.',
  /** Why the last visit is over, as far as is known; `ended`: it is not. */
  over: {
    expired: 'Your last visit ended: you were away for too long, and everything of it was erased.',
    left: 'Your last visit ended when you left, here or in another tab. Everything of it was erased.',
    fault:
      'Your last visit ended because something broke on our side. Everything of it was erased. We are sorry.',
    unknown: 'Your last visit ended: the server was set up anew, and knows nothing from before.',
    no_cookie:
      'Your last visit ended: its cookie is gone from this browser, and without it nobody knows that you are you.',
    ended: 'Your last visit ended, and everything of it was erased.',
    wait: keptOut('there were too many connections from your address, or too much came from it'),
    full: keptOut('too many people were connected'),
    blocked: keptOut('something on the way lets no live connection through'),
    unknownAddress: keptOut('the server does not know this page by its address'),
    unready: keptOut('the server was not ready'),
  },
  online: {
    nobody: 'Nobody here yet',
    /** One short line. */
    some: (online: number, waiting: number) =>
      waiting === 0
        ? `${number(online)} here now`
        : `${number(online)} here now, ${number(waiting)} waiting`,
  },
  /** Shown to whoever comes to the homepage and has a visit already. */
  visit: {
    away: {
      waiting: 'You are looking for someone; your place is kept.',
      chatting: 'You have a conversation.',
    },
    elsewhere: {
      idle: 'You are here in another tab or window.',
      waiting: 'You are looking for someone in another tab or window.',
      chatting: 'You have a conversation in another tab or window.',
    },
    left: (time: string) => `${time} left`,
    back: 'Go back',
    bring: 'Bring it here',
    over: 'Your conversation is over.',
    expired: 'Your conversation is over: you were away for too long.',
    question: {
      chatting: {
        heading: 'You have a conversation',
        text: 'Going in anew ends it, and its words are gone.',
      },
      elsewhere: {
        heading: 'You are here already',
        text: 'Going in anew ends your visit in the other tab or window.',
      },
      back: 'Go back to it',
      anew: 'End it and go in',
    },
  },
  form: {
    heading: 'Who is passing by?',
    optional: 'optional',
    username: {
      label: 'A name for today',
      placeholder: 'Blank? We find you one',
      tooLong: (max: number) => `Use at most ${number(max)} characters for your name.`,
    },
    gender: { label: 'You are', male: 'Male', female: 'Female', other: 'Other' },
    seeks: { label: 'You would like to meet', male: 'Male', female: 'Female', anyone: 'Anyone' },
    unchosen: 'Choose one.',
    /** What the server may find where the page did not. */
    faults: {
      tooLong: (max: number) =>
        plural(max, { one: 'Use # character at most.', other: 'Use # characters at most.' }),
      tooMany: (max: number) => plural(max, { one: 'Name # at most.', other: 'Name # at most.' }),
      wrongKind: 'This is not a text that can be taken.',
    },
    interests: {
      label: 'You like',
      placeholder: 'tea, night trains, chess',
      hint: 'Up to ten, with commas between. We look for someone who shares one.',
      list: 'Your interests',
      remove: (interest: string) => `Remove ${interest}`,
      tooLong: (over: number) =>
        plural(over, {
          one: 'Make it # character shorter.',
          other: 'Make it # characters shorter.',
        }),
      tooMany: (interest: string) => `Ten is the most. Remove one to add “${interest}”.`,
    },
    bio: {
      label: 'Two sentences about you',
      placeholder: 'What would you tell the person on the next seat?',
      atMost: (max: number) => `At most ${number(max)} characters`,
      tooLong: (max: number) => `Use at most ${number(max)} characters to describe yourself.`,
    },
    confirmed: {
      label:
        'I am 18 or older. I will be decent: no harassment, nothing unlawful, and no one’s private details.',
      missing: 'Please confirm this before you go in.',
    },
    submit: 'Meet a stranger',
    withoutScript: 'You can join without JavaScript, but the chat itself needs it.',
    cookies:
      'Your browser keeps no cookie for this address, and without one we cannot know you from one page to the next. Allow cookies here, load this page again, and come in.',
    failed: 'That did not work, and it is our fault. Try again in a moment.',
    unreached: 'The server could not be reached. Check your connection and try again.',
  },
  /** Shown to whoever has to wait before they are let in. */
  door: {
    manyJoins: 'Many came in from your address at once. You will be let in by itself.',
    closed: 'The server takes nobody in at the moment. We go on trying.',
    seconds: (left: number) => `${number(left)} s`,
    stop: 'Stop trying',
  },
}

export type HomeWords = typeof homeInEnglish
