// What the homepage says, in German.
import { grammarOf } from '../grammar.ts'
import type { HomeWords } from './inEnglish.ts'

const { plural, number } = grammarOf<'one'>('de')

/** Why the last visit is over, for whoever could not come in. */
const keptOut = (because: string): string =>
  `Dein letzter Besuch ist vorbei: Du konntest nicht rechtzeitig hereingelassen werden, weil ${because}. Alles davon wurde gelöscht.`

export const homeInGerman: HomeWords = {
  heading: 'Sag hallo zu jemandem, den du nie treffen wirst.',
  over: {
    expired:
      'Dein letzter Besuch ist vorbei: Du warst zu lange weg, und alles davon wurde gelöscht.',
    left: 'Dein letzter Besuch ist vorbei: Du bist gegangen, hier oder in einem anderen Tab. Alles davon wurde gelöscht.',
    fault:
      'Dein letzter Besuch ist vorbei, weil bei uns etwas kaputtgegangen ist. Alles davon wurde gelöscht. Es tut uns leid.',
    unknown:
      'Dein letzter Besuch ist vorbei: Der Server wurde neu aufgesetzt und weiß nichts von früher.',
    no_cookie:
      'Dein letzter Besuch ist vorbei: Sein Cookie ist aus diesem Browser verschwunden, und ohne das weiß niemand, dass du du bist.',
    ended: 'Dein letzter Besuch ist vorbei, und alles davon wurde gelöscht.',
    wait: keptOut('von deiner Adresse zu viele Verbindungen offen waren oder zu viel kam'),
    full: keptOut('zu viele Menschen verbunden waren'),
    blocked: keptOut('unterwegs etwas keine stehende Verbindung durchlässt'),
    unknownAddress: keptOut('der Server diese Seite unter ihrer Adresse nicht kennt'),
    unready: keptOut('der Server noch nicht so weit war'),
  },
  online: {
    nobody: 'Noch niemand hier',
    some: (online, waiting) =>
      waiting === 0
        ? `Gerade ${number(online)} hier`
        : `Gerade ${number(online)} hier, ${number(waiting)} warten`,
  },
  visit: {
    away: {
      waiting: 'Du suchst gerade jemanden; dein Platz bleibt dir.',
      chatting: 'Du hast ein Gespräch.',
    },
    elsewhere: {
      idle: 'Du bist in einem anderen Tab oder Fenster hier.',
      waiting: 'Du suchst gerade jemanden in einem anderen Tab oder Fenster.',
      chatting: 'Du hast ein Gespräch in einem anderen Tab oder Fenster.',
    },
    left: (time) => `noch ${time}`,
    back: 'Zurück',
    bring: 'Hierher holen',
    over: 'Dein Gespräch ist vorbei.',
    expired: 'Dein Gespräch ist vorbei: Du warst zu lange weg.',
    question: {
      chatting: {
        heading: 'Du hast ein Gespräch',
        text: 'Gehst du neu hinein, endet es, und seine Worte sind weg.',
      },
      elsewhere: {
        heading: 'Du bist schon hier',
        text: 'Gehst du neu hinein, endet dein Besuch im anderen Tab oder Fenster.',
      },
      back: 'Zurück dorthin',
      anew: 'Beenden und hineingehen',
    },
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
    faults: {
      tooLong: (max) => `Nimm höchstens ${number(max)} Zeichen.`,
      tooMany: (max) => `Nenne höchstens ${number(max)}.`,
      wrongKind: 'Das ist kein Text, den wir annehmen können.',
    },
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
    cookies:
      'Dein Browser behält für diese Adresse kein Cookie, und ohne eines erkennen wir dich auf der nächsten Seite nicht wieder. Erlaube hier Cookies, lade die Seite neu und komm herein.',
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
}
