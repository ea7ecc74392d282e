// What the pages say, in German.
import type { Gender, Seeks } from '../../src/events/fields.ts'
import { countExactMax, countToldMin } from '../../src/events/limits.ts'
import type { Words } from './en.ts'
import { grammarOf } from './grammar.ts'

const { plural, number, list, oneOf } = grammarOf<'one'>('de')

const genders: Readonly<Record<Gender, string>> = {
  male: 'Mann',
  female: 'Frau',
  other: 'Divers',
}

const sought: Readonly<Record<Seeks, string>> = {
  male: 'Männer',
  female: 'Frauen',
  anyone: 'irgendwen',
}

const amount = (count: number): string =>
  count >= countExactMax ? `mindestens ${number(count)}` : number(count)

export const de: Words = {
  languageChoice: 'Sprache',
  characters: {
    left: (count) => `noch ${number(count)}`,
    tooMany: (count) => `${number(count)} zu viel`,
  },
  theme: { label: 'Farben', system: 'System', light: 'Hell', dark: 'Dunkel' },
  foot: {
    label: 'Über Passerby',
    start: 'Zum Anfang',
    privacy: 'Datenschutz',
    safety: 'Sicherheit',
    accessibility: 'Barrierefreiheit',
  },
  work: {
    checking: 'Wir prüfen, dass du kein Roboter bist, ein paar Sekunden …',
    longer:
      'Wir prüfen, dass du kein Roboter bist. Gerade kommt viel herein, darum kann es eine Minute dauern …',
    progress: 'Wie weit die Prüfung ist',
    waitInstead: 'Lieber warten',
    waiting:
      'Gerade kommt viel herein. Dein Platz ist dir sicher, du wirst von selbst eingelassen.',
    unable:
      'Dein Browser kann die Prüfung nicht machen, mit der du früher hereinkämst. Dein Platz ist dir sicher, du wirst von selbst eingelassen.',
    seconds: (left) => `${number(left)} s`,
  },
  chat: {
    title: 'Passerby',
    description: 'Ein Gespräch mit einer fremden Person, von dem nichts bleibt.',
    sound: 'Ton',
    alerts: {
      notifications: 'Mitteilungen',
      when: 'Wenn jemand kommt oder schreibt, während dieses Fenster nicht vorne ist.',
      quotes: 'Namen und Worte zeigen',
      overlooked: 'In Mitteilungen. Wer deinen Bildschirm sieht, kann sie dann lesen.',
      denied:
        'Dein Browser erlaubt von hier keine Mitteilungen. Um das zu ändern, öffne neben der Adresse seine Einstellungen für diese Seite und erlaube sie dort.',
      impossible:
        'Dieser Browser zeigt von hier keine Mitteilungen. Manche tun es erst, wenn die Seite installiert ist.',
      tellMe: 'Sag mir, wenn jemand kommt',
      matched: 'Jemand ist da: Ihr könnt reden.',
      messages: (count) =>
        plural(count, { one: 'Eine neue Nachricht.', other: '# neue Nachrichten.' }),
    },
    settings: {
      heading: 'Einstellungen',
      privacy: 'Was mit meinen Worten geschieht',
      accessibility: 'Barrierefreiheit',
      newTab: '(öffnet einen neuen Tab)',
      done: 'Fertig',
    },
    withoutScript: {
      heading: 'Der Chat braucht JavaScript',
      text: 'Zwei Menschen, die sich gleichzeitig schreiben: Das ist mehr, als eine einfache Seite kann. Erlaube Skripte für diese Adresse und lade die Seite neu; dein Platz bleibt eine halbe Minute frei.',
    },
    tab: {
      waiting: 'Suche… · Passerby',
      chatting: (name) => `${name} · Passerby`,
      ended: 'Chat beendet · Passerby',
    },
    genders,
    self: {
      label: 'Du',
      lead: 'Du bist',
      wishes: (gender, seeks) => `${genders[gender]}, möchte ${sought[seeks]} treffen`,
      interests: 'Deine Interessen',
    },
    partner: {
      label: 'Dein Gegenüber',
      unnamed: 'Dein Gegenüber',
      unknown: 'Unbekannt',
      more: 'Mehr',
      less: 'Weniger',
      about: (name) => `über ${name}`,
    },
    connecting: { heading: 'Einen Moment', text: 'Die Leitung wird geöffnet…' },
    waiting: {
      heading: 'Wir suchen jemanden für dich',
      interestsFirst:
        'Zuerst unter denen, die mögen, was du magst; nach ein paar Sekunden unter allen.',
      cancel: 'Abbrechen',
    },
    outlook: {
      few: `Es warten weniger als ${number(countToldMin)} andere.`,
      waiting: (waiting) => `Es warten ${amount(waiting)} andere.`,
      fewFit: (waiting) =>
        `Es warten ${amount(waiting)} andere; weniger als ${number(countToldMin)} davon würden zu dir passen.`,
      fit: (waiting, fitting) =>
        `Es warten ${amount(waiting)} andere; ${amount(fitting)} davon würden zu dir passen.`,
      allFit: (waiting) => `Es warten ${amount(waiting)} andere, und alle würden zu dir passen.`,
      aboutAllFit: (waiting) =>
        `Es warten ${amount(waiting)} andere, und etwa so viele würden zu dir passen.`,
      noneLikes: (interests) => `Noch hat sich niemand gefunden, der ${oneOf(interests)} mag`,
      noneShares: 'Noch hat sich niemand gefunden, der ein Interesse mit dir teilt',
      inSeconds: (seconds) => `in ${number(seconds)}\u00a0s`,
      anyMoment: 'jeden Moment',
      soon: 'bald',
      relaxes: (none, when) => `${none}; ${when} sind alle recht, die zu dir passen.`,
      relaxesTo: (none, when, ready) =>
        `${none}; ${when} sind alle recht, die zu dir passen, und ${amount(ready)} davon sind dazu bereit.`,
      relaxed: 'Jetzt sind alle recht, die zu dir passen.',
      otherGender: (seeks) =>
        `Viele von ihnen sind keine ${sought[seeks]}; wenn dir alle recht wären, könnten mehr zu dir passen.`,
      seekOthers:
        'Viele von ihnen suchen ein anderes Geschlecht als deines; wer als Nächstes kommt, sucht vielleicht dich.',
      theirInterests:
        'Viele von ihnen suchen noch jemanden mit den eigenen Interessen; bald suchen sie weiter, und mehr Interessen von dir könnten helfen.',
      ready: 'Ihr sprecht miteinander, sobald jemand von ihnen für dich bereit ist.',
      next: 'Wer als Nächstes kommt und passt, spricht mit dir.',
      waitedSeconds: (seconds) => `Zuletzt wartete man etwa ${number(seconds)}\u00a0s.`,
      waitedMinutes: (minutes) => `Zuletzt wartete man etwa ${number(minutes)}\u00a0min.`,
    },
    wishes: {
      change: 'Wünsche ändern',
      place: 'Dein Platz bleibt dir.',
      save: 'Damit weitersuchen',
      keep: 'So lassen, wie es war',
      refused: 'Das ließ sich nicht annehmen: Deine Wünsche sind, wie sie waren.',
      failed: 'Das hat nicht geklappt, und es liegt an uns. Versuch es gleich noch einmal.',
    },
    again: {
      ask: (name) => (name === null ? 'Noch einmal reden' : `Noch einmal mit ${name} reden`),
      hint: 'Bis zwei Minuten nach dem Ende.',
      asked: (name) =>
        `Wenn ${name ?? 'dein Gegenüber'} es auch möchte, seid ihr wieder zusammen. Sonst erfährt niemand davon.`,
      late: (name) =>
        name === null
          ? 'Es ist zu spät, noch einmal zu reden.'
          : `Es ist zu spät, noch einmal mit ${name} zu reden.`,
      both: 'Ihr wolltet beide noch einmal reden.',
    },
    idle: {
      heading: 'Wann immer du möchtest',
      text: 'Du bist nicht in der Warteschlange. Niemand wartet auf dich, und du hältst niemanden auf.',
    },
    replaced: {
      heading: 'Du bist in einem anderen Tab',
      text: 'Dieser Besuch geht in einem anderen Tab oder Fenster weiter. Nur eines kann ihn zur selben Zeit haben.',
      bring: 'Hierher holen',
    },
    otherVisit: {
      heading: 'Dieser Tab gehört zu einem früheren Besuch',
      text: 'Du bist seither neu hereingekommen, und dieser Besuch geht anderswo weiter. Komm mit, dann geht er stattdessen hier weiter.',
      comeAlong: 'Mitkommen',
    },
    unreached: {
      offline: 'Du bist offline',
      heading: 'Noch keine Antwort',
      text: 'Der Server ist gerade nicht zu erreichen. Diese Seite versucht es von selbst weiter.',
      blocked: 'Etwas blockiert die Leitung',
      unknownAddress: 'Unter dieser Adresse unbekannt',
      full: 'Gerade voll',
      wait: 'Kurz warten',
      unready: 'Der Server ist noch nicht so weit',
    },
    departing: { heading: 'Mach’s gut', text: 'Dein Besuch wird gelöscht.' },
    departureUnheard: {
      heading: 'Noch nicht gegangen',
      text: 'Der Server ist für den Abschied nicht zu erreichen. Diese Seite versucht es von selbst weiter. Schließt du sie, wird dein Besuch gelöscht, sobald die Zeit um ist, für die dein Platz freigehalten wird.',
    },
    sessionOver: {
      heading: 'Dein Besuch ist vorbei',
      anew: 'Neu beginnen',
    },
    actions: {
      find: 'Jemanden finden',
      findAnother: 'Weitersuchen',
      leave: 'Gehen',
      tryNow: 'Jetzt versuchen',
    },
    end: { button: 'Beenden', next: 'Weiter' },
    leaving: {
      text: (name) => `${name} weiß es noch nicht.`,
      thenNext: 'Gleich suchen wir jemand anderen.',
      later: (name) => `${name} erfährt es, sobald die Verbindung wieder da ist.`,
      undo: 'Rückgängig',
      seconds: (left) => `(${number(left)} s)`,
    },
    disconnected: {
      lost: 'Verbindung verloren. Wir suchen den Weg zurück…',
      offline:
        'Du bist offline. Was du schreibst, bleibt hier und wird gesendet, sobald du zurück bist.',
      restart: 'Der Server startet neu. Gleich geht es weiter…',
      slow: 'Deine Verbindung kam nicht mit. Wir holen auf…',
      flood: 'Das war schneller, als der Server erlaubt. Kurz durchatmen…',
      visit: 'Von hier kamen zu viele Verbindungen auf einmal. Gleich geht es von selbst weiter…',
      address: 'Von deiner Adresse kam zu viel auf einmal. Gleich geht es von selbst weiter…',
      sockets:
        'Von deiner Adresse sind zu viele Verbindungen offen. Sobald eine endet, geht es von selbst weiter…',
      full: 'Gerade sind zu viele Menschen verbunden. Sobald Platz ist, kommst du von selbst herein…',
      starting: 'Der Server startet gerade. Gleich geht es los…',
      storing: 'Der Server kann gerade nichts annehmen. Wir versuchen es von selbst weiter…',
      no_websocket:
        'Der Server ist da, aber unterwegs lässt etwas keine stehende Verbindung durch: ein Proxy, eine Firewall, eine Erweiterung. Versuch ein anderes Netz, oder bitte die, die dieses betreiben, WebSockets zu erlauben.',
      not_named: (address) =>
        `Der Server kennt ${address} nicht als eine seiner Adressen. Wenn es die richtige ist, sag denen, die ihn betreiben: ALLOWED_ORIGINS muss sie nennen.`,
      other_scheme: (address) =>
        `Der Server kennt ${address} nicht als eine seiner Adressen. Wenn es die richtige ist, sag denen, die ihn betreiben: TRUSTED_PROXIES muss den Proxy nennen, und der muss X-Forwarded-Proto mitschicken.`,
      other_host: (address) =>
        `Der Server kennt ${address} nicht als eine seiner Adressen. Wenn es die richtige ist, sag denen, die ihn betreiben: Der Proxy muss den Host weitergeben, oder ALLOWED_ORIGINS muss sie nennen.`,
      refused:
        'Der Server hat diese Seite nicht hereingelassen. Wir versuchen es von selbst weiter…',
      nextAttempt: 'Nächster Versuch in',
    },
    away: {
      notice: (name) => `${name} hat die Verbindung verloren. Wir warten auf die Rückkehr.`,
      soon: 'jeden Moment',
    },
    opening: {
      hello: (name) => `Sag hallo zu ${name}.`,
      shared: (interests) => `Ihr mögt beide ${list(interests)}.`,
      noneShared:
        'Mit deinen Interessen kam rechtzeitig niemand vorbei, also haben wir weitergesucht. Vielleicht versteht ihr euch trotzdem.',
      rules:
        'Nichts, was hier gesagt wird, überlebt das Gespräch, außer jemand von euch meldet es. Behalte deine Adresse und dein Geld für dich.',
    },
    log: {
      label: (name) => `Gespräch mit ${name}`,
      earlier: 'Früher Gesagtes zeigen',
      fresh: (count) => plural(count, { one: '# neue Nachricht', other: '# neue Nachrichten' }),
    },
    message: {
      you: 'Du: ',
      partner: (name) => `${name}: `,
      unfold: (lines) => plural(lines, { one: 'Alles zeigen', other: 'Alle # Zeilen zeigen' }),
      fold: 'Weniger zeigen',
      sent: 'Gesendet',
      sending: 'Wird gesendet',
      undelivered: 'Nicht zugestellt',
      refused: 'Nicht gesendet.',
      edit: 'Bearbeiten',
      dismiss: 'Verwerfen',
    },
    refusals: {
      id_reused: 'Sie wurde mit einer anderen Nachricht verwechselt.',
      bad_frame: 'Sie enthält nichts, was sich zeigen lässt, oder mehr, als hineinpasst.',
      room_full: 'Dieses Gespräch ist so lang, wie ein Gespräch werden kann.',
    },
    shield: (name) => `${name} sperren oder melden`,
    hidden: 'Von deiner Liste verdeckt',
    composer: {
      label: (name) => `Nachricht an ${name}`,
      placeholder: 'Schreib etwas Nettes',
      send: 'Senden',
      hint: 'Enter sendet · Umschalt+Enter bricht um · Esc geht weiter, noch einmal Esc zum Nächsten',
      typing: 'schreibt',
      tooLong: 'Zu lang zum Senden.',
      left: (count) => `Höchstens noch ${number(count)} Zeichen.`,
    },
    ended: {
      left: (name) => ({
        heading: `${name} ist weitergegangen`,
        text: 'Das war alles.',
      }),
      expired: (name) => ({
        heading: `${name} kam nicht zurück`,
        text: 'Die Verbindung brach ab, und die Wartezeit ist vorbei.',
      }),
      fault: () => ({
        heading: 'Das haben wir fallen lassen',
        text: 'Bei uns ging etwas kaputt und hat das Gespräch mitgenommen. Es tut uns leid.',
      }),
      you: (name) => ({
        heading: 'Du bist weitergegangen',
        text: `${name} weiß Bescheid.`,
      }),
      unseen: () => ({
        heading: 'Es endete, während du weg warst',
        text: 'Das Gespräch war vorbei, bevor deine Verbindung zurück war.',
      }),
    },
    link: {
      heading: 'Diese Seite öffnen?',
      written: 'Geschrieben stand',
      text: 'Sie gehört jemand anderem, der deine Netzadresse sieht, aber nicht, woher du kommst.',
      open: 'Öffnen',
      stay: 'Hierbleiben',
    },
    unsent:
      'Das hattest du nicht abgeschickt. Es war für diesen Menschen: Sonst bekommt es niemand.',
    undelivered: 'Soweit wir wissen, ist das nicht angekommen. Sonst bekommt es niemand.',
    status: {
      away: (name) => `${name} hat die Verbindung verloren und kommt vielleicht zurück.`,
      chatting: (name) => `Du sprichst mit ${name}.`,
      back: (name) => `${name} ist wieder da.`,
      connected: 'Du bist wieder verbunden.',
      undo: (seconds) =>
        plural(seconds, {
          one: 'Du kannst es # Sekunde lang rückgängig machen.',
          other: 'Du kannst es # Sekunden lang rückgängig machen.',
        }),
      stayed: 'Du bist geblieben.',
      told: (name) => `${name} weiß jetzt Bescheid.`,
      slow: 'Deine Nachricht ist noch unterwegs.',
      arrived: 'Deine Nachricht ist angekommen.',
    },
  },
}
