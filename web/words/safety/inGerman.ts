// What is said where somebody protects themselves, in German.
import type { SafetyWords } from './inEnglish.ts'

export const safetyInGerman: SafetyWords = {
  dialog: {
    heading: (name) => `${name} sperren oder melden`,
    block: 'Sperren',
    ends: (name) =>
      `Das Gespräch endet sofort, und ihr zwei werdet bis zu 24 Stunden lang nicht mehr zusammengebracht. ${name} sieht nur, dass du gegangen bist. Rückgängig machen lässt es sich nicht.`,
    keepsApart: (name) =>
      `Ihr zwei werdet bis zu 24 Stunden lang nicht mehr zusammengebracht. ${name} erfährt nichts davon. Rückgängig machen lässt es sich nicht.`,
    report: 'Melden',
    tells: (name) =>
      `Wer auf diesem Server moderiert, erfährt, was geschehen ist. ${name} wird dabei auch gesperrt.`,
    tellsBlocked: 'Wer auf diesem Server moderiert, erfährt, was geschehen ist.',
    emergency:
      'Bist du oder ist jemand anderes in Gefahr? Ruf bitte den Notruf des Ortes an, an dem du bist, oder jemanden, dem du vertraust. Von hier aus kann niemand Hilfe schicken.',
    more: 'Wie wir für Sicherheit sorgen',
    close: 'Zurück',
  },
  report: {
    heading: 'Was ist geschehen?',
    sent: (name) =>
      `Ein Tippen schickt die Meldung und sperrt ${name}. Was in diesem Gespräch gesagt wurde, geht mit, so versiegelt, dass nur die Moderation dieses Servers es öffnen kann. Wo ein Server keine Moderation hat, bleibt von einer Meldung nichts als ihre Anzahl.`,
    bare: (name) =>
      `Ein Tippen schickt die Meldung und sperrt ${name}. Was gesagt wurde, ist nicht mehr in diesem Tab, also geht die Meldung ohne es: Sie lässt sich nicht prüfen und zählt für sich allein nichts.`,
    note: 'In deinen eigenen Worten',
    optional: 'freiwillig',
    reasons: {
      sexual: 'Sexuelle Worte oder Wünsche, die ich nicht wollte',
      minor: 'Jemand hier scheint unter 18 zu sein',
      harassment: 'Beleidigung, Hass oder Druck',
      threat: 'Eine Drohung',
      spam: 'Werbung oder Betrug',
      other: 'Etwas anderes',
    },
    back: 'Zurück',
  },
  outcome: {
    telling: 'Der Server erfährt es gerade…',
    kept: 'Gerade gibt es keine Leitung. Es wird geschickt, sobald eine da ist, bis zehn Minuten nach dem Ende: Lass diesen Tab offen.',
    deferred: 'Der Server kann es gerade nicht speichern. Es wird von selbst wieder versucht…',
    blocked: (name) =>
      `${name} ist gesperrt: Ihr zwei werdet bis zu 24 Stunden lang nicht mehr zusammengebracht. ${name} erfährt nichts davon.`,
    reported: (name) =>
      `Deine Meldung ist angekommen, und ${name} ist gesperrt und erfährt nichts davon. Danke: Das hilft allen, die nach dir kommen.`,
    not_proven: (name) =>
      `Die Meldung wurde nicht angenommen: Ihre Worte passen nicht zu dem, was hier gesagt wurde. ${name} ist trotzdem gesperrt.`,
    too_many_reports: (name) =>
      `Die Meldung wurde nicht angenommen: Du hast in einer Stunde so viele geschickt, wie von einer Person angenommen werden. ${name} ist trotzdem gesperrt.`,
    bareAgain: 'Ohne die Worte melden',
    late: (name) =>
      `Es ist zu spät, ${name} zu sperren oder zu melden: Das geht bis zehn Minuten nach dem Ende.`,
  },
  suspended: {
    heading: 'Eine Pause für dich',
    reports:
      'Innerhalb einer Stunde kamen von mehreren Orten Meldungen über dich. Das führt von selbst zu einer Pause: Niemand hat über dich geurteilt, und niemand muss dafür etwas lesen.',
    moderator:
      'Jemand von der Moderation hat eine Meldung über dich gelesen und eine Pause beschlossen.',
    until: (time, day) =>
      `Bis ${day === null ? '' : `${day} um `}${time} wirst du mit niemandem zusammengebracht. Die Pause endet von selbst.`,
    liftedHeading: 'Die Pause ist vorbei',
    lifted: 'Du kannst wieder jemanden suchen, wann immer du möchtest.',
  },
  warned: {
    text: 'Jemand von der Moderation hat eine Meldung über dich gelesen und bittet dich, freundlich zu sein, mit wem du auch sprichst. Weiter folgt aus dieser Meldung nichts.',
    heed: 'Gelesen',
  },
  cautions: {
    label: 'Ein Hinweis nur für dich',
    link: 'Seiten, die Fremde schicken, können wie andere aussehen. Gib auf einer solchen nie ein Passwort ein.',
    phone: 'Wer eine Nummer anruft, zeigt die eigene.',
    address: 'Niemand muss einem Fremden sagen, wo er wohnt, oder dorthin gehen.',
    email: 'Deine eigene E-Mail-Adresse musst du nicht nennen.',
    elsewhere: 'Anderswo bist du nicht mehr namenlos, und Worte bleiben. Du musst nicht mitgehen.',
    dismiss: 'Ausblenden',
  },
  hiding: {
    label: 'Wörter, die verdeckt werden',
    hint: 'Eines je Zeile. Wo ein Fremder eines davon schreibt, ist es verdeckt, bis du darauf tippst. Die Liste bleibt auf diesem Gerät und wird nie gesendet.',
  },
}
