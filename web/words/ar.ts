// What the pages say, in Arabic.
import type { Gender, Seeks } from '../../src/events/fields.ts'
import type { Words } from './en.ts'
import { grammarOf } from './grammar.ts'

const { plural, number, list } = grammarOf<'zero' | 'one' | 'two' | 'few' | 'many'>('ar')

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

export const ar: Words = {
  languageChoice: 'اللغة',
  characters: {
    left: (count) => `بقي ${number(count)}`,
    tooMany: (count) => `زائد بمقدار ${number(count)}`,
  },
  home: {
    title: 'Passerby: محادثة واحدة مع شخص غريب',
    description:
      'محادثة واحدة مع شخص غريب. بلا حساب وبلا سجل: حين يمضي أحدكما في طريقه تختفي الكلمات.',
    heading: 'قل مرحبًا لشخص لن تلتقي به أبدًا.',
    lead: 'يجمعك Passerby في غرفة مع شخص غريب. بلا حساب وبلا سجل. حين يمضي أحدكما في طريقه تختفي الكلمات.',
    over: 'انتهت زيارتك الأخيرة: غبت مدة طويلة، ومُحي كل ما فيها.',
    online: {
      nobody: 'لا أحد هنا بعد',
      some: (online, waiting) =>
        waiting === 0
          ? `هنا الآن: ${number(online)}`
          : `هنا الآن: ${number(online)}، في الانتظار: ${number(waiting)}`,
    },
    form: {
      heading: 'من العابر؟',
      optional: 'اختياري',
      username: {
        label: 'اسم لهذا اليوم',
        placeholder: 'بلا اسم؟ سنجد لك واحدًا',
        tooLong: (max) => `ليكن اسمك ${characters(max)} على الأكثر.`,
      },
      gender: { label: 'أنت', male: 'ذكر', female: 'أنثى', other: 'غير ذلك' },
      seeks: { label: 'تودّ التحدث مع', male: 'رجال', female: 'نساء', anyone: 'الجميع' },
      unchosen: 'اختر واحدًا.',
      interests: {
        label: 'تحب',
        placeholder: 'الشاي، قطارات الليل، الشطرنج',
        hint: 'حتى عشرة، تفصل بينها فواصل. نبحث عمّن يشاركك واحدًا منها.',
        list: 'اهتماماتك',
        remove: (interest) => `إزالة ${interest}`,
        tooLong: (over) => `اختصره بمقدار ${characters(over)}.`,
        tooMany: (interest) => `العشرة هي الحد الأقصى. أزل واحدًا لتضيف «${interest}».`,
      },
      bio: {
        label: 'جملتان عنك',
        placeholder: 'ماذا كنت ستقول لمن يجلس بجانبك؟',
        atMost: (max) => `${characters(max)} على الأكثر`,
        tooLong: (max) => `صف نفسك في ${characters(max)} على الأكثر.`,
      },
      confirmed: {
        label:
          'عمري 18 عامًا أو أكثر. سأتصرف باحترام: لا مضايقة، ولا شيء مخالف للقانون، ولا تفاصيل خاصة بأحد.',
        missing: 'يرجى تأكيد هذا قبل الدخول.',
      },
      submit: 'قابل شخصًا غريبًا',
      withoutScript: 'يمكنك الانضمام بدون JavaScript، لكن المحادثة نفسها تحتاج إليه.',
      failed: 'لم ينجح ذلك، والخطأ منّا. حاول مرة أخرى بعد قليل.',
      unreached: 'تعذّر الوصول إلى الخادم. تحقّق من اتصالك وحاول مرة أخرى.',
    },
    door: {
      manyJoins: 'دخل كثيرون من عنوانك دفعة واحدة. ستدخل تلقائيًا.',
      closed: 'لا يستقبل الخادم أحدًا في الوقت الحالي. نواصل المحاولة.',
      seconds: (left) => `${number(left)} ث`,
      stop: 'أوقف المحاولة',
    },
    privacy: {
      heading: 'ما الذي نحتفظ به؟ لا شيء',
      here: {
        term: 'أثناء وجودك هنا',
        text: 'تُحفظ كلماتك واسمك وجملتاك واهتماماتك مشفّرة، حتى تستأنف من حيث كنت إذا انقطع الاتصال.',
      },
      ended: {
        term: 'حين تنتهي المحادثة',
        text: 'يُتلف مفتاح كلماتها خلال ثوانٍ، وتُتلف الكلمات معه. ويحدث الأمر نفسه لما تبقّى حين تغادر.',
      },
      day: {
        term: 'ما يبقى ليوم واحد',
        text: 'مجرد سجل بأن شيئًا ما حدث: الأوقات والأطوال واختيارات الجنس. بلا كلمات ولا أسماء ولا عناوين.',
      },
      unpromised: {
        term: 'ما لا نستطيع أن نعد به',
        text: 'يستطيع الشخص الآخر أن يقرأ ما تكتبه وأن ينسخه. يعرفك ملف ارتباط واحد ما دمت هنا. ولا يُخبَر أحد سواه بشيء.',
      },
    },
  },
  chat: {
    title: 'Passerby',
    description: 'محادثة مع شخص غريب، لا يبقى منها شيء.',
    sound: 'الصوت',
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
      withInterests: 'أولًا بين من يحبون ما تحب، وبعد ثوانٍ قليلة بين الجميع.',
      withoutInterests: 'أول شخص مناسب سيتحدث معك.',
      cancel: 'إلغاء',
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
    unreached: {
      offline: 'أنت غير متصل',
      heading: 'لا جواب بعد',
      text: 'لا يمكن الوصول إلى الخادم الآن. تواصل هذه الصفحة المحاولة تلقائيًا.',
    },
    departing: { heading: 'وداعًا', text: 'يجري محو زيارتك.' },
    departureFailed: {
      heading: 'غادرت دون إعلان',
      text: 'تعذّر الوصول إلى الخادم لتوديعه. سيلاحظ ذلك بنفسه ويمحو زيارتك خلال دقيقة.',
      back: 'العودة إلى البداية',
    },
    sessionOver: {
      heading: 'انتهت زيارتك',
      text: 'غبت مدة طويلة، لذلك مُحي كل ما فيها.',
      anew: 'ابدأ من جديد',
    },
    actions: {
      find: 'ابحث عن شخص',
      findAnother: 'ابحث عن شخص آخر',
      leave: 'مغادرة',
      tryNow: 'حاول الآن',
    },
    end: { first: 'إنهاء', second: 'أتنهيها؟' },
    disconnected: {
      lost: 'انقطع الاتصال. نبحث عن طريق العودة…',
      offline: 'أنت غير متصل. ما تكتبه يُحفظ ويُرسل حين تعود.',
      restart: 'يُعاد تشغيل الخادم. نعود بعد لحظات…',
      slow: 'لم يلحق اتصالك بالركب. نستدرك ما فات…',
      refused: 'جاءت من هنا اتصالات كثيرة دفعة واحدة. يعود تلقائيًا بعد لحظات…',
      flood: 'كان ذلك أسرع مما يسمح به الخادم. استراحة قصيرة…',
    },
    away: {
      notice: (name) => `انقطع اتصال ${name}. ننتظر العودة.`,
      soon: 'في أي لحظة',
    },
    opening: {
      hello: (name) => `قل مرحبًا لـ ${name}.`,
      shared: (interests) => `كلاكما يحب: ${list(interests)}.`,
      noneShared: 'لم يمرّ في الوقت المناسب من يشاركك اهتماماتك، فوسّعنا البحث. قد تنسجمان رغم ذلك.',
      rules: 'لا شيء مما يقال هنا يبقى بعد المحادثة. احتفظ بعنوانك ومالك لنفسك.',
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
    composer: {
      label: (name) => `رسالة إلى ${name}`,
      placeholder: 'اكتب شيئًا لطيفًا',
      send: 'إرسال',
      hint: 'Enter للإرسال · Shift+Enter لسطر جديد · Esc مرتين للإنهاء',
      confirming: 'مرة أخرى لإنهاء المحادثة',
      typing: 'يكتب الآن',
      tooLong: 'أطول من أن تُرسل.',
      left: (count) => `بقي ${characters(count)} على الأكثر.`,
    },
    ended: {
      left: (name) => ({
        heading: `مضى ${name} في طريقه`,
        text: 'كان هذا كل شيء: لا يُحفظ منه شيء.',
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
        text: `أُبلغ ${name} بذلك. لا يُحفظ شيء.`,
      }),
      unseen: () => ({
        heading: 'انتهت أثناء غيابك',
        text: 'انتهت المحادثة قبل أن يعود اتصالك.',
      }),
    },
    status: {
      confirming: 'اضغط مرة أخرى لإنهاء المحادثة.',
      replaced: 'تستمر هذه الزيارة في علامة تبويب أخرى.',
      waiting: 'نبحث لك عن شخص.',
      away: (name) => `انقطع اتصال ${name} وقد يعود.`,
      chatting: (name) => `أنت تتحدث مع ${name}.`,
    },
  },
}
