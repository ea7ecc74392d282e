// What the pages that are only read say, in Spanish.
import type { PageWords } from './pagesInEnglish.ts'

export const pagesInSpanish: PageWords = {
  front: {
    title: 'Passerby: una conversación con alguien desconocido',
    description:
      'Una conversación con alguien desconocido. Sin cuenta, sin historial: cuando uno de los dos sigue su camino, las palabras desaparecen.',
    picture: 'Passerby: dos medios discos que se cruzan',
    lead: 'Passerby te lleva a una sala con alguien desconocido. Sin cuenta, sin historial. Cuando uno de los dos sigue su camino, las palabras desaparecen.',
    privacy: {
      more: 'Todo, en palabras sencillas',
      heading: 'Lo que guardamos: nada',
      here: {
        term: 'Mientras estás aquí',
        text: 'Tus palabras, tu nombre, tus frases y tus intereses se guardan cifrados, para poder seguir donde estabas si se corta la conexión.',
      },
      ended: {
        term: 'Cuando termina el chat',
        text: 'La clave de sus palabras se destruye en segundos, y con ella las palabras. Lo mismo pasa con lo demás cuando te vas. Solo esta pestaña guarda tu formulario, hasta que la cierres.',
      },
      day: {
        term: 'Lo que queda un día',
        text: 'Un simple registro de que algo pasó: horas, longitudes y las opciones de género. Ni palabras, ni nombres, ni direcciones.',
      },
      unpromised: {
        term: 'Lo que no podemos prometer',
        text: 'La otra persona puede leer lo que escribes, y copiarlo. Una cookie te reconoce mientras te quedas, y otra durante un día, para que un bloqueo valga. A nadie más se le cuenta nada, salvo que uno de los dos denuncie al otro.',
      },
    },
  },
  workPage: {
    heading: 'Un momento',
    without:
      'Ahora mismo llega mucho. Con JavaScript tu navegador podría hacer una comprobación que te dejaría entrar antes; sin él, tu turno queda guardado. Envía el formulario otra vez cuando pase este tiempo:',
    send: 'Enviar otra vez',
    back: 'Volver al formulario',
    seconds: '@seconds@ s',
  },
  privacy: {
    title: 'Privacidad',
    description:
      'Qué guarda Passerby de ti, durante cuánto tiempo y quién podría leerlo mientras tanto.',
    heading: 'Qué pasa con tus palabras',
    lead: 'En pocas palabras: mientras hablas, lo que dices se guarda cifrado. Cuando termina la conversación, la clave se destruye en segundos. No interviene nadie más que este servidor, salvo que uno de los dos denuncie al otro.',
    storedHeading: 'Qué se guarda y durante cuánto tiempo',
    endsHeading: 'Cuándo termina tu visita',
    browserHeading: 'Qué se guarda en tu navegador',
    othersHeading: 'Quién más se entera',
    unpromisedHeading: 'Lo que no podemos prometer',
    profileTerm: 'Tu nombre, tus dos frases, tus intereses',
    profileText:
      'Cifrados, hasta que termina tu visita. Entonces se sobrescribe la clave, por lo general en 2 segundos.',
    messagesTerm: 'Tus mensajes',
    messagesText:
      'Cifrados, hasta que termina la conversación, la termine quien la termine. Entonces se sobrescribe la clave, por lo general en 2 segundos, y lo que ya nadie puede leer se elimina en menos de un minuto.',
    recordTerm: 'Un registro de que algo pasó',
    recordText:
      'Que alguien entró, buscó, encontró a alguien, escribió, quiso hablar otra vez, bloqueó, denunció y se fue: las horas, las longitudes, identificadores al azar y las opciones «Eres» y «Te gustaría conocer a». Ni palabras ni nombres que se puedan leer. Se borra a las 24 horas, o pasado otro tiempo que haya fijado quien administra este servidor; el de quienes siguen aquí se queda hasta que se van.',
    addressTerm: 'Tu dirección de internet',
    addressText:
      'Solo en la memoria del servidor, para distinguir una avalancha de peticiones de un visitante. Passerby no la apunta en ningún sitio; con una denuncia, solo un código hecho de ella, por uno o dos días.',
    endsText:
      'En el acto, cuando pulsas «Salir»; o cuando tu conexión lleva un rato perdida: medio minuto, si quien administra este servidor no ha fijado otro tiempo. Entrar de nuevo termina la visita anterior. Para que una pestaña que vuelve tarde pueda decir por qué, el servidor recuerda cómo terminaron las últimas 10.000 visitas: solo en su memoria, con un identificador que no deja entrar a nadie.',
    othersText:
      'Por nosotros, nadie, salvo que uno de los dos denuncie al otro: entonces la moderación de este servidor puede leer lo que se habló. Las páginas no cargan nada de otros sitios: ni estadísticas, ni publicidad, ni tipos de letra, ni imágenes. Las notificaciones, si las pides, las hace la propia página abierta y no pasan por el servicio de nadie.',
    cookieKept:
      'Una cookie con un identificador al azar, por el que el servidor te reconoce. No dice nada de ti, ningún script puede leerla y «Salir» la elimina; si no, se va al cerrar el navegador.',
    languageKept:
      'Si eliges aquí un idioma: esa elección, en una cookie propia, durante un año. No dice nada más.',
    passKept:
      'Una segunda cookie, un pase con un número al azar, 24 horas desde tu primera visita: para que un bloqueo dure mientras tanto. Ningún script puede leerla.',
    hiddenKept:
      'Las palabras que quieres tener cubiertas, hasta que las quites. Nunca se envían al servidor.',
    safetyText:
      'Puedes bloquear y denunciar a quien habla contigo: lo que se guarda para ello está en una página propia.',
    safetyMore: 'Cómo cuidamos la seguridad, y qué guardamos',
    placeKept:
      'Si tuviste que esperar para entrar: una cookie con otro identificador al azar, que guarda tu lugar en la cola, durante dos minutos.',
    tabKept:
      'En la pestaña abierta: el formulario tal como lo rellenaste, qué visita y qué conversación muestra, con quién (hasta diez minutos después del final, por si habláis otra vez o denuncias), vuestros gustos en común y lo que escribiste y aún no se ha enviado, para que al recargar no se pierda nada. «Salir» elimina todo menos el formulario; al cerrar la pestaña se va también.',
    choicesKept:
      'Lo que elegiste sobre colores, sonido y notificaciones, hasta que lo borres. Nunca se envía al servidor.',
    offlineKept: 'La página que ves cuando no hay conexión. No contiene ningún mensaje.',
    strangerWho: 'La otra persona',
    strangerCan:
      'lee lo que escribes y puede copiarlo. Nada de lo que digas aquí debería poder hacerte daño en otra parte.',
    operatorWho: 'Quien administra este servidor',
    operatorCan:
      'podría leer lo que se dice mientras se dice: el servidor transmite los mensajes y tiene las claves mientras tanto. No hay cifrado de extremo a extremo. Después del final ya no puede, salvo que haya hecho una copia antes.',
    networkWho: 'Quien observa la red',
    networkCan:
      've que estás conectado aquí, y cuándo. Si la dirección de esta página no empieza por «https», también ve lo que se dice. Una máquina delante de este servidor puede llevar sus propios registros.',
  },
  safety: {
    title: 'Seguridad',
    description: 'Cómo protege Passerby a quienes hablan aquí, y qué se guarda para ello.',
    heading: 'Cómo cuidamos la seguridad, y qué guardamos',
    lead: 'Aquí nadie tiene una cuenta, y nadie lee lo que decís. Lo que te protege está en tu mano: puedes bloquear y denunciar a quien habla contigo. Esta página dice qué pasa entonces y qué se guarda para ello.',
    doHeading: 'Qué puedes hacer',
    blockTerm: 'Bloquear',
    blockText:
      'Dos toques en el escudo junto a un nombre, durante una conversación o hasta 10 minutos después de su final. La conversación termina, y no se os vuelve a reunir mientras dure uno de vuestros pases, 24 horas como mucho. La otra persona solo ve que te has ido.',
    reportTerm: 'Denunciar',
    reportText:
      'También bloquea. Lo que se dijo llega a la moderación de este servidor, si la tiene, con tu motivo y hasta 500 caracteres tuyos. Después del final, tu pestaña envía las palabras con un recibo que las prueba: si una ha cambiado, falta o sobra, se rechazan. De una conversación larga solo va el final. Una persona puede denunciar 5 veces por hora.',
    hideTerm: 'Cubrir palabras, mirar dos veces',
    hideText:
      'En los ajustes del chat puedes anotar palabras que quedan cubiertas hasta que las tocas. Bajo el mensaje de un desconocido que lleva un enlace, un número o una dirección, o que lleva a otro sitio, hay una nota solo para ti. Todo eso ocurre en tu dispositivo: no se envía nada.',
    thenHeading: 'A qué lleva una denuncia',
    pauseTerm: 'Por sí sola',
    pauseText:
      'Denuncias desde 3 lugares distintos en 1 hora llevan a una pausa de 15 minutos, en la que no se reúne a nadie con la persona denunciada. Cada pausa siguiente dura el doble, hasta 4 horas. Se cuentan lugares, no denuncias: veinte desde un mismo lugar no hacen más que una. A quien está en pausa se le dice por qué y hasta cuándo.',
    moderatorsTerm: 'Por la moderación',
    moderatorsText:
      'Puede abrir una denuncia con una llave que el servidor no tiene, y descartarla, avisar a la persona o darle una pausa, como mucho hasta que acabe su pase.',
    keptHeading: 'Qué se guarda para ello, y cuánto tiempo',
    passTerm: 'Tu pase',
    passText:
      'Una cookie con un número al azar, 24 horas desde tu primera visita. El registro nombra a quien lo tiene con una llave de ese día, que se borra cuando han acabado los pases del día: los nombres de dos días no se pueden unir, y ninguno lleva de vuelta a una cookie.',
    placeTerm: 'Tu lugar',
    placeText:
      'Un código hecho con tu dirección de internet y una llave del día, solo para contar lugares distintos. No sirve de nada cuando la llave se ha borrado. La dirección misma no la anota Passerby.',
    receiptTerm: 'El recibo',
    receiptText:
      'Lo recibís los dos cuando termina una conversación: el número de sus mensajes y una huella de ellos, firmada. No dice a nadie qué se habló. El servidor solo tiene eso, en su memoria, hasta 10 minutos después del final.',
    sealedTerm: 'Una denuncia',
    sealedText:
      'Sellada para la moderación antes de guardarse: el motivo, lo que escribiste y, de las palabras, los últimos 48 kB. Se guarda hasta que se decide, 72 horas como mucho, o menos si así lo ha fijado quien administra este servidor; y 10.000 denuncias como mucho. El registro dice que hubo una denuncia, y su motivo. Si un servidor no tiene moderación, de ella solo se guarda que la hubo.',
    cannotHeading: 'Qué no puede hacer esto',
    newcomerWho: 'Alguien nuevo',
    newcomerCan:
      'es quien borra sus cookies o usa otro dispositivo: un bloqueo no conoce a nadie más tiempo que su pase.',
    emergencyWho: 'Una emergencia',
    emergencyCan:
      'no se puede atender aquí. Llama al número de emergencias del lugar donde estás, o a alguien de confianza.',
    dutiesWho: 'La ley',
    dutiesCan:
      'cambia de un país a otro. Esta página dice lo que ofrece Passerby; lo que se haga con ello depende de quien administra este servidor.',
  },
  accessibility: {
    title: 'Accesibilidad',
    description:
      'Cómo se puede usar Passerby, qué se ha probado, qué se sabe que no funciona y cómo contárnoslo.',
    heading: 'Para todo el que pasa por aquí',
    lead: 'Passerby quiere que todo el mundo pueda usarlo. Nuestra medida es WCAG 2.2, nivel AA. Nadie de fuera ha examinado si lo alcanzamos.',
    reliableHeading: 'Con lo que puedes contar',
    testedHeading: 'Qué se ha probado, y cómo',
    lackingHeading: 'Lo que se sabe que no está bien',
    tellHeading: 'Cuéntanoslo',
    testedText:
      'Con cada cambio, unos programas llevan a dos visitantes por todas las páginas en un Chromium real, en pantallas pequeñas y grandes, en claro y en oscuro. Revisan cada escena con axe en busca de nombres que faltan, contrastes débiles y estructuras erróneas, buscan lo que queda tapado o cortado en ventanas pequeñas, con letra más grande y con los colores del sistema, y usan el chat con el teclado. Así se encuentran muchos fallos, y no todos.',
    tellText:
      'Si algo te impide hablar con alguien desconocido, díselo a quien te dio la dirección de este servidor, o abre una incidencia donde está publicado el código de Passerby. Di qué querías hacer, qué pasó y con qué navegador y herramientas. No hace falta una cuenta aquí, porque no las hay.',
    keyboard: 'Todo lo que se puede pulsar se alcanza y se pulsa con el teclado.',
    announced:
      'Lo que cambia se anuncia a los lectores de pantalla: con quién hablas, los mensajes nuevos, una conexión perdida, cómo terminó.',
    colours:
      'Claro, oscuro o los colores que impone tu sistema: elige abajo, o déjaselo al sistema.',
    motion: 'Nada se mueve si tu sistema pide menos movimiento.',
    quiet: 'Ni sonidos ni notificaciones si no los activas.',
    enlarged:
      'El texto se puede ampliar, y el teléfono más estrecho se desplaza en una sola dirección.',
    untried:
      'No lo han probado personas que usen cada día un lector de pantalla, un pulsador o la voz; y, automáticamente, en ningún otro navegador que Chromium.',
    script:
      'El chat necesita JavaScript. Entrar se puede sin él, pero lo que el servidor encuentra mal en el formulario se dice entonces solo en inglés.',
    time: 'Hay plazos que no puedes alargar: cuando se pierde tu conexión, tu lugar se guarda medio minuto (o el tiempo que haya fijado quien administra este servidor); un final que has elegido se puede deshacer durante 8 segundos; y para hablar otra vez tenéis que pedirlo los dos en dos minutos.',
    strangers:
      'Lo que escriben otras personas es tan claro como ellas lo hacen. No podemos describirlo ni simplificarlo.',
  },
  nothingHere: {
    title: 'Aquí no hay nada',
    heading: 'Aquí no hay nada',
    text: 'No hay nada en esta dirección. Quizá haya una errata. Si era una conversación: ninguna deja una dirección tras de sí.',
    back: 'Volver al inicio',
  },
  offline: {
    title: 'Sin conexión',
    heading: 'Ahora mismo no hay conexión',
    text: 'No tienes conexión, o el servidor no responde. Esta página lo intenta de nuevo sola en cuanto tu dispositivo vuelva a la red.',
    place:
      'Si estabas hablando con alguien, tu lugar se guarda un momento, por lo general medio minuto. Después la conversación ha terminado y se ha borrado.',
    again: 'Intentar de nuevo',
  },
}
