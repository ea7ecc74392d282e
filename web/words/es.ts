// What the pages say, in Spanish.
import type { Gender, Seeks } from '../../src/events/fields.ts'
import type { Words } from './en.ts'
import { grammarOf } from './grammar.ts'

const { plural, number, list } = grammarOf<'one'>('es')

const genders: Readonly<Record<Gender, string>> = { male: 'Hombre', female: 'Mujer', other: 'Otro' }

const sought: Readonly<Record<Seeks, string>> = {
  male: 'hombres',
  female: 'mujeres',
  anyone: 'cualquiera',
}

export const es: Words = {
  languageChoice: 'Idioma',
  characters: {
    left: (count) => plural(count, { one: 'queda #', other: 'quedan #' }),
    tooMany: (count) => plural(count, { one: 'sobra #', other: 'sobran #' }),
  },
  home: {
    title: 'Passerby: una conversación con alguien desconocido',
    description:
      'Una conversación con alguien desconocido. Sin cuenta, sin historial: cuando uno de los dos sigue su camino, las palabras desaparecen.',
    heading: 'Saluda a alguien a quien nunca conocerás.',
    lead: 'Passerby te lleva a una sala con alguien desconocido. Sin cuenta, sin historial. Cuando uno de los dos sigue su camino, las palabras desaparecen.',
    over: 'Tu última visita terminó: estuviste fuera demasiado tiempo y se borró todo lo de ella.',
    online: {
      nobody: 'Todavía no hay nadie',
      some: (online, waiting) =>
        waiting === 0
          ? `Ahora hay ${number(online)}`
          : `Ahora hay ${number(online)}, ${number(waiting)} en espera`,
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
      failed: 'No ha funcionado, y es culpa nuestra. Inténtalo de nuevo en un momento.',
      unreached: 'No se pudo contactar con el servidor. Revisa tu conexión e inténtalo de nuevo.',
    },
    door: {
      manyJoins: 'Han entrado muchos a la vez desde tu dirección. Entrarás sin hacer nada.',
      closed: 'El servidor no admite a nadie por el momento. Seguimos intentándolo.',
      seconds: (left) => `${number(left)} s`,
      stop: 'Dejar de intentarlo',
    },
    privacy: {
      heading: 'Lo que guardamos: nada',
      here: {
        term: 'Mientras estás aquí',
        text: 'Tus palabras, tu nombre, tus frases y tus intereses se guardan cifrados, para poder seguir donde estabas si se corta la conexión.',
      },
      ended: {
        term: 'Cuando termina el chat',
        text: 'La clave de sus palabras se destruye en segundos, y con ella las palabras. Lo mismo pasa con lo demás cuando te vas.',
      },
      day: {
        term: 'Lo que queda un día',
        text: 'Un simple registro de que algo pasó: horas, longitudes y las opciones de género. Ni palabras, ni nombres, ni direcciones.',
      },
      unpromised: {
        term: 'Lo que no podemos prometer',
        text: 'La otra persona puede leer lo que escribes, y copiarlo. Una cookie te reconoce mientras te quedas. A nadie más se le cuenta nada.',
      },
    },
  },
  chat: {
    title: 'Passerby',
    description: 'Una conversación con un desconocido, de la que no se guarda nada.',
    sound: 'Sonido',
    withoutScript: {
      heading: 'El chat necesita JavaScript',
      text: 'Dos personas que se escriben a la vez es más de lo que puede una página sencilla. Permite los scripts en esta dirección y vuelve a cargar la página; tu lugar se guarda medio minuto.',
    },
    tab: {
      waiting: 'Buscando… · Passerby',
      chatting: (name) => `${name} · Passerby`,
      ended: 'Chat terminado · Passerby',
    },
    genders,
    self: {
      label: 'Tú',
      lead: 'Eres',
      wishes: (gender, seeks) => `${genders[gender]}, quiere conocer a ${sought[seeks]}`,
      interests: 'Tus intereses',
    },
    partner: {
      label: 'La otra persona',
      unnamed: 'La otra persona',
      unknown: 'Alguien',
      more: 'Más',
      less: 'Menos',
      about: (name) => `sobre ${name}`,
    },
    connecting: { heading: 'Un momento', text: 'Abriendo la línea…' },
    waiting: {
      heading: 'Buscando a alguien',
      withInterests:
        'Primero entre quienes comparten tus gustos; a los pocos segundos, entre todo el mundo.',
      withoutInterests: 'La próxima persona que encaje hablará contigo.',
      cancel: 'Cancelar',
    },
    idle: {
      heading: 'Cuando quieras',
      text: 'No estás en la cola. Nadie te espera y no haces esperar a nadie.',
    },
    replaced: {
      heading: 'Estás en otra pestaña',
      text: 'Esta visita sigue en otra pestaña o ventana. Solo una puede tenerla a la vez.',
      bring: 'Traerla aquí',
    },
    unreached: {
      offline: 'No tienes conexión',
      heading: 'Sin respuesta todavía',
      text: 'Ahora mismo no se puede contactar con el servidor. Esta página lo sigue intentando.',
    },
    departing: { heading: 'Hasta la vista', text: 'Se está borrando tu visita.' },
    departureFailed: {
      heading: 'Te fuiste sin avisar',
      text: 'No se pudo contactar con el servidor para despedirte. Lo notará por su cuenta y borrará tu visita en menos de un minuto.',
      back: 'Volver al inicio',
    },
    sessionOver: {
      heading: 'Tu visita ha terminado',
      text: 'Estuviste fuera demasiado tiempo, así que se ha borrado todo lo de ella.',
      anew: 'Empezar de nuevo',
    },
    actions: {
      find: 'Buscar a alguien',
      findAnother: 'Buscar a otra persona',
      leave: 'Salir',
      tryNow: 'Intentar ahora',
    },
    end: { first: 'Terminar', second: '¿Seguro?' },
    disconnected: {
      lost: 'Se perdió la conexión. Buscando el camino de vuelta…',
      offline: 'No tienes conexión. Lo que escribas se guarda y se envía cuando vuelvas.',
      restart: 'El servidor se está reiniciando. Vuelve en un momento…',
      slow: 'Tu conexión no pudo seguir el ritmo. Poniéndonos al día…',
      refused: 'Hubo demasiadas conexiones a la vez desde aquí. Volverá sola en un momento…',
      flood: 'Eso fue más rápido de lo que permite el servidor. Un breve respiro…',
    },
    away: {
      notice: (name) => `${name} perdió la conexión. Esperando a que vuelva.`,
      soon: 'en cualquier momento',
    },
    opening: {
      hello: (name) => `Saluda a ${name}.`,
      shared: (interests) => `Gustos en común: ${list(interests)}.`,
      noneShared:
        'Nadie con tus intereses pasó a tiempo, así que buscamos más allá. Aun así, puede surgir algo.',
      rules:
        'Nada de lo que se dice aquí sobrevive a la conversación. Guárdate tu dirección y tu dinero.',
    },
    log: {
      label: (name) => `Conversación con ${name}`,
      earlier: 'Mostrar lo anterior',
      fresh: (count) => plural(count, { one: '# mensaje nuevo', other: '# mensajes nuevos' }),
    },
    message: {
      you: 'Tú: ',
      partner: (name) => `${name}: `,
      unfold: (lines) => plural(lines, { one: 'Mostrar todo', other: 'Mostrar las # líneas' }),
      fold: 'Mostrar menos',
      sent: 'Enviado',
      sending: 'Enviando',
      undelivered: 'No entregado',
      refused: 'No enviado.',
      edit: 'Editar',
      dismiss: 'Descartar',
    },
    refusals: {
      id_reused: 'Se confundió con otro mensaje.',
      bad_frame: 'No contiene nada que se pueda mostrar, o más de lo que cabe.',
      room_full: 'Esta conversación es tan larga como puede serlo una conversación.',
    },
    composer: {
      label: (name) => `Mensaje para ${name}`,
      placeholder: 'Escribe algo amable',
      send: 'Enviar',
      hint: 'Intro envía · Mayús+Intro salta de línea · Esc dos veces termina',
      confirming: 'Otra vez para terminar el chat',
      typing: 'está escribiendo',
      tooLong: 'Demasiado largo para enviarlo.',
      left: (count) =>
        plural(count, {
          one: 'Queda como máximo # carácter.',
          other: 'Quedan como máximo # caracteres.',
        }),
    },
    ended: {
      left: (name) => ({
        heading: `${name} siguió su camino`,
        text: 'Eso fue todo: no se guarda nada.',
      }),
      expired: (name) => ({
        heading: `${name} no volvió`,
        text: 'Se cortó su conexión y la espera ha terminado.',
      }),
      fault: () => ({
        heading: 'Esta se nos cayó',
        text: 'Algo se rompió de nuestro lado y se llevó la conversación. Lo sentimos.',
      }),
      you: (name) => ({
        heading: 'Seguiste tu camino',
        text: `Hemos avisado a ${name}. No se guarda nada.`,
      }),
      unseen: () => ({
        heading: 'Terminó mientras no estabas',
        text: 'La conversación acabó antes de que volviera tu conexión.',
      }),
    },
    status: {
      confirming: 'Pulsa otra vez para terminar el chat.',
      replaced: 'Esta visita sigue en otra pestaña.',
      waiting: 'Buscando a alguien.',
      away: (name) => `${name} perdió la conexión y puede que vuelva.`,
      chatting: (name) => `Estás hablando con ${name}.`,
    },
  },
}
