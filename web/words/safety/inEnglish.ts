// What is said where somebody protects themselves, in English: every other language says the same.

export const safetyInEnglish = {
  dialog: {
    heading: (name: string) => `Block or report ${name}`,
    block: 'Block',
    /** While the conversation goes on. */
    ends: (name: string) =>
      `This conversation ends at once, and the two of you are not matched again, for up to 24 hours. ${name} only sees that you left. It cannot be undone.`,
    /** When it is over. */
    keepsApart: (name: string) =>
      `The two of you are not matched again, for up to 24 hours. ${name} is not told. It cannot be undone.`,
    report: 'Report',
    tells: (name: string) =>
      `Whoever moderates this server is told what happened. It blocks ${name} as well.`,
    tellsBlocked: 'Whoever moderates this server is told what happened.',
    emergency:
      'Are you or is somebody else in danger? Please call the emergency number of the place where you are, or somebody you trust. From here nobody can send help.',
    more: 'How we keep this safe',
    close: 'Back',
  },
  report: {
    heading: 'What happened?',
    /** `words` go with it. */
    sent: (name: string) =>
      `One tap sends the report and blocks ${name}. What was said in this conversation goes with it, sealed so that only the moderators of this server can open it. Where a server has no moderators, nothing of a report is kept but its count.`,
    bare: (name: string) =>
      `One tap sends the report and blocks ${name}. What was said is not in this tab any more, so the report goes without it: it cannot be checked, and counts for nothing by itself.`,
    note: 'In your own words',
    optional: 'optional',
    reasons: {
      sexual: 'Sexual words or wishes that I did not want',
      minor: 'Somebody here seems to be under 18',
      harassment: 'Insults, hate or pressure',
      threat: 'A threat',
      spam: 'Advertising or a swindle',
      other: 'Something else',
    },
    back: 'Back',
  },
  /** What came of it, in the place of why the conversation is over. */
  outcome: {
    telling: 'The server is being told…',
    kept: 'There is no line just now. It is sent as soon as there is one, within ten minutes of the end: leave this tab open.',
    deferred: 'The server cannot store it just now. It is tried again by itself…',
    blocked: (name: string) =>
      `${name} is blocked: the two of you are not matched again, for up to 24 hours. ${name} is not told of it.`,
    reported: (name: string) =>
      `Your report has been taken, and ${name} is blocked, and not told of it. Thank you: it helps whoever comes next.`,
    not_proven: (name: string) =>
      `The report was not taken: its words could not be matched with what was said here. ${name} is blocked all the same.`,
    too_many_reports: (name: string) =>
      `The report was not taken: you have sent as many within an hour as can be taken from one person. ${name} is blocked all the same.`,
    bareAgain: 'Report without the words',
    late: (name: string) =>
      `It is too late to block or report ${name}: that can be done for ten minutes after the end.`,
  },
  suspended: {
    heading: 'A pause for you',
    reports:
      'Within an hour, reports about you came from several places. That leads to a pause by itself: nobody has judged you, and nobody has to read anything for it.',
    moderator: 'A moderator has read a report about you and decided on a pause.',
    /** `day`: its name, where that is not today. */
    until: (time: string, day: string | null) =>
      `You are not matched with anybody until ${time}${day === null ? '' : ` on ${day}`}. It ends by itself.`,
    liftedHeading: 'The pause is over',
    lifted: 'You can look for somebody again whenever you like.',
  },
  warned: {
    text: 'A moderator has read a report about you, and asks you to be kind to whoever you talk with. Nothing else follows from that report.',
    heed: 'I have read it',
  },
  /** Under what a stranger said. */
  cautions: {
    label: 'A note for you alone',
    link: 'Pages that strangers send can look like others. Never type a password on one.',
    phone: 'Whoever calls a number shows their own.',
    address: 'Nobody has to tell a stranger where they live, or go there.',
    email: 'You need not tell an e-mail address of your own.',
    elsewhere: 'Elsewhere you are no longer unnamed, and words stay. You need not follow.',
    dismiss: 'Dismiss',
  },
  hiding: {
    label: 'Words to hide',
    hint: 'One a line. Where a stranger writes one of them it is covered until you tap it. The list stays on this device and is never sent.',
  },
}

export type SafetyWords = typeof safetyInEnglish
