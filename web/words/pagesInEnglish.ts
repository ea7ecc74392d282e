// What the pages that are only read say, in English. No script has it: it weighs on no first load.

export const pagesInEnglish = {
  /** Of the homepage, what only its template says: no script has to load it. */
  front: {
    title: 'Passerby: one conversation with one stranger',
    description:
      'One conversation with one stranger. No account, no history: when either of you walks on, the words are gone.',
    /** Of the picture that stands beside a shared link. */
    picture: 'Passerby: two half discs that pass each other',
    lead: 'Passerby puts you in a room with one stranger. No account, no history. When either of you walks on, the words are gone.',
    privacy: {
      heading: 'What we keep: nothing',
      more: 'All of it, in plain words',
      here: {
        term: 'While you are here',
        text: 'Your words, name, bio and interests are stored encrypted, so that a dropped connection can pick up where it was.',
      },
      ended: {
        term: 'When the chat ends',
        text: 'The key to its words is destroyed within seconds, and the words with it. The same happens to the rest when you leave. Only this tab keeps your form filled in, until you close it.',
      },
      day: {
        term: 'What stays for a day',
        text: 'A bare record that something happened: times, lengths, and the choices of gender. No words, no names, no addresses.',
      },
      unpromised: {
        term: 'What we cannot promise',
        text: 'The stranger can read what you write, and copy it. One cookie knows you while you stay, another for a day, so that a block holds. No one else is told anything, unless one of you reports the other.',
      },
    },
  },
  /** The page that a plain form is answered with, where much comes in at once. */
  workPage: {
    heading: 'One moment',
    without:
      'Much comes in just now. With JavaScript your browser could do a check that lets you in sooner; without, your turn is kept. Send the form again when this time is over:',
    send: 'Send again',
    back: 'Back to the form',
    seconds: '@seconds@ s',
  },
  privacy: {
    title: 'Privacy',
    description: 'What Passerby keeps of you, for how long, and who could read it meanwhile.',
    heading: 'What happens to your words',
    lead: 'In short: while you talk, your words are stored encrypted. When the conversation ends, the key to them is destroyed within seconds. Nobody but this server is involved, unless one of you reports the other.',
    storedHeading: 'What is stored, and for how long',
    endsHeading: 'When your visit ends',
    browserHeading: 'What is kept in your browser',
    othersHeading: 'Who else learns of it',
    unpromisedHeading: 'What we cannot promise',
    profileTerm: 'Your name, your two sentences, your interests',
    profileText:
      'Encrypted, until your visit ends. Then the key to them is overwritten, as a rule within 2 seconds.',
    messagesTerm: 'Your messages',
    messagesText:
      'Encrypted, until the conversation ends, whoever ends it. Then the key is overwritten, as a rule within 2 seconds, and what nobody can read any more is removed within a minute.',
    recordTerm: 'A record that something happened',
    recordText:
      'That somebody joined, looked, was matched, wrote, would talk again, blocked, reported, and left: the times, the lengths, random ids, and the choices “you are” and “you would like to meet”. No words and no names that could be read. It is deleted after 24 hours, or after another time that whoever runs this server has set; of visitors who are still here it stays until they go.',
    addressTerm: 'Your internet address',
    addressText:
      'Only in the server’s memory, to tell a flood of requests from a visitor. It is not written down by Passerby; with a report, a code made of it is, for a day or two.',
    endsText:
      'At once when you press “Leave”; or when your connection has been lost for a while: half a minute, if whoever runs this server has not set another time. Joining anew ends the visit before. So that a tab that comes back late can say why, the server remembers how the last 10,000 visits ended: only in its memory, under an id that lets nobody in.',
    othersText:
      'No one, by us, unless one of you reports the other: then the moderators of this server can read what was said. The pages load nothing from other places: no statistics, no advertising, no fonts, no pictures. Notifications, if you ask for them, are made by the open page itself and go through nobody’s service.',
    cookieKept:
      'One cookie with a random id, by which the server knows you again. It names nothing about you, no script can read it, and “Leave” removes it; else it goes when the browser is closed.',
    languageKept:
      'If you choose a language here: that choice, in a cookie of its own, for a year. It says nothing else.',
    passKept:
      'A second cookie, a pass with a random number, for 24 hours from your first visit: so that a block holds while it lasts. No script can read it.',
    hiddenKept:
      'The words that you want to have covered, until you remove them. They are never sent to the server.',
    safetyText:
      'You can block and report whoever you talk with: what is kept for that stands on a page of its own.',
    safetyMore: 'How we keep this safe, and what we keep',
    placeKept:
      'If you had to wait to be let in: a cookie with another random id, which keeps your place in the line, for two minutes.',
    tabKept:
      'In the open tab: the form as you filled it in, which visit and which conversation it shows, with whom (for ten minutes after its end, in case you talk again or report it), what you both like, and what you wrote that is not sent yet, so that a refresh loses nothing. “Leave” removes all but the form; closing the tab removes that too.',
    choicesKept:
      'What you chose about colours, sound and notifications, until you clear it. It is never sent to the server.',
    offlineKept: 'The page that you see when there is no line. No message is in it.',
    strangerWho: 'The stranger',
    strangerCan:
      'reads what you write, and can copy it. Nothing that you say here should be able to hurt you elsewhere.',
    operatorWho: 'Whoever runs this server',
    operatorCan:
      'could read what is said while it is said: the server passes the messages on, and holds the keys meanwhile. It is not end-to-end encrypted. After the end they cannot, unless they made a copy before.',
    networkWho: 'Whoever watches the network',
    networkCan:
      'sees that you are connected here, and when. If the address of this page does not begin with “https”, they also see what is said. A machine in front of this server may keep records of its own.',
  },
  safety: {
    title: 'Safety',
    description: 'How Passerby protects those who talk here, and what is kept for that.',
    heading: 'How we keep this safe, and what we keep',
    lead: 'Nobody here has an account, and nobody reads along. What protects you is in your hands: you can block and report whoever you talk with. This page says what happens then, and what is kept for it.',
    doHeading: 'What you can do',
    blockTerm: 'Block',
    blockText:
      'Two taps on the shield beside a name, during a conversation or up to 10 minutes after its end. The conversation ends, and the two of you are not matched again while either of your passes lasts, 24 hours at most. The other only sees that you left.',
    reportTerm: 'Report',
    reportText:
      'It blocks as well. What was said goes to the moderators of this server, if it has any, with your reason and up to 500 characters of your own. After the end your tab sends the words with a receipt that proves them: with one changed, missing or added they are refused. Of a long conversation only the end is sent. A person may report 5 times an hour.',
    hideTerm: 'Cover words, and look twice',
    hideText:
      'In the settings of the chat you can list words that are covered until you tap them. A note for you alone stands under a stranger’s message that has a link, a number or an address, or leads elsewhere. Both happen on your device: nothing of it is sent.',
    thenHeading: 'What a report leads to',
    pauseTerm: 'By itself',
    pauseText:
      'Reports from 3 different places within 1 hour lead to a pause of 15 minutes, in which nobody is matched with whom they are about. Each further pause is twice as long, up to 4 hours. Places are counted, not reports: twenty from one place do no more than one. Whoever is paused is told why and until when.',
    moderatorsTerm: 'By moderators',
    moderatorsText:
      'They can open a report with a key that the server does not have, and dismiss it, warn whom it is about, or pause them, until their pass is over at most.',
    keptHeading: 'What is kept for this, and for how long',
    passTerm: 'Your pass',
    passText:
      'A cookie with a random number, for 24 hours from your first visit. The record names its holder with a key of that day, which is erased when the passes of the day are over: names of two days cannot be linked, and none leads back to a cookie.',
    placeTerm: 'Your place',
    placeText:
      'A code made of your internet address and a key of the day, only to count different places. It is of no use once the key is erased. The address itself is not written down by Passerby.',
    receiptTerm: 'The receipt',
    receiptText:
      'Both of you get it when a conversation ends: the number of its messages and a fingerprint of them, signed. It tells nobody what was said. The server has only that, in its memory, until 10 minutes after the end.',
    sealedTerm: 'A report',
    sealedText:
      'Sealed to the moderators before it is stored: the reason, what you wrote, and of the words the newest 48 kB. It is kept until it is decided, 72 hours at most, or less if whoever runs this server has set so; and 10,000 reports at most. The record says that there was a report, and its reason. Where a server has no moderators, nothing of it is kept but its count.',
    cannotHeading: 'What this cannot do',
    newcomerWho: 'Somebody new',
    newcomerCan:
      'is whoever deletes their cookies or takes another device: a block knows them no longer than their pass.',
    emergencyWho: 'An emergency',
    emergencyCan:
      'cannot be dealt with here. Call the emergency number of the place where you are, or somebody you trust.',
    dutiesWho: 'The law',
    dutiesCan:
      'differs from country to country. This page says what Passerby offers; what they do with it is up to whoever runs this server.',
  },
  accessibility: {
    title: 'Accessibility',
    description:
      'How Passerby can be used, what was tested, what is known not to work, and how to tell us.',
    heading: 'For everybody who passes by',
    lead: 'Passerby is meant to be usable by everyone. Our measure is WCAG 2.2 at level AA. Nobody from outside has examined whether we reach it.',
    reliableHeading: 'What you can rely on',
    testedHeading: 'What was tested, and how',
    lackingHeading: 'What is known not to be good',
    tellHeading: 'Tell us',
    testedText:
      'With every change, programs lead two visitors through all the pages in a real Chromium, on small and large screens, in light and dark. They check each scene with axe for missing names, weak contrast and wrong structure, look for what is hidden or cut off in small windows, with larger text and in the system’s own colours, and use the chat by keyboard. That finds many faults, and not all.',
    tellText:
      'If something keeps you from talking with a stranger, tell whoever gave you the address of this server, or open an issue where Passerby’s source is published. Say what you wanted to do, what happened, and with which browser and tools. No account here is needed, as there are none.',
    keyboard: 'Everything that can be pressed can be reached and pressed with the keyboard.',
    announced:
      'What changes is said to screen readers: who you are matched with, new messages, a lost connection, how it ended.',
    colours:
      'Light, dark, or the colours that your system enforces: choose below, or leave it to the system.',
    motion: 'Nothing moves if your system asks for less motion.',
    quiet: 'No sound and no notification unless you switch it on.',
    enlarged: 'Text can be enlarged, and the narrowest phone scrolls in one direction only.',
    untried:
      'It was not tried by people who use a screen reader, a switch or speech input every day; and automatically in no other browser than Chromium.',
    script:
      'The chat needs JavaScript. Joining works without, but what the server then finds wrong with the form is said in English only.',
    time: 'There are limits of time that you cannot lengthen: when your connection is lost, your place is kept for half a minute (or as long as whoever runs this server has set); an end that you chose can be undone for 8 seconds; and to talk again, both have to ask within two minutes.',
    strangers:
      'What strangers write is as clear as they make it. We cannot describe or simplify it.',
  },
  nothingHere: {
    title: 'Nothing here',
    heading: 'Nothing here',
    text: 'There is nothing at this address. It may have been mistyped. If it was a conversation: none of them leaves an address behind.',
    back: 'Back to the start',
  },
  offline: {
    title: 'No line',
    heading: 'There is no line just now',
    text: 'You are offline, or the server does not answer. This page tries again by itself as soon as your device is back on the network.',
    place:
      'If you were talking with someone, your place is kept for a short while, half a minute as a rule. After that the conversation is over, and erased.',
    again: 'Try again',
  },
}

export type PageWords = typeof pagesInEnglish
