// What the pages that are only read say, in German.
import type { PageWords } from './pagesInEnglish.ts'

export const pagesInGerman: PageWords = {
  front: {
    title: 'Passerby: ein Gespräch mit einem fremden Menschen',
    description:
      'Ein Gespräch mit einem fremden Menschen. Kein Konto, kein Verlauf: Geht einer von euch weiter, sind die Worte weg.',
    picture: 'Passerby: zwei halbe Scheiben, die aneinander vorbeiziehen',
    lead: 'Passerby bringt dich mit einem fremden Menschen in einen Raum. Kein Konto, kein Verlauf. Geht einer von euch weiter, sind die Worte weg.',
    privacy: {
      more: 'Alles davon, in einfachen Worten',
      heading: 'Was wir behalten: nichts',
      here: {
        term: 'Solange du hier bist',
        text: 'Deine Worte, dein Name, deine zwei Sätze und deine Interessen werden verschlüsselt gespeichert, damit es nach einem Verbindungsabbruch weitergehen kann.',
      },
      ended: {
        term: 'Wenn der Chat endet',
        text: 'Der Schlüssel zu seinen Worten wird binnen Sekunden vernichtet, und die Worte mit ihm. Mit dem Rest geschieht dasselbe, wenn du gehst. Nur dieser Tab behält dein ausgefülltes Formular, bis du ihn schließt.',
      },
      day: {
        term: 'Was einen Tag lang bleibt',
        text: 'Eine bloße Aufzeichnung, dass etwas geschah: Zeiten, Längen und die Angaben zum Geschlecht. Keine Worte, keine Namen, keine Adressen.',
      },
      unpromised: {
        term: 'Was wir nicht versprechen können',
        text: 'Wer dir gegenübersitzt, kann lesen, was du schreibst, und es kopieren. Ein Cookie kennt dich, solange du bleibst, ein zweites einen Tag lang, damit eine Sperre hält. Sonst erfährt niemand etwas, außer wenn jemand von euch den anderen meldet.',
      },
    },
  },
  workPage: {
    heading: 'Einen Moment',
    without:
      'Gerade kommt viel herein. Mit JavaScript könnte dein Browser eine Prüfung machen, mit der du früher hereinkämst; ohne bleibt dir dein Platz. Schick das Formular noch einmal ab, wenn diese Zeit vorbei ist:',
    send: 'Noch einmal abschicken',
    back: 'Zurück zum Formular',
    seconds: '@seconds@ s',
  },
  privacy: {
    title: 'Datenschutz',
    description: 'Was Passerby von dir behält, wie lange, und wer es unterdessen lesen könnte.',
    heading: 'Was mit deinen Worten geschieht',
    lead: 'Kurz gesagt: Solange du sprichst, sind deine Worte verschlüsselt gespeichert. Wenn das Gespräch endet, wird der Schlüssel dazu binnen Sekunden vernichtet. Außer diesem Server ist niemand beteiligt, es sei denn, jemand von euch meldet den anderen.',
    storedHeading: 'Was gespeichert wird, und wie lange',
    endsHeading: 'Wann dein Besuch endet',
    browserHeading: 'Was in deinem Browser bleibt',
    othersHeading: 'Wer sonst davon erfährt',
    unpromisedHeading: 'Was wir nicht versprechen können',
    profileTerm: 'Dein Name, deine zwei Sätze, deine Interessen',
    profileText:
      'Verschlüsselt, bis dein Besuch endet. Dann wird der Schlüssel dazu überschrieben, in der Regel binnen 2 Sekunden.',
    messagesTerm: 'Deine Nachrichten',
    messagesText:
      'Verschlüsselt, bis das Gespräch endet, wer immer es beendet. Dann wird der Schlüssel überschrieben, in der Regel binnen 2 Sekunden, und was niemand mehr lesen kann, wird innerhalb einer Minute entfernt.',
    recordTerm: 'Eine Aufzeichnung, dass etwas geschah',
    recordText:
      'Dass jemand kam, suchte, jemanden fand, schrieb, noch einmal reden wollte, sperrte, meldete und ging: die Zeiten, die Längen, zufällige Kennungen und die Angaben „Du bist“ und „Du möchtest treffen“. Keine Worte und keine Namen, die man lesen könnte. Sie wird nach 24 Stunden gelöscht, oder nach einer anderen Zeit, die der Betreiber dieses Servers eingestellt hat; von Besuchern, die noch hier sind, bleibt sie, bis sie gehen.',
    addressTerm: 'Deine Internetadresse',
    addressText:
      'Nur im Arbeitsspeicher des Servers, um eine Flut von Anfragen von einem Besucher zu unterscheiden. Passerby schreibt sie nirgends auf; bei einer Meldung nur einen Code aus ihr, für ein oder zwei Tage.',
    endsText:
      'Sofort, wenn du auf „Gehen“ drückst; oder wenn deine Verbindung eine Weile weg war: eine halbe Minute, wenn der Betreiber dieses Servers nichts anderes eingestellt hat. Wer neu beitritt, beendet den Besuch davor. Damit ein Tab, der spät zurückkommt, den Grund sagen kann, merkt sich der Server, wie die letzten 10.000 Besuche endeten: nur im Arbeitsspeicher, unter einer Kennung, die niemandem Einlass gibt.',
    othersText:
      'Durch uns niemand, außer wenn jemand von euch den anderen meldet: Dann kann die Moderation dieses Servers lesen, was gesagt wurde. Die Seiten laden nichts von anderswo: keine Statistik, keine Werbung, keine Schriften, keine Bilder. Mitteilungen, falls du sie möchtest, macht die offene Seite selbst; sie gehen durch keinen fremden Dienst.',
    cookieKept:
      'Ein Cookie mit einer zufälligen Kennung, an der dich der Server wiedererkennt. Es sagt nichts über dich, kein Skript kann es lesen, und „Gehen“ entfernt es; sonst verschwindet es, wenn der Browser geschlossen wird.',
    languageKept:
      'Falls du hier eine Sprache wählst: diese Wahl, in einem eigenen Cookie, ein Jahr lang. Sonst sagt es nichts.',
    passKept:
      'Ein zweites Cookie, ein Ausweis mit einer Zufallszahl, 24 Stunden ab deinem ersten Besuch: damit eine Sperre so lange hält. Kein Skript kann es lesen.',
    hiddenKept:
      'Die Wörter, die du verdeckt haben willst, bis du sie entfernst. Sie werden nie an den Server gesendet.',
    safetyText:
      'Du kannst sperren und melden, mit wem du sprichst: Was dafür aufbewahrt wird, steht auf einer eigenen Seite.',
    safetyMore: 'Wie wir für Sicherheit sorgen, und was wir aufbewahren',
    placeKept:
      'Falls du vor dem Einlass warten musstest: ein Cookie mit einer anderen zufälligen Kennung, das dir deinen Platz in der Reihe freihält, zwei Minuten lang.',
    tabKept:
      'Im offenen Tab: das Formular, wie du es ausgefüllt hast, welchen Besuch und welches Gespräch er zeigt, mit wem (bis zehn Minuten nach dem Ende, falls ihr wieder sprecht oder du meldest), was ihr beide mögt, und was du geschrieben hast und noch nicht gesendet ist, damit beim Neuladen nichts verloren geht. „Gehen“ entfernt alles außer dem Formular; mit dem Schließen des Tabs verschwindet auch das.',
    choicesKept:
      'Was du zu Farben, Ton und Mitteilungen gewählt hast, bis du es löschst. Es wird nie an den Server gesendet.',
    offlineKept:
      'Die Seite, die du siehst, wenn keine Verbindung da ist. Keine Nachricht steht darin.',
    strangerWho: 'Der fremde Mensch',
    strangerCan:
      'liest, was du schreibst, und kann es kopieren. Nichts, was du hier sagst, sollte dir anderswo schaden können.',
    operatorWho: 'Wer diesen Server betreibt',
    operatorCan:
      'könnte lesen, was gesagt wird, während es gesagt wird: Der Server reicht die Nachrichten weiter und hat unterdessen die Schlüssel. Es ist nicht Ende zu Ende verschlüsselt. Nach dem Ende geht es nicht mehr, es sei denn, es wurde vorher kopiert.',
    networkWho: 'Wer das Netz beobachtet',
    networkCan:
      'sieht, dass du hier verbunden bist, und wann. Beginnt die Adresse dieser Seite nicht mit „https“, ist auch zu sehen, was gesagt wird. Ein Rechner vor diesem Server führt vielleicht eigene Aufzeichnungen.',
  },
  safety: {
    title: 'Sicherheit',
    description: 'Wie Passerby alle schützt, die hier sprechen, und was dafür aufbewahrt wird.',
    heading: 'Wie wir für Sicherheit sorgen, und was wir aufbewahren',
    lead: 'Niemand hat hier ein Konto, und niemand liest mit. Was dich schützt, hast du in der Hand: Du kannst sperren und melden, mit wem du sprichst. Diese Seite sagt, was dann geschieht und was dafür aufbewahrt wird.',
    doHeading: 'Was du tun kannst',
    blockTerm: 'Sperren',
    blockText:
      'Zweimal tippen auf den Schild neben einem Namen, während eines Gesprächs oder bis 10 Minuten nach seinem Ende. Das Gespräch endet, und ihr zwei werdet nicht mehr zusammengebracht, solange einer eurer Ausweise gilt, höchstens 24 Stunden. Der andere sieht nur, dass du gegangen bist.',
    reportTerm: 'Melden',
    reportText:
      'Das sperrt auch. Was gesagt wurde, geht an die Moderation dieses Servers, falls er eine hat, mit deinem Grund und bis zu 500 Zeichen von dir. Nach dem Ende schickt dein Tab die Worte mit einem Beleg, der sie beweist: Ist eines geändert, fehlt eines oder ist eines zu viel, werden sie abgelehnt. Von einem langen Gespräch geht nur das Ende mit. Eine Person kann 5-mal in der Stunde melden.',
    hideTerm: 'Wörter verdecken, zweimal hinsehen',
    hideText:
      'In den Einstellungen des Chats kannst du Wörter nennen, die verdeckt sind, bis du darauf tippst. Unter der Nachricht eines Fremden, die einen Link, eine Nummer oder eine Adresse enthält oder anderswohin führt, steht ein Hinweis nur für dich. Beides geschieht auf deinem Gerät: Nichts davon wird gesendet.',
    thenHeading: 'Wozu eine Meldung führt',
    pauseTerm: 'Von selbst',
    pauseText:
      'Meldungen von 3 verschiedenen Orten in 1 Stunde führen zu einer Pause von 15 Minuten, in der niemand mit der gemeldeten Person zusammengebracht wird. Jede weitere Pause ist doppelt so lang, bis zu 4 Stunden. Gezählt werden Orte, nicht Meldungen: Zwanzig von einem Ort bewirken nicht mehr als eine. Wer pausiert, erfährt, warum und bis wann.',
    moderatorsTerm: 'Durch die Moderation',
    moderatorsText:
      'Sie kann eine Meldung mit einem Schlüssel öffnen, den der Server nicht hat, und sie verwerfen, die Person ermahnen oder ihr eine Pause geben, höchstens bis ihr Ausweis abläuft.',
    keptHeading: 'Was dafür aufbewahrt wird, und wie lange',
    passTerm: 'Dein Ausweis',
    passText:
      'Ein Cookie mit einer Zufallszahl, 24 Stunden ab deinem ersten Besuch. Das Protokoll nennt seinen Inhaber mit einem Schlüssel dieses Tages, der gelöscht wird, wenn die Ausweise des Tages abgelaufen sind: Namen zweier Tage lassen sich nicht verbinden, und keiner führt zu einem Cookie zurück.',
    placeTerm: 'Dein Ort',
    placeText:
      'Ein Code aus deiner Internetadresse und einem Schlüssel des Tages, nur um verschiedene Orte zu zählen. Er nützt niemandem mehr, wenn der Schlüssel gelöscht ist. Die Adresse selbst schreibt Passerby nicht auf.',
    receiptTerm: 'Der Beleg',
    receiptText:
      'Ihr beide bekommt ihn, wenn ein Gespräch endet: die Zahl seiner Nachrichten und ein Fingerabdruck von ihnen, unterschrieben. Er sagt niemandem, was gesagt wurde. Der Server hat nur das, im Arbeitsspeicher, bis 10 Minuten nach dem Ende.',
    sealedTerm: 'Eine Meldung',
    sealedText:
      'Für die Moderation versiegelt, bevor sie gespeichert wird: der Grund, was du geschrieben hast, und von den Worten die neuesten 48 kB. Sie bleibt, bis sie entschieden ist, höchstens 72 Stunden oder kürzer, wenn das jemand auf diesem Server so eingestellt hat; und höchstens 10.000 Meldungen. Die Aufzeichnung sagt, dass es eine Meldung gab, und ihren Grund. Wo ein Server keine Moderation hat, bleibt von ihr nichts als ihre Anzahl.',
    cannotHeading: 'Was das nicht kann',
    newcomerWho: 'Wieder fremd',
    newcomerCan:
      'ist, wer seine Cookies löscht oder ein anderes Gerät nimmt: Eine Sperre kennt niemanden länger als seinen Ausweis.',
    emergencyWho: 'Ein Notfall',
    emergencyCan:
      'lässt sich hier nicht lösen. Ruf den Notruf des Ortes an, an dem du bist, oder jemanden, dem du vertraust.',
    dutiesWho: 'Das Recht',
    dutiesCan:
      'ist von Land zu Land verschieden. Diese Seite sagt, was Passerby bietet; was daraus wird, liegt bei denen, die diesen Server betreiben.',
  },
  accessibility: {
    title: 'Barrierefreiheit',
    description:
      'Wie man Passerby benutzen kann, was geprüft wurde, was bekanntlich nicht geht, und wie du es uns sagst.',
    heading: 'Für alle, die vorbeikommen',
    lead: 'Passerby soll für alle benutzbar sein. Unser Maß ist WCAG 2.2, Stufe AA. Niemand von außen hat geprüft, ob wir es erreichen.',
    reliableHeading: 'Worauf du dich verlassen kannst',
    testedHeading: 'Was geprüft wurde, und wie',
    lackingHeading: 'Was bekanntlich noch nicht gut ist',
    tellHeading: 'Sag es uns',
    testedText:
      'Bei jeder Änderung führen Programme zwei Besucher in einem echten Chromium durch alle Seiten, auf kleinen und großen Bildschirmen, hell und dunkel. Sie prüfen jede Szene mit axe auf fehlende Namen, schwache Kontraste und falschen Aufbau, suchen in kleinen Fenstern, bei größerer Schrift und in den Farben des Systems nach Verdecktem und Abgeschnittenem, und benutzen den Chat mit der Tastatur. Das findet viele Fehler, und nicht alle.',
    tellText:
      'Wenn dich etwas davon abhält, mit einem fremden Menschen zu reden, sag es dem, von dem du die Adresse dieses Servers hast, oder eröffne ein Issue dort, wo der Quelltext von Passerby veröffentlicht ist. Schreib, was du tun wolltest, was geschah, und mit welchem Browser und welchen Hilfsmitteln. Ein Konto brauchst du hier nicht, denn es gibt keine.',
    keyboard: 'Alles, was man drücken kann, lässt sich mit der Tastatur erreichen und drücken.',
    announced:
      'Was sich ändert, wird Screenreadern gesagt: mit wem du sprichst, neue Nachrichten, eine verlorene Verbindung, wie es endete.',
    colours:
      'Hell, dunkel oder die Farben, die dein System vorgibt: Wähle unten, oder überlass es dem System.',
    motion: 'Nichts bewegt sich, wenn dein System um weniger Bewegung bittet.',
    quiet: 'Kein Ton und keine Mitteilung, solange du sie nicht einschaltest.',
    enlarged:
      'Text lässt sich vergrößern, und selbst das schmalste Telefon scrollt nur in eine Richtung.',
    untried:
      'Es wurde nicht von Menschen erprobt, die täglich Screenreader, Schalter oder Spracheingabe benutzen; und automatisch in keinem anderen Browser als Chromium.',
    script:
      'Der Chat braucht JavaScript. Beitreten geht ohne; was der Server dann am Formular beanstandet, sagt er nur auf Englisch.',
    time: 'Es gibt Fristen, die du nicht verlängern kannst: Wenn deine Verbindung abbricht, bleibt dein Platz eine halbe Minute frei (oder so lange, wie der Betreiber dieses Servers eingestellt hat); ein Ende, das du gewählt hast, kannst du 8 Sekunden lang rückgängig machen; und um noch einmal zu reden, müsst ihr beide binnen zwei Minuten darum bitten.',
    strangers:
      'Was Fremde schreiben, ist so verständlich, wie sie es schreiben. Wir können es nicht beschreiben oder vereinfachen.',
  },
  nothingHere: {
    title: 'Hier ist nichts',
    heading: 'Hier ist nichts',
    text: 'Unter dieser Adresse ist nichts. Vielleicht ist sie vertippt. Wenn es ein Gespräch war: Keines hinterlässt eine Adresse.',
    back: 'Zurück zum Anfang',
  },
  offline: {
    title: 'Keine Verbindung',
    heading: 'Gerade ist keine Verbindung da',
    text: 'Du bist offline, oder der Server antwortet nicht. Diese Seite versucht es von selbst wieder, sobald dein Gerät wieder im Netz ist.',
    place:
      'Falls du gerade mit jemandem gesprochen hast: Dein Platz bleibt kurz frei, in der Regel eine halbe Minute. Danach ist das Gespräch vorbei und gelöscht.',
    again: 'Noch einmal versuchen',
  },
}
