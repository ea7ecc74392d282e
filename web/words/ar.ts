// What the pages say, in Arabic.
import type { Gender, Seeks } from '../../src/events/fields.ts'
import { countExactMax, countToldMin } from '../../src/events/limits.ts'
import type { Words } from './en.ts'
import { grammarOf } from './grammar.ts'

const { plural, number, list, oneOf } = grammarOf<'zero' | 'one' | 'two' | 'few' | 'many'>('ar')

const genders: Readonly<Record<Gender, string>> = { male: 'ذكر', female: 'أنثى', other: 'غير ذلك' }

const sought: Readonly<Record<Seeks, string>> = {
  male: 'رجال',
  female: 'نساء',
  anyone: 'أي شخص',
}

/** "3 characters", as the object of a sentence. */
const characters = (count: number): string =>
  plural(count, {
    zero: 'بلا حروف',
    one: 'حرفًا واحدًا',
    two: 'حرفين',
    few: '# أحرف',
    many: '# حرفًا',
    other: '# حرف',
  })

/** "12 people", and "at least" where large numbers are told rounded down. */
const others = (count: number): string => {
  const people = plural(count, {
    zero: 'لا أحد',
    one: 'شخص واحد',
    two: 'شخصان',
    few: '# أشخاص',
    many: '# شخصًا',
    other: '# شخص',
  })
  return count >= countExactMax ? `${people} غيرك على الأقل` : `${people} غيرك`
}

const ofThem = (count: number): string =>
  count >= countExactMax ? `${number(count)} منهم على الأقل` : `${number(count)} منهم`

const unsought: Readonly<Record<Seeks, string>> = {
  male: 'رجالًا',
  female: 'نساءً',
  anyone: 'أي شخص',
}

