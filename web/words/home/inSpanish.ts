// What the homepage says, in Spanish.
import { grammarOf } from '../grammar.ts'
import type { HomeWords } from './inEnglish.ts'

const { plural, number } = grammarOf<'one'>('es')

/** Why the last visit is over, for whoever could not come in. */
const keptOut = (because: string): string =>
  `Tu última visita terminó: no se te pudo dejar entrar a tiempo porque ${because}. Se borró todo lo de ella.`

export const homeInSpanish: HomeWords = {
  heading: 'Saluda a alguien a quien nunca conocerás.',
  over: {
    expired:
      'Tu última visita terminó: estuviste fuera demasiado tiempo y se borró todo lo de ella.',
    left: 'Tu última visita terminó cuando te fuiste, aquí o en otra pestaña. Se borró todo lo de ella.',
    fault:
      'Tu última visita terminó porque algo falló por nuestra parte. Se borró todo lo de ella. Lo sentimos.',
    unknown:
      'Tu última visita terminó: el servidor se instaló de nuevo y no sabe nada de lo anterior.',
    no_cookie:
      'Tu última visita terminó: su cookie ya no está en este navegador, y sin ella nadie sabe que eres tú.',
    ended: 'Tu última visita terminó y se borró todo lo de ella.',
    wait: keptOut('había demasiadas conexiones desde tu dirección, o llegaba demasiado de ella'),
    full: keptOut('había demasiada gente conectada'),
    blocked: keptOut('algo en el camino no deja pasar conexiones en vivo'),
    unknownAddress: keptOut('el servidor no conoce esta página por su dirección'),
    unready: keptOut('el servidor no estaba listo'),
  },
  online: {
    nobody: 'Todavía no hay nadie',
    some: (online, waiting) =>
      waiting === 0
        ? `Ahora hay ${number(online)}`
        : `Ahora hay ${number(online)}, ${number(waiting)} en espera`,
  },
  visit: {
    away: {
      waiting: 'Estás buscando a alguien; tu sitio se guarda.',
      chatting: 'Tienes una conversación.',
    },
    elsewhere: {
      idle: 'Estás aquí en otra pestaña o ventana.',
      waiting: 'Estás buscando a alguien en otra pestaña o ventana.',
      chatting: 'Tienes una conversación en otra pestaña o ventana.',
    },
    left: (time) => `quedan ${time}`,
    back: 'Volver',
    bring: 'Traerla aquí',
    over: 'Tu conversación terminó.',
    expired: 'Tu conversación terminó: estuviste fuera demasiado tiempo.',
    question: {
      chatting: {
        heading: 'Tienes una conversación',
        text: 'Si entras de nuevo, termina y sus palabras desaparecen.',
      },
      elsewhere: {
        heading: 'Ya estás aquí',
        text: 'Si entras de nuevo, termina tu visita en la otra pestaña o ventana.',
      },
      back: 'Volver a ella',
      anew: 'Terminarla y entrar',
    },
  },
  form: {
    heading: '¿Quién pasa por aquí?',
    optional: 'opcional',
    username: {
      label: 'Un nombre para hoy',
      placeholder: '¿Vacío? Te buscamos uno',
      tooLong: (max) => `Usa como máximo ${number(max)} caracteres para tu nombre.`,
    },
    gender: { label: 'Eres', male: 'Hombre', female: 'Mujer', other: 'Otro' },
    seeks: {
      label: 'Te gustaría conocer a',
      male: 'Hombres',
      female: 'Mujeres',
      anyone: 'Todos',
    },
    unchosen: 'Elige una opción.',
    faults: {
      tooLong: (max) =>
        plural(max, {
          one: 'Usa # carácter como máximo.',
          other: 'Usa # caracteres como máximo.',
        }),
      tooMany: (max) => `Pon ${number(max)} como máximo.`,
      wrongKind: 'Esto no es un texto que podamos aceptar.',
    },
    interests: {
      label: 'Te gusta',
      placeholder: 'té, trenes, ajedrez',
      hint: 'Hasta diez, separados por comas. Buscamos a alguien que comparta uno.',
      list: 'Tus intereses',
      remove: (interest) => `Quitar ${interest}`,
      tooLong: (over) =>
        plural(over, {
          one: 'Acórtalo en # carácter.',
          other: 'Acórtalo en # caracteres.',
        }),
      tooMany: (interest) => `Diez es el máximo. Quita uno para añadir «${interest}».`,
    },
    bio: {
      label: 'Dos frases sobre ti',
      placeholder: '¿Qué le contarías a quien se sienta a tu lado?',
      atMost: (max) => `Como máximo ${number(max)} caracteres`,
      tooLong: (max) => `Usa como máximo ${number(max)} caracteres para describirte.`,
    },
    confirmed: {
      label:
        'Tengo 18 años o más. Seré respetuoso: sin acoso, nada ilegal y sin datos privados de nadie.',
      missing: 'Confirma esto antes de entrar, por favor.',
    },
    submit: 'Conocer a alguien',
    withoutScript: 'Puedes entrar sin JavaScript, pero el chat sí lo necesita.',
    cookies:
      'Tu navegador no guarda ninguna cookie para esta dirección, y sin una no podemos reconocerte de una página a otra. Permite las cookies aquí, vuelve a cargar la página y entra.',
    failed: 'No ha funcionado, y es culpa nuestra. Inténtalo de nuevo en un momento.',
    unreached: 'No se pudo contactar con el servidor. Revisa tu conexión e inténtalo de nuevo.',
  },
  door: {
    manyJoins: 'Han entrado muchos a la vez desde tu dirección. Entrarás sin hacer nada.',
    closed: 'El servidor no admite a nadie por el momento. Seguimos intentándolo.',
    seconds: (left) => `${number(left)} s`,
    stop: 'Dejar de intentarlo',
  },
}
