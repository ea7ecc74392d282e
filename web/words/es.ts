// What the pages say, in Spanish.
import type { Gender, Seeks } from '../../src/events/fields.ts'
import { countExactMax, countToldMin } from '../../src/events/limits.ts'
import type { Words } from './en.ts'
import { grammarOf } from './grammar.ts'

const { plural, number, list, oneOf } = grammarOf<'one'>('es')

const genders: Readonly<Record<Gender, string>> = { male: 'Hombre', female: 'Mujer', other: 'Otro' }

const sought: Readonly<Record<Seeks, string>> = {
  male: 'hombres',
  female: 'mujeres',
  anyone: 'cualquiera',
}

const amount = (count: number): string =>
  count >= countExactMax ? `al menos ${number(count)}` : number(count)

export const es: Words = {
  languageChoice: 'Idioma',
  characters: {
    left: (count) => plural(count, { one: 'queda #', other: 'quedan #' }),
    tooMany: (count) => plural(count, { one: 'sobra #', other: 'sobran #' }),
  },
  theme: { label: 'Colores', system: 'Sistema', light: 'Claro', dark: 'Oscuro' },
  foot: {
    label: 'Sobre Passerby',
    start: 'Inicio',
    privacy: 'Privacidad',
    safety: 'Seguridad',
    accessibility: 'Accesibilidad',
  },
  work: {
    checking: 'Comprobando que no eres un robot, unos segundos…',
    longer:
      'Comprobando que no eres un robot. Ahora mismo llega mucho, así que puede tardar un minuto…',
    progress: 'Cuánto lleva la comprobación',
    waitInstead: 'Prefiero esperar',
    waiting: 'Ahora mismo llega mucho. Tu turno está guardado y entrarás sin hacer nada.',
    unable:
      'Tu navegador no puede hacer la comprobación que te dejaría entrar antes. Tu turno está guardado y entrarás sin hacer nada.',
    seconds: (left) => `${number(left)} s`,
  },
  chat: {
    title: 'Passerby',
    description: 'Una conversación con un desconocido, de la que no se guarda nada.',
    sound: 'Sonido',
    alerts: {
      notifications: 'Notificaciones',
      when: 'Si alguien llega o escribe mientras esta ventana no está delante.',
      quotes: 'Mostrar su nombre y lo que dice',
      overlooked: 'En las notificaciones. Quien vea tu pantalla podrá leerlo.',
      denied:
        'Tu navegador no permite notificaciones desde aquí. Para cambiarlo, abre sus ajustes para esta página, junto a la dirección, y permítelas allí.',
      impossible:
        'Este navegador no muestra notificaciones desde aquí. Algunos solo lo hacen cuando la página está instalada.',
      tellMe: 'Avísame cuando venga alguien',
      matched: 'Alguien está aquí: ya pueden hablar.',
      messages: (count) => plural(count, { one: 'Un mensaje nuevo.', other: '# mensajes nuevos.' }),
    },
    settings: {
      heading: 'Ajustes',
      privacy: 'Qué pasa con mis palabras',
      accessibility: 'Accesibilidad',
      newTab: '(abre otra pestaña)',
      done: 'Listo',
    },
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
      interestsFirst:
        'Primero entre quienes comparten tus gustos; a los pocos segundos, entre todo el mundo.',
      cancel: 'Cancelar',
    },
    outlook: {
      few: `Esperan menos de ${number(countToldMin)} personas más.`,
      waiting: (waiting) => `Esperan ${amount(waiting)} personas más.`,
      fewFit: (waiting) =>
        `Esperan ${amount(waiting)} personas más; menos de ${number(countToldMin)} de ellas encajarían contigo.`,
      fit: (waiting, fitting) =>
        `Esperan ${amount(waiting)} personas más; ${amount(fitting)} de ellas encajarían contigo.`,
      allFit: (waiting) => `Esperan ${amount(waiting)} personas más, y todas encajarían contigo.`,
      aboutAllFit: (waiting) =>
        `Esperan ${amount(waiting)} personas más, y más o menos tantas encajarían contigo.`,
      noneLikes: (interests) => `Aún no ha aparecido nadie a quien le guste ${oneOf(interests)}`,
      noneShares: 'Aún no ha aparecido nadie que comparta un gusto contigo',
      inSeconds: (seconds) => `en ${number(seconds)}\u00a0s`,
      anyMoment: 'en cualquier momento',
      soon: 'pronto',
      relaxes: (none, when) => `${none}; ${when} valdrá cualquiera que encaje contigo.`,
      relaxesTo: (none, when, ready) =>
        `${none}; ${when} valdrá cualquiera que encaje contigo, y ${amount(ready)} de esas personas ya lo aceptan.`,
      relaxed: 'Ahora vale cualquiera que encaje contigo.',
      otherGender: (seeks) =>
        `Muchas de ellas no son ${sought[seeks]}; si te valiera cualquiera, podrían encajar más.`,
      seekOthers:
        'Muchas de ellas buscan un género que no es el tuyo; quizá quien llegue ahora te busque a ti.',
      theirInterests:
        'Muchas de ellas aún buscan a alguien con sus mismos gustos; pronto ampliarán la búsqueda, y nombrar más gustos tuyos puede ayudar.',
      ready: 'Hablaréis en cuanto alguna de ellas pueda hablar contigo.',
      next: 'Hablarás con la próxima persona que encaje.',
      waitedSeconds: (seconds) => `Últimamente la espera era de unos ${number(seconds)}\u00a0s.`,
      waitedMinutes: (minutes) => `Últimamente la espera era de unos ${number(minutes)}\u00a0min.`,
    },
    wishes: {
      change: 'Cambiar lo que buscas',
      place: 'Conservas tu turno.',
      save: 'Seguir con esto',
      keep: 'Dejarlo como estaba',
      refused: 'No se pudo aceptar: todo queda como estaba.',
      failed: 'No ha funcionado, y es culpa nuestra. Inténtalo de nuevo en un momento.',
    },
    again: {
      ask: (name) => (name === null ? 'Hablar otra vez' : `Hablar otra vez con ${name}`),
      hint: 'Hasta dos minutos después del final.',
      asked: (name) =>
        `Si ${name ?? 'la otra persona'} también quiere, volveréis a hablar. Si no, nadie se entera.`,
      late: (name) =>
        name === null
          ? 'Ya es tarde para hablar otra vez.'
          : `Ya es tarde para hablar otra vez con ${name}.`,
      both: 'Los dos queríais hablar otra vez.',
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
    otherVisit: {
      heading: 'Esta pestaña es de una visita anterior',
      text: 'Has vuelto a entrar desde entonces, y esa visita sigue en otro sitio. Ven con ella y seguirá aquí.',
      comeAlong: 'Seguir aquí',
    },
    unreached: {
      offline: 'No tienes conexión',
      heading: 'Sin respuesta todavía',
      text: 'Ahora mismo no se puede contactar con el servidor. Esta página lo sigue intentando.',
      blocked: 'Algo bloquea la línea',
      unknownAddress: 'No se conoce por esta dirección',
      full: 'Lleno ahora mismo',
      wait: 'Una breve espera',
      unready: 'El servidor aún no está listo',
    },
    departing: { heading: 'Hasta la vista', text: 'Se está borrando tu visita.' },
    departureUnheard: {
      heading: 'Todavía no te has ido',
      text: 'No se puede contactar con el servidor para despedirte. Esta página lo sigue intentando. Si la cierras, tu visita se borrará cuando pase el tiempo durante el que se guarda tu sitio.',
    },
    sessionOver: {
      heading: 'Tu visita ha terminado',
      anew: 'Empezar de nuevo',
    },
    actions: {
      find: 'Buscar a alguien',
      findAnother: 'Buscar a otra persona',
      leave: 'Salir',
      tryNow: 'Intentar ahora',
    },
    end: { button: 'Terminar', next: 'Siguiente' },
    leaving: {
      text: (name) => `${name} aún no lo sabe.`,
      thenNext: 'Enseguida buscamos a otra persona.',
      later: (name) => `${name} lo sabrá en cuanto vuelva la conexión.`,
      undo: 'Deshacer',
      seconds: (left) => `(${number(left)} s)`,
    },
    disconnected: {
      lost: 'Se perdió la conexión. Buscando el camino de vuelta…',
      offline: 'No tienes conexión. Lo que escribas se guarda y se envía cuando vuelvas.',
      restart: 'El servidor se está reiniciando. Vuelve en un momento…',
      slow: 'Tu conexión no pudo seguir el ritmo. Poniéndonos al día…',
      flood: 'Eso fue más rápido de lo que permite el servidor. Un breve respiro…',
      visit: 'Hubo demasiadas conexiones a la vez desde aquí. Volverá sola en un momento…',
      address: 'Llegó demasiado a la vez desde tu dirección. Volverá sola en un momento…',
      sockets:
        'Hay demasiadas conexiones abiertas desde tu dirección. Volverá sola cuando termine una…',
      full: 'Hay demasiada gente conectada ahora mismo. Entrarás en cuanto haya sitio…',
      starting: 'El servidor está arrancando. Solo un momento…',
      storing: 'El servidor no puede recibir nada ahora mismo. Se sigue intentando…',
      no_websocket:
        'El servidor está ahí, pero algo en el camino no deja pasar conexiones en vivo: un proxy, un cortafuegos, una extensión. Prueba otra red, o pide a quien lleva esta que permita WebSockets.',
      not_named: (address) =>
        `El servidor no conoce ${address} como una dirección suya. Si es la correcta, di a quien lo lleva: ALLOWED_ORIGINS debe nombrarla.`,
      other_scheme: (address) =>
        `El servidor no conoce ${address} como una dirección suya. Si es la correcta, di a quien lo lleva: TRUSTED_PROXIES debe nombrar el proxy, y este debe enviar X-Forwarded-Proto.`,
      other_host: (address) =>
        `El servidor no conoce ${address} como una dirección suya. Si es la correcta, di a quien lo lleva: el proxy debe pasar el Host, o ALLOWED_ORIGINS debe nombrarla.`,
      refused: 'El servidor no dejó entrar a esta página. Se sigue intentando…',
      nextAttempt: 'Próximo intento en',
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
        'Nada de lo que se dice aquí sobrevive a la conversación, salvo que uno de los dos la denuncie. Guárdate tu dirección y tu dinero.',
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
    shield: (name) => `Bloquear o denunciar a ${name}`,
    hidden: 'Oculto por tu lista',
    composer: {
      label: (name) => `Mensaje para ${name}`,
      placeholder: 'Escribe algo amable',
      send: 'Enviar',
      hint: 'Intro envía · Mayús+Intro salta de línea · Esc se va, Esc otra vez busca a alguien más',
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
        text: 'Eso fue todo.',
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
        text: `Hemos avisado a ${name}.`,
      }),
      unseen: () => ({
        heading: 'Terminó mientras no estabas',
        text: 'La conversación acabó antes de que volviera tu conexión.',
      }),
    },
    link: {
      heading: '¿Abrir esta página?',
      written: 'Estaba escrito',
      text: 'Es de otra persona, que ve tu dirección de red, pero no de dónde vienes.',
      open: 'Abrir',
      stay: 'Quedarme aquí',
    },
    unsent: 'No llegaste a enviar esto. Era para esa persona: no le llega a nadie más.',
    undelivered: 'Que sepamos, esto no le llegó. No le llega a nadie más.',
    status: {
      away: (name) => `${name} perdió la conexión y puede que vuelva.`,
      chatting: (name) => `Estás hablando con ${name}.`,
      back: (name) => `${name} ha vuelto.`,
      connected: 'Vuelves a estar en línea.',
      undo: (seconds) =>
        plural(seconds, {
          one: 'Puedes deshacerlo durante # segundo.',
          other: 'Puedes deshacerlo durante # segundos.',
        }),
      stayed: 'Te has quedado.',
      told: (name) => `${name} ya lo sabe.`,
      slow: 'Tu mensaje sigue en camino.',
      arrived: 'Tu mensaje ha llegado.',
    },
  },
}