export const ar: Words = {
  languageChoice: 'اللغة',
  characters: {
    left: (count) => `بقي ${number(count)}`,
    tooMany: (count) => `زائد بمقدار ${number(count)}`,
  },
  theme: { label: 'الألوان', system: 'كالنظام', light: 'فاتحة', dark: 'داكنة' },
  foot: {
    label: 'عن Passerby',
    start: 'البداية',
    privacy: 'الخصوصية',
    safety: 'الأمان',
    accessibility: 'سهولة الاستخدام',
  },
  work: {
    checking: 'نتحقق من أنك لست روبوتًا، بضع ثوانٍ…',
    longer: 'نتحقق من أنك لست روبوتًا. الإقبال كبير الآن، فقد يستغرق ذلك دقيقة…',
    progress: 'مدى تقدم التحقق',
    waitInstead: 'أفضّل الانتظار',
    waiting: 'الإقبال كبير الآن. دورك محفوظ وستدخل تلقائيًا.',
    unable: 'لا يستطيع متصفحك إجراء التحقق الذي يُدخلك قبل ذلك. دورك محفوظ وستدخل تلقائيًا.',
    seconds: (left) => `${number(left)} ث`,
  },
  chat: {
    title: 'Passerby',
    description: 'محادثة مع شخص غريب، لا يبقى منها شيء.',
    sound: 'الصوت',
    alerts: {
      notifications: 'الإشعارات',
      when: 'عندما يأتي أحد أو يكتب وهذه النافذة ليست في الأمام.',
      quotes: 'إظهار الاسم وما يُكتب',
      overlooked: 'في الإشعارات. يمكن لمن يرى شاشتك أن يقرأه حينها.',
      denied:
        'لا يسمح متصفحك بالإشعارات من هنا. لتغيير ذلك، افتح إعداداته لهذه الصفحة بجانب العنوان واسمح بها هناك.',
      impossible: 'لا يعرض هذا المتصفح إشعارات من هنا. بعض المتصفحات تعرضها فقط بعد تثبيت الصفحة.',
      tellMe: 'أخبرني عندما يأتي أحد',
      matched: 'هناك شخص هنا: يمكنكما التحدث الآن.',
      messages: (count) =>
        plural(count, {
          zero: 'لا رسائل جديدة.',
          one: 'رسالة جديدة واحدة.',
          two: 'رسالتان جديدتان.',
          few: '# رسائل جديدة.',
          many: '# رسالة جديدة.',
          other: '# رسالة جديدة.',
        }),
    },
    settings: {
      heading: 'الإعدادات',
      privacy: 'ماذا يحدث لكلماتي',
      accessibility: 'سهولة الاستخدام',
      newTab: '(يفتح علامة تبويب جديدة)',
      done: 'تم',
    },
    withoutScript: {
      heading: 'تحتاج المحادثة إلى JavaScript',
      text: 'أن يكتب شخصان أحدهما للآخر في الوقت نفسه أكثر مما تقدر عليه صفحة بسيطة. اسمح بالبرامج النصية لهذا العنوان وأعد تحميل الصفحة؛ مكانك محفوظ نصف دقيقة.',
    },
    tab: {
      waiting: 'جارٍ البحث… · Passerby',
      chatting: (name) => `${name} · Passerby`,
      ended: 'انتهت المحادثة · Passerby',
    },
    genders,
    self: {
      label: 'أنت',
      lead: 'أنت',
      wishes: (gender, seeks) => `${genders[gender]}، للتحدث مع ${sought[seeks]}`,
      interests: 'اهتماماتك',
    },
    partner: {
      label: 'الشخص الآخر',
      unnamed: 'الشخص الآخر',
      unknown: 'غريب',
      more: 'المزيد',
      less: 'أقل',
      about: (name) => `عن ${name}`,
    },
    connecting: { heading: 'لحظة واحدة', text: 'جارٍ فتح الخط…' },
    waiting: {
      heading: 'نبحث لك عن شخص',
      interestsFirst: 'أولًا بين من يحبون ما تحب، وبعد ثوانٍ قليلة بين الجميع.',
      cancel: 'إلغاء',
    },
    outlook: {
      few: `ينتظر أقل من ${number(countToldMin)} أشخاص غيرك.`,
      waiting: (waiting) => `ينتظر ${others(waiting)}.`,
      fewFit: (waiting) =>
        `ينتظر ${others(waiting)}؛ أقل من ${number(countToldMin)} منهم يناسبونك.`,
      fit: (waiting, fitting) => `ينتظر ${others(waiting)}؛ ${ofThem(fitting)} يناسبونك.`,
      allFit: (waiting) => `ينتظر ${others(waiting)}، وكلهم يناسبونك.`,
      aboutAllFit: (waiting) => `ينتظر ${others(waiting)}، ونحو هذا العدد يناسبونك.`,
      noneLikes: (interests) => `لم نجد بعد من يحب ${oneOf(interests)}`,
      noneShares: 'لم نجد بعد من يشاركك اهتمامًا',
      inSeconds: (seconds) => `بعد ${number(seconds)}\u00a0ث`,
      anyMoment: 'في أي لحظة',
      soon: 'قريبًا',
      relaxes: (none, when) => `${none}؛ ${when} يكفي أن يناسبك الشخص.`,
      relaxesTo: (none, when, ready) =>
        `${none}؛ ${when} يكفي أن يناسبك الشخص، و${ofThem(ready)} مستعدون لذلك.`,
      relaxed: 'الآن يكفي أن يناسبك الشخص.',
      otherGender: (seeks) =>
        `كثيرون منهم ليسوا ${unsought[seeks]}؛ لو بحثت عن أي شخص فقد يناسبك عدد أكبر.`,
      seekOthers: 'كثيرون منهم يبحثون عن جنس غير جنسك؛ وقد يكون القادم التالي باحثًا عنك.',
      theirInterests:
        'كثيرون منهم ما زالوا يبحثون عمّن يشاركهم اهتماماتهم؛ سيوسّعون البحث قريبًا، وقد يفيد أن تذكر المزيد من اهتماماتك.',
      ready: 'تتحدثان حالما يصبح أحدهم مستعدًا للحديث معك.',
      next: 'ستتحدث مع أول شخص مناسب يأتي.',
      waitedSeconds: (seconds) => `كان الانتظار مؤخرًا نحو ${number(seconds)}\u00a0ث.`,
      waitedMinutes: (minutes) => `كان الانتظار مؤخرًا نحو ${number(minutes)}\u00a0د.`,
    },
    wishes: {
      change: 'غيّر رغباتك',
      place: 'يبقى دورك محفوظًا.',
      save: 'تابع البحث بهذه',
      keep: 'اتركها كما كانت',
      refused: 'تعذّر قبول ذلك: بقيت رغباتك كما كانت.',
      failed: 'لم ينجح ذلك، والخطأ منّا. حاول مرة أخرى بعد قليل.',
    },
    again: {
      ask: (name) => (name === null ? 'تحدّث مرة أخرى' : `تحدّث مع ${name} مرة أخرى`),
      hint: 'خلال دقيقتين من النهاية.',
      asked: (name) =>
        `إن أراد ${name ?? 'الطرف الآخر'} ذلك أيضًا عدتما إلى الحديث معًا. وإلا فلن يعلم أحد.`,
      late: (name) =>
        name === null ? 'فات أوان الحديث مرة أخرى.' : `فات أوان الحديث مع ${name} مرة أخرى.`,
      both: 'كلاكما أراد الحديث مرة أخرى.',
    },
    idle: {
      heading: 'متى شئت',
      text: 'لست في قائمة الانتظار. لا أحد ينتظرك، ولا تجعل أحدًا ينتظر.',
    },
    replaced: {
      heading: 'أنت في علامة تبويب أخرى',
      text: 'تستمر هذه الزيارة في علامة تبويب أو نافذة أخرى. لا يمكن إلا لواحدة أن تحملها في الوقت نفسه.',
      bring: 'أحضرها إلى هنا',
    },
    otherVisit: {
      heading: 'علامة التبويب هذه من زيارة سابقة',
      text: 'دخلت من جديد بعدها، وتستمر تلك الزيارة في مكان آخر. تعال معها فتستمر هنا.',
      comeAlong: 'أكمل هنا',
    },
    unreached: {
      offline: 'أنت غير متصل',
      heading: 'لا جواب بعد',
      text: 'لا يمكن الوصول إلى الخادم الآن. تواصل هذه الصفحة المحاولة تلقائيًا.',
      blocked: 'شيء ما يحجب الخط',
      unknownAddress: 'غير معروف بهذا العنوان',
      full: 'المكان ممتلئ الآن',
      wait: 'انتظار قصير',
      unready: 'الخادم غير جاهز بعد',
    },
    departing: { heading: 'وداعًا', text: 'يجري محو زيارتك.' },
    departureUnheard: {
      heading: 'لم تغادر بعد',
      text: 'لا يمكن الوصول إلى الخادم لتوديعه. تواصل هذه الصفحة المحاولة تلقائيًا. وإن أغلقتها، تُمحى زيارتك بعد حين.',
    },
    sessionOver: {
      heading: 'انتهت زيارتك',
      anew: 'ابدأ من جديد',
    },
    actions: {
      find: 'ابحث عن شخص',
      findAnother: 'ابحث عن شخص آخر',
      leave: 'مغادرة',
      tryNow: 'حاول الآن',
    },
    end: { button: 'إنهاء', next: 'التالي' },
    leaving: {
      text: (name) => `لا يعلم ${name} بعد.`,
      thenNext: 'سنبحث لك عن شخص آخر بعد لحظة.',
      later: (name) => `سيُبلَغ ${name} بذلك حالما يعود الاتصال.`,
      undo: 'تراجع',
      seconds: (left) => `(${number(left)} ث)`,
    },
    disconnected: {
      lost: 'انقطع الاتصال. نبحث عن طريق العودة…',
      offline: 'أنت غير متصل. ما تكتبه يُحفظ ويُرسل حين تعود.',
      restart: 'يُعاد تشغيل الخادم. نعود بعد لحظات…',
      slow: 'لم يلحق اتصالك بالركب. نستدرك ما فات…',
      flood: 'كان ذلك أسرع مما يسمح به الخادم. استراحة قصيرة…',
      visit: 'جاءت من هنا اتصالات كثيرة دفعة واحدة. يعود تلقائيًا بعد لحظات…',
      address: 'جاء من عنوانك الكثير دفعة واحدة. يعود تلقائيًا بعد لحظات…',
      sockets: 'اتصالات كثيرة مفتوحة من عنوانك. يعود تلقائيًا حين ينتهي أحدها…',
      full: 'كثيرون متصلون الآن. تدخل تلقائيًا حين يتوفر مكان…',
      starting: 'الخادم يبدأ العمل الآن. لحظات…',
      storing: 'لا يستطيع الخادم استقبال شيء الآن. تتواصل المحاولة تلقائيًا…',
      no_websocket:
        'الخادم موجود، لكن شيئًا في الطريق لا يمرر اتصالًا مباشرًا: وسيط أو جدار حماية أو إضافة. جرّب شبكة أخرى، أو اطلب ممن يدير هذه الشبكة السماح بـ WebSockets.',
      not_named: (address) =>
        `لا يعرف الخادم ${address} عنوانًا له. إن كان هو الصحيح فقل لمن يديره: يجب أن يذكره ALLOWED_ORIGINS.`,
      other_scheme: (address) =>
        `لا يعرف الخادم ${address} عنوانًا له. إن كان هو الصحيح فقل لمن يديره: يجب أن يذكر TRUSTED_PROXIES الوسيط، وأن يرسل الوسيط X-Forwarded-Proto.`,
      other_host: (address) =>
        `لا يعرف الخادم ${address} عنوانًا له. إن كان هو الصحيح فقل لمن يديره: يجب أن يمرر الوسيط Host، أو أن يذكره ALLOWED_ORIGINS.`,
      refused: 'لم يُدخل الخادم هذه الصفحة. تتواصل المحاولة تلقائيًا…',
      nextAttempt: 'المحاولة التالية بعد',
    },
    away: {
      notice: (name) => `انقطع اتصال ${name}. ننتظر العودة.`,
      soon: 'في أي لحظة',
    },
    opening: {
      hello: (name) => `قل مرحبًا لـ ${name}.`,
      shared: (interests) => `كلاكما يحب: ${list(interests)}.`,
      noneShared: 'لم يمرّ في الوقت المناسب من يشاركك اهتماماتك، فوسّعنا البحث. قد تنسجمان رغم ذلك.',
      rules:
        'لا شيء مما يقال هنا يبقى بعد المحادثة، إلا إن أبلغ عنها أحدكما. احتفظ بعنوانك ومالك لنفسك.',
    },
    log: {
      label: (name) => `محادثة مع ${name}`,
      earlier: 'إظهار ما قيل سابقًا',
      fresh: (count) =>
        plural(count, {
          zero: 'لا رسائل جديدة',
          one: 'رسالة جديدة واحدة',
          two: 'رسالتان جديدتان',
          few: '# رسائل جديدة',
          many: '# رسالة جديدة',
          other: '# رسالة جديدة',
        }),
    },
    message: {
      you: 'أنت: ',
      partner: (name) => `${name}: `,
      unfold: (lines) => `عرض كل الأسطر (${number(lines)})`,
      fold: 'عرض أقل',
      sent: 'أُرسلت',
      sending: 'جارٍ الإرسال',
      undelivered: 'لم تصل',
      refused: 'لم تُرسل.',
      edit: 'تعديل',
      dismiss: 'تجاهل',
    },
    refusals: {
      id_reused: 'اختلطت برسالة أخرى.',
      bad_frame: 'ليس فيها ما يمكن عرضه، أو فيها أكثر مما يتسع.',
      room_full: 'بلغت هذه المحادثة أقصى طول يمكن أن تبلغه محادثة.',
    },
    shield: (name) => `حظر ${name} أو الإبلاغ عنه`,
    hidden: 'أخفته قائمتك',
    composer: {
      label: (name) => `رسالة إلى ${name}`,
      placeholder: 'اكتب شيئًا لطيفًا',
      send: 'إرسال',
      hint: 'Enter للإرسال · Shift+Enter لسطر جديد · Esc للمغادرة، ومرة أخرى للتالي',
      typing: 'يكتب الآن',
      tooLong: 'أطول من أن تُرسل.',
      left: (count) => `بقي ${characters(count)} على الأكثر.`,
    },
    ended: {
      left: (name) => ({
        heading: `مضى ${name} في طريقه`,
        text: 'كان هذا كل شيء.',
      }),
      expired: (name) => ({
        heading: `لم يعد ${name}`,
        text: 'انقطع الاتصال، وانتهت مدة الانتظار.',
      }),
      fault: () => ({
        heading: 'أضعنا هذه المحادثة',
        text: 'تعطّل شيء لدينا وذهبت المحادثة معه. نأسف لذلك.',
      }),
      you: (name) => ({
        heading: 'مضيت في طريقك',
        text: `أُبلغ ${name} بذلك.`,
      }),
      unseen: () => ({
        heading: 'انتهت أثناء غيابك',
        text: 'انتهت المحادثة قبل أن يعود اتصالك.',
      }),
    },
    link: {
      heading: 'هل تفتح هذه الصفحة؟',
      written: 'كانت مكتوبة هكذا:',
      text: 'هي لطرف آخر يرى عنوانك على الشبكة، لكنه لا يعرف من أين أتيت.',
      open: 'فتح',
      stay: 'البقاء هنا',
    },
    unsent: 'لم ترسل هذا. كان لذلك الشخص: لا يصل إلى أحد غيره.',
    undelivered: 'ربما لم يصل هذا. كان لذلك الشخص: لا يصل إلى أحد غيره.',
    status: {
      away: (name) => `انقطع اتصال ${name} وقد يعود.`,
      chatting: (name) => `أنت تتحدث مع ${name}.`,
      back: (name) => `عاد ${name}.`,
      connected: 'عاد اتصالك.',
      undo: (seconds) =>
        plural(seconds, {
          zero: 'لم يعد بإمكانك التراجع.',
          one: 'يمكنك التراجع خلال ثانية واحدة.',
          two: 'يمكنك التراجع خلال ثانيتين.',
          few: 'يمكنك التراجع خلال # ثوانٍ.',
          many: 'يمكنك التراجع خلال # ثانية.',
          other: 'يمكنك التراجع خلال # ثانية.',
        }),
      stayed: 'لقد بقيت.',
      told: (name) => `أُبلغ ${name}.`,
      slow: 'رسالتك ما زالت في الطريق.',
      arrived: 'وصلت رسالتك.',
    },
  },
}
