// What is said where somebody protects themselves, in Spanish.
import type { SafetyWords } from './inEnglish.ts'

export const safetyInSpanish: SafetyWords = {
  dialog: {
    heading: (name) => `Bloquear o denunciar a ${name}`,
    block: 'Bloquear',
    ends: (name) =>
      `La conversación termina al momento, y no se os vuelve a reunir durante un máximo de 24 horas. ${name} solo ve que te has ido. No se puede deshacer.`,
    keepsApart: (name) =>
      `No se os vuelve a reunir durante un máximo de 24 horas. A ${name} no se le dice nada. No se puede deshacer.`,
    report: 'Denunciar',
    tells: (name) =>
      `Quien modera este servidor sabrá lo que ha pasado. Además se bloquea a ${name}.`,
    tellsBlocked: 'Quien modera este servidor sabrá lo que ha pasado.',
    emergency:
      '¿Estás en peligro, o lo está otra persona? Llama, por favor, al número de emergencias del lugar donde estás, o a alguien de confianza. Desde aquí nadie puede enviar ayuda.',
    more: 'Cómo cuidamos la seguridad',
    close: 'Volver',
  },
  report: {
    heading: '¿Qué ha pasado?',
    sent: (name) =>
      `Un toque envía la denuncia y bloquea a ${name}. Con ella va lo que se ha dicho en esta conversación, sellado para que solo la moderación de este servidor pueda abrirlo. Si un servidor no tiene moderación, de una denuncia solo se guarda que la hubo.`,
    bare: (name) =>
      `Un toque envía la denuncia y bloquea a ${name}. Lo que se dijo ya no está en esta pestaña, así que la denuncia va sin ello: no se puede comprobar y por sí sola no cuenta.`,
    note: 'Con tus propias palabras',
    optional: 'opcional',
    reasons: {
      sexual: 'Palabras o peticiones sexuales que yo no quería',
      minor: 'Alguien aquí parece menor de 18 años',
      harassment: 'Insultos, odio o presión',
      threat: 'Una amenaza',
      spam: 'Publicidad o una estafa',
      other: 'Otra cosa',
    },
    back: 'Volver',
  },
  outcome: {
    telling: 'Se está avisando al servidor…',
    kept: 'Ahora mismo no hay conexión. Se enviará en cuanto la haya, hasta diez minutos después del final: deja abierta esta pestaña.',
    deferred: 'El servidor no puede guardarlo ahora mismo. Se volverá a intentar solo…',
    blocked: (name) =>
      `${name} está en tu lista de bloqueos: no se os vuelve a reunir durante un máximo de 24 horas. A ${name} no se le dice nada.`,
    reported: (name) =>
      `Tu denuncia ha llegado, y ${name} está en tu lista de bloqueos, sin que se le diga. Gracias: ayuda a quien venga después.`,
    not_proven: (name) =>
      `La denuncia no se ha aceptado: sus palabras no coinciden con lo que se dijo aquí. El bloqueo de ${name} sí está hecho.`,
    too_many_reports: (name) =>
      `La denuncia no se ha aceptado: en una hora has enviado tantas como se aceptan de una persona. El bloqueo de ${name} sí está hecho.`,
    bareAgain: 'Denunciar sin las palabras',
    late: (name) =>
      `Ya es tarde para bloquear o denunciar a ${name}: se puede hasta diez minutos después del final.`,
  },
  suspended: {
    heading: 'Una pausa para ti',
    reports:
      'En una hora han llegado denuncias sobre ti desde varios lugares. Eso lleva por sí solo a una pausa: nadie te ha juzgado, y nadie tiene que leer nada para ello.',
    moderator: 'Alguien de la moderación ha leído una denuncia sobre ti y ha decidido una pausa.',
    until: (time, day) =>
      `Hasta ${day === null ? '' : `el ${day} a `}las ${time} no se te reúne con nadie. Termina por sí sola.`,
    liftedHeading: 'La pausa ha terminado',
    lifted: 'Puedes volver a buscar a alguien cuando quieras.',
  },
  warned: {
    text: 'Alguien de la moderación ha leído una denuncia sobre ti y te pide que seas amable con quien hables. De esa denuncia no se sigue nada más.',
    heed: 'Lo he leído',
  },
  cautions: {
    label: 'Una nota solo para ti',
    link: 'Las páginas que envían desconocidos pueden parecer otras. No escribas nunca una contraseña en ellas.',
    phone: 'Quien llama a un número muestra el suyo.',
    address: 'Nadie tiene que decir a un desconocido dónde vive, ni ir allí.',
    email: 'No hace falta que des tu dirección de correo.',
    elsewhere:
      'En otro sitio ya no hablas sin nombre, y las palabras se quedan. No tienes por qué ir.',
    dismiss: 'Descartar',
  },
  hiding: {
    label: 'Palabras que ocultar',
    hint: 'Una por línea. Si alguien escribe una de ellas, queda cubierta hasta que la toques. La lista se queda en este dispositivo y nunca se envía.',
  },
}
