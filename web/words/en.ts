// What the pages say, in English: every other language says the same things.
import type { Gender, Seeks } from '../../src/events/fields.ts'
import { countExactMax, countToldMin } from '../../src/events/limits.ts'
import { grammarOf } from './grammar.ts'

/** British, for its lists: "tea, rain and maps". */
const { plural, number, list, oneOf } = grammarOf<'one'>('en-GB')

const genders: Readonly<Record<Gender, string>> = { male: 'Male', female: 'Female', other: 'Other' }

const sought: Readonly<Record<Seeks, string>> = { male: 'men', female: 'women', anyone: 'anyone' }

/** Large numbers are told rounded down. */
const amount = (count: number): string =>
  count >= countExactMax ? `at least ${number(count)}` : number(count)

export const en = {
  languageChoice: 'Language',
  characters: {
    left: (count: number) => `${number(count)} left`,
    tooMany: (count: number) => `${number(count)} too many`,
  },
  theme: { label: 'Colours', system: 'System', light: 'Light', dark: 'Dark' },
  foot: {
    label: 'About Passerby',
    start: 'Start',
    privacy: 'Privacy',
    safety: 'Safety',
    accessibility: 'Accessibility',
  },
  /** While the browser works for being let in, where much comes in at once. */
  work: {
    checking: 'Checking that you are not a robot, a few seconds…',
    longer: 'Checking that you are not a robot. Much comes in just now, so it can take a minute…',
    progress: 'How far the check is',
    waitInstead: 'Wait instead',
    waiting: 'Much comes in just now. Your turn is kept, and you come in by itself.',
    unable:
      'Your browser cannot do the check that lets you in sooner. Your turn is kept, and you come in by itself.',
    seconds: (left: number) => `${number(left)} s`,
  },
  chat: {
    title: 'Passerby',
    description: 'A conversation with a stranger, of which nothing is kept.',
    sound: 'Sound',
    /** How the visitor is called when they look elsewhere. */
    alerts: {
      notifications: 'Notifications',
      when: 'Of a match or a message, while this window is not in front.',
      quotes: 'Show their name and what they say',
      overlooked: 'In notifications. Whoever sees your screen can read it then.',
      denied:
        'Your browser does not allow notifications from here. To change that, open its settings for this page, beside the address, and allow them there.',
      impossible:
        'This browser shows no notifications from here. Some do only once the page is installed.',
      tellMe: 'Tell me when somebody comes',
      matched: 'Somebody is here: you have been matched.',
      messages: (count: number) =>
        plural(count, { one: 'A new message.', other: '# new messages.' }),
    },
    settings: {
      heading: 'Settings',
      privacy: 'What happens to my words',
      accessibility: 'Accessibility',
      /** Behind a link, for those who listen. */
      newTab: '(opens a new tab)',
      done: 'Done',
    },
    withoutScript: {
      heading: 'The chat needs JavaScript',
      text: 'Two people writing to each other at once is more than a plain page can do. Allow scripts for this address and load the page again; your place is kept for half a minute.',
    },
    /** In the tab's title. */
    tab: {
      waiting: 'Looking… · Passerby',
      chatting: (name: string) => `${name} · Passerby`,
      ended: 'Chat ended · Passerby',
    },
    genders,
    self: {
      label: 'You',
      lead: 'You are',
      wishes: (gender: Gender, seeks: Seeks) => `${genders[gender]}, here to meet ${sought[seeks]}`,
      interests: 'Your interests',
    },
    partner: {
      label: 'Your partner',
      /** For one whose name is not known: it stands where a name would. */
      unnamed: 'Your partner',
      unknown: 'Stranger',
      more: 'More',
      less: 'Less',
      /** Behind `more` and `less`, for those who listen. */
      about: (name: string) => `about ${name}`,
    },
    connecting: { heading: 'One moment', text: 'Opening the line…' },
    waiting: {
      heading: 'Looking for someone',
      interestsFirst:
        'First among those who like what you like; after a few seconds, among everyone.',
      cancel: 'Cancel',
    },
    /** How things stand for whoever waits. */
    outlook: {
      few: `Fewer than ${number(countToldMin)} others are waiting.`,
      waiting: (waiting: number) => `There are ${amount(waiting)} others waiting.`,
      fewFit: (waiting: number) =>
        `There are ${amount(waiting)} others waiting; fewer than ${number(countToldMin)} of them would suit you.`,
      fit: (waiting: number, fitting: number) =>
        `There are ${amount(waiting)} others waiting; ${amount(fitting)} of them would suit you.`,
      allFit: (waiting: number) =>
        `There are ${amount(waiting)} others waiting, and all of them would suit you.`,
      /** Both numbers are rounded down to the same. */
      aboutAllFit: (waiting: number) =>
        `There are ${amount(waiting)} others waiting, and about as many would suit you.`,
      noneLikes: (interests: readonly string[]) => `Nobody found yet who likes ${oneOf(interests)}`,
      noneShares: 'Nobody found yet who shares an interest with you',
      inSeconds: (seconds: number) => `in ${number(seconds)}\u00a0s`,
      anyMoment: 'any moment now',
      soon: 'soon',
      /** `none` and `when` are of the five above. */
      relaxes: (none: string, when: string) => `${none}; ${when}, anyone who suits you will do.`,
      relaxesTo: (none: string, when: string, ready: number) =>
        `${none}; ${when}, anyone who suits you will do, and ${amount(ready)} are ready for that.`,
      /** Once interests do not matter any more; for those who listen. */
      relaxed: 'Anyone who suits you will do now.',
      otherGender: (seeks: Seeks) =>
        `Many of them are not ${sought[seeks]}; if you looked for anyone, more might suit you.`,
      seekOthers:
        'Many of them are looking for another gender than yours; whoever comes next may be looking for you.',
      theirInterests:
        'Many of them are still looking for someone with their own interests; they will look further soon, and naming more of yours may help.',
      ready: 'You meet as soon as one of them is ready for you.',
      next: 'The next person who fits is yours to talk with.',
      waitedSeconds: (seconds: number) => `Lately, a wait took about ${number(seconds)}\u00a0s.`,
      waitedMinutes: (minutes: number) => `Lately, a wait took about ${number(minutes)}\u00a0min.`,
    },
    wishes: {
      change: 'Change your wishes',
      place: 'You keep your place.',
      save: 'Go on with these',
      keep: 'Leave as they were',
      refused: 'That could not be taken: your wishes are as they were.',
      failed: 'That did not work, and it is our fault. Try again in a moment.',
    },
    /** With whoever one talked with last; null: their name is not known. */
    again: {
      ask: (name: string | null) => (name === null ? 'Talk again' : `Talk again with ${name}`),
      /** Behind it, for those who listen. */
      hint: 'Within two minutes of the end.',
      asked: (name: string | null) =>
        `If ${name ?? 'your partner'} wants it too, you are back together. Nobody is told otherwise.`,
      late: (name: string | null) =>
        name === null
          ? 'It is too late to talk again.'
          : `It is too late to talk again with ${name}.`,
      both: 'You both wanted to talk again.',
    },
    idle: {
      heading: 'Ready when you are',
      text: 'You are not in the queue. Nobody is waiting for you, and nobody is kept waiting.',
    },
    replaced: {
      heading: 'You are in another tab',
      text: 'This visit goes on in another tab or window. Only one can hold it at a time.',
      bring: 'Bring it here',
    },
    otherVisit: {
      heading: 'This tab belongs to an earlier visit',
      text: 'You have joined anew since, and that visit goes on elsewhere. Come along, and it goes on here instead.',
      comeAlong: 'Come along',
    },
    unreached: {
      offline: 'You are offline',
      heading: 'No answer yet',
      text: 'The server cannot be reached just now. This page keeps trying by itself.',
      blocked: 'Something blocks the line',
      unknownAddress: 'Not known by this address',
      full: 'Full just now',
      wait: 'A short wait',
      unready: 'The server is not ready yet',
    },
    departing: { heading: 'Goodbye', text: 'Your visit is being erased.' },
    departureUnheard: {
      heading: 'Not gone yet',
      text: 'The server cannot be reached to say goodbye. This page keeps trying by itself. If you close it, your visit is erased once the time is over for which your place is kept.',
    },
    sessionOver: {
      heading: 'Your visit is over',
      anew: 'Start anew',
    },
    actions: {
      find: 'Find someone',
      findAnother: 'Find another',
      leave: 'Leave',
      tryNow: 'Try now',
    },
    end: { button: 'End chat', next: 'Next' },
    /** The visitor walked on, and can still come back. */
    leaving: {
      text: (name: string) => `${name} does not know yet.`,
      thenNext: 'Somebody else is looked for in a moment.',
      /** Walked on without a line. */
      later: (name: string) => `${name} is told as soon as the line is back.`,
      undo: 'Undo',
      seconds: (left: number) => `(${number(left)} s)`,
    },
    /** What the visitor is told while there is no connection. */
    disconnected: {
      lost: 'Connection lost. Finding the way back…',
      offline: 'You are offline. What you write is kept and sent when you are back.',
      restart: 'The server is restarting. Back in a moment…',
      slow: 'Your connection could not keep up. Catching up…',
      flood: 'That was faster than the server allows. Taking a short breath…',
      visit: 'Too many connections came from here at once. Back by itself in a moment…',
      address: 'Too much came from your address at once. Back by itself in a moment…',
      sockets:
        'Too many connections are open from your address. Back by itself when one of them ends…',
      full: 'Too many people are connected right now. You come in by itself when there is room…',
      starting: 'The server is just starting. In a moment…',
      storing: 'The server cannot take anything in just now. It is tried again by itself…',
      no_websocket:
        'The server is there, but something on the way lets no live connection through: a proxy, a firewall, an extension. Try another network, or ask whoever runs this one to allow WebSockets.',
      not_named: (address: string) =>
        `The server does not know ${address} as an address of its own. If it is the right one, tell whoever runs it that ALLOWED_ORIGINS has to name ${address}.`,
      other_scheme: (address: string) =>
        `The server does not know ${address} as an address of its own. If it is the right one, tell whoever runs it that TRUSTED_PROXIES has to name the proxy, and the proxy has to send X-Forwarded-Proto.`,
      other_host: (address: string) =>
        `The server does not know ${address} as an address of its own. If it is the right one, tell whoever runs it that the proxy has to pass the Host on, or ALLOWED_ORIGINS has to name it.`,
      refused: 'The server did not let this page in. It is tried again by itself…',
      /** Before the time left. */
      nextAttempt: 'Next attempt in',
    },
    away: {
      notice: (name: string) => `${name} lost the connection. Waiting for them to return.`,
      soon: 'any moment now',
    },
    opening: {
      hello: (name: string) => `Say hello to ${name}.`,
      shared: (interests: readonly string[]) => `You both like ${list(interests)}.`,
      noneShared:
        'Nobody with your interests came by in time, so we looked further. You may still click.',
      rules:
        'Nothing said here outlives the conversation, unless one of you reports it. Keep your address and your money to yourself.',
    },
    log: {
      label: (name: string) => `Conversation with ${name}`,
      earlier: 'Show what was said earlier',
      fresh: (count: number) => plural(count, { one: '# new message', other: '# new messages' }),
    },
    message: {
      /** Before one's own words, for those who listen. */
      you: 'You: ',
      partner: (name: string) => `${name}: `,
      /** A very tall message shows its beginning, until it is asked for all of it. */
      unfold: (lines: number) =>
        plural(lines, { one: 'Show all of it', other: 'Show all # lines' }),
      fold: 'Show less',
      sent: 'Sent',
      sending: 'Sending',
      undelivered: 'Not delivered',
      refused: 'Not sent.',
      edit: 'Edit',
      dismiss: 'Dismiss',
    },
    /** Why a message was not taken, where ours says more than the server's sentence. */
    refusals: {
      id_reused: 'It got mixed up with another message.',
      bad_frame: 'It holds nothing that can be shown, or more than fits.',
      room_full: 'This conversation has grown as long as a conversation can.',
    },
    /** Opens what protects from whom one talks with. */
    shield: (name: string) => `Block or report ${name}`,
    /** In the place of a word, for those who listen. */
    hidden: 'Hidden by your list',
    composer: {
      label: (name: string) => `Message to ${name}`,
      placeholder: 'Write something kind',
      send: 'Send',
      hint: 'Enter sends · Shift+Enter breaks · Esc walks on, Esc again to the next',
      /** Behind the name of the partner. */
      typing: 'is typing',
      tooLong: 'Too long to be sent.',
      left: (count: number) => `At most ${number(count)} characters left.`,
    },
    ended: {
      left: (name: string) => ({
        heading: `${name} walked on`,
        text: 'That was the whole of it.',
      }),
      expired: (name: string) => ({
        heading: `${name} did not come back`,
        text: 'Their connection dropped, and the wait for them is over.',
      }),
      fault: (_name: string) => ({
        heading: 'We dropped this one',
        text: 'Something broke on our side and took the conversation with it. We are sorry.',
      }),
      you: (name: string) => ({
        heading: 'You walked on',
        text: `${name} has been told.`,
      }),
      unseen: (_name: string) => ({
        heading: 'It ended while you were away',
        text: 'The conversation was over before your connection was back.',
      }),
    },
    /** Asked before a link in a message is opened. */
    link: {
      heading: 'Open this page?',
      /** Before the host as it stands in the message, where that only looks like the real one. */
      written: 'It was written as',
      text: 'It belongs to somebody else, who sees your network address but not where you come from.',
      open: 'Open it',
      stay: 'Stay here',
    },
    /** Above what was being written when a conversation ended. */
    unsent: 'You had not sent this. It was for them: it goes to nobody else.',
    /** The same where some of it was sent, and never heard of again. */
    undelivered: 'As far as we know, this did not reach them. It goes to nobody else.',
    /** What just changed, for those who listen. */
    status: {
      away: (name: string) => `${name} lost the connection and may come back.`,
      back: (name: string) => `${name} is back.`,
      chatting: (name: string) => `You are talking with ${name}.`,
      connected: 'You are connected again.',
      undo: (seconds: number) =>
        plural(seconds, {
          one: 'You can undo it for # second.',
          other: 'You can undo it for # seconds.',
        }),
      stayed: 'You stayed.',
      told: (name: string) => `${name} has been told.`,
      slow: 'Your message is still on its way.',
      arrived: 'Your message has arrived.',
    },
  },
}

export type Words = typeof en
