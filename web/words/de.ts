// What the pages say, in German.
import type { Gender, Seeks } from '../../src/events/fields.ts'
import type { Words } from './en.ts'
import { grammarOf } from './grammar.ts'

const { plural, number, list } = grammarOf<'one'>('de')

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

export const de: Words = {
  languageChoice: 'Sprache',
  characters: {
    left: (count) => `noch ${number(count)}`,
    tooMany: (count) => `${number(count)} zu viel`,
  },
  home: {
    title: 'Passerby: ein Gespräch mit einem fremden Menschen',
    description:
      'Ein Gespräch mit einem fremden Menschen. Kein Konto, kein Verlauf: Geht einer von euch weiter, sind die Worte weg.',
    heading: 'Sag hallo zu jemandem, den du nie treffen wirst.',
    lead: 'Passerby bringt dich mit einem fremden Menschen in einen Raum. Kein Konto, kein Verlauf. Geht einer von euch weiter, sind die Worte weg.',
    over: 'Dein letzter Besuch ist vorbei: Du warst zu lange weg, und alles davon wurde gelöscht.',
    online: {
      nobody: 'Noch niemand hier',
      some: (online, waiting) =>
        waiting === 0
          ? `Gerade ${number(online)} hier`
          : `Gerade ${number(online)} hier, ${number(waiting)} warten`,
    },
    form: {
      heading: 'Wer kommt da vorbei?',
      optional: 'freiwillig',
      username: {
        label: 'Ein Name für heute',
        placeholder: 'Leer? Wir finden einen für dich',
        tooLong: (max) =>
          plural(max, {
            one: 'Nimm höchstens # Zeichen für deinen Namen.',
            other: 'Nimm höchstens # Zeichen für deinen Namen.',
          }),
      },
      gender: { label: 'Du bist', male: 'Mann', female: 'Frau', other: 'Divers' },
      seeks: { label: 'Du möchtest treffen', male: 'Männer', female: 'Frauen', anyone: 'Alle' },
      unchosen: 'Wähle eins davon.',
      interests: {
        label: 'Du magst',
        placeholder: 'Tee, Nachtzüge, Schach',
        hint: 'Bis zu zehn, mit Kommas dazwischen. Wir suchen jemanden, der etwas davon auch mag.',
        list: 'Deine Interessen',
        remove: (interest) => `${interest} entfernen`,
        tooLong: (over) =>
          plural(over, {
            one: 'Kürze es um # Zeichen.',
            other: 'Kürze es um # Zeichen.',
          }),
        tooMany: (interest) =>
          `Mehr als zehn gehen nicht. Entferne eins, um „${interest}“ aufzunehmen.`,
      },
      bio: {
        label: 'Zwei Sätze über dich',
        placeholder: 'Was würdest du dem Menschen auf dem Nebensitz erzählen?',
        atMost: (max) => `Höchstens ${number(max)} Zeichen`,
        tooLong: (max) => `Nimm höchstens ${number(max)} Zeichen, um dich zu beschreiben.`,
      },
      confirmed: {
        label:
          'Ich bin 18 oder älter. Ich bleibe anständig: keine Belästigung, nichts Verbotenes und keine privaten Angaben über andere.',
        missing: 'Bitte bestätige das, bevor du hineingehst.',
      },
      submit: 'Jemanden treffen',
      withoutScript: 'Beitreten kannst du ohne JavaScript, aber der Chat selbst braucht es.',
      failed: 'Das hat nicht geklappt, und es liegt an uns. Versuch es gleich noch einmal.',
      unreached:
        'Der Server war nicht zu erreichen. Prüfe deine Verbindung und versuch es noch einmal.',
    },
    door: {
      manyJoins: 'Von deiner Adresse kamen gerade viele. Du wirst von selbst eingelassen.',
      closed: 'Der Server nimmt im Moment niemanden auf. Wir versuchen es weiter.',
      seconds: (left) => `${number(left)} s`,
      stop: 'Nicht mehr versuchen',
    },
    privacy: {
      heading: 'Was wir behalten: nichts',
      here: {
        term: 'Solange du hier bist',
        text: 'Deine Worte, dein Name, deine zwei Sätze und deine Interessen werden verschlüsselt gespeichert, damit es nach einem Verbindungsabbruch weitergehen kann.',
      },
      ended: {
        term: 'Wenn der Chat endet',
        text: 'Der Schlüssel zu seinen Worten wird binnen Sekunden vernichtet, und die Worte mit ihm. Mit dem Rest geschieht dasselbe, wenn du gehst.',
      },
      day: {
        term: 'Was einen Tag lang bleibt',
        text: 'Eine bloße Aufzeichnung, dass etwas geschah: Zeiten, Längen und die Angaben zum Geschlecht. Keine Worte, keine Namen, keine Adressen.',
      },
      unpromised: {
        term: 'Was wir nicht versprechen können',
        text: 'Wer dir gegenübersitzt, kann lesen, was du schreibst, und es kopieren. Ein Cookie kennt dich, solange du bleibst. Sonst erfährt niemand etwas.',
      },
    },
  },
  chat: {
    title: 'Passerby',
    description: 'Ein Gespräch mit einer fremden Person, von dem nichts bleibt.',
    sound: 'Ton',
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
      withInterests:
        'Zuerst unter denen, die mögen, was du magst; nach ein paar Sekunden unter allen.',
      withoutInterests: 'Wer als Nächstes passt, spricht mit dir.',
      cancel: 'Abbrechen',
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
    unreached: {
      offline: 'Du bist offline',
      heading: 'Noch keine Antwort',
      text: 'Der Server ist gerade nicht zu erreichen. Diese Seite versucht es von selbst weiter.',
    },
    departing: { heading: 'Mach’s gut', text: 'Dein Besuch wird gelöscht.' },
    departureFailed: {
      heading: 'Gegangen, ohne Abschied',
      text: 'Der Server war für den Abschied nicht zu erreichen. Er merkt es von selbst und löscht deinen Besuch innerhalb einer Minute.',
      back: 'Zurück zum Anfang',
    },
    sessionOver: {
      heading: 'Dein Besuch ist vorbei',
      text: 'Du warst zu lange weg, darum wurde alles davon gelöscht.',
      anew: 'Neu beginnen',
    },
    actions: {
      find: 'Jemanden finden',
      findAnother: 'Weitersuchen',
      leave: 'Gehen',
      tryNow: 'Jetzt versuchen',
    },
    end: { first: 'Beenden', second: 'Wirklich?' },
    disconnected: {
      lost: 'Verbindung verloren. Wir suchen den Weg zurück…',
      offline:
        'Du bist offline. Was du schreibst, bleibt hier und wird gesendet, sobald du zurück bist.',
      restart: 'Der Server startet neu. Gleich geht es weiter…',
      slow: 'Deine Verbindung kam nicht mit. Wir holen auf…',
      refused: 'Von hier kamen zu viele Verbindungen auf einmal. Gleich geht es von selbst weiter…',
      flood: 'Das war schneller, als der Server erlaubt. Kurz durchatmen…',
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
        'Nichts, was hier gesagt wird, überlebt das Gespräch. Behalte deine Adresse und dein Geld für dich.',
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
    composer: {
      label: (name) => `Nachricht an ${name}`,
      placeholder: 'Schreib etwas Nettes',
      send: 'Senden',
      hint: 'Enter sendet · Umschalt+Enter bricht um · Esc zweimal beendet',
      confirming: 'Noch einmal, um den Chat zu beenden',
      typing: 'schreibt',
      tooLong: 'Zu lang zum Senden.',
      left: (count) => `Höchstens noch ${number(count)} Zeichen.`,
    },
    ended: {
      left: (name) => ({
        heading: `${name} ist weitergegangen`,
        text: 'Das war alles: Nichts davon bleibt.',
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
        text: `${name} weiß Bescheid. Nichts davon bleibt.`,
      }),
      unseen: () => ({
        heading: 'Es endete, während du weg warst',
        text: 'Das Gespräch war vorbei, bevor deine Verbindung zurück war.',
      }),
    },
    status: {
      confirming: 'Drücke noch einmal, um den Chat zu beenden.',
      replaced: 'Dieser Besuch geht in einem anderen Tab weiter.',
      waiting: 'Wir suchen jemanden für dich.',
      away: (name) => `${name} hat die Verbindung verloren und kommt vielleicht zurück.`,
      chatting: (name) => `Du sprichst mit ${name}.`,
    },
  },
}
