// What the homepage says, in Arabic.
import { grammarOf } from '../grammar.ts'
import type { HomeWords } from './inEnglish.ts'

const { plural, number } = grammarOf<'zero' | 'one' | 'two' | 'few' | 'many'>('ar')

/** Why the last visit is over, for whoever could not come in. */
const keptOut = (because: string): string =>
  `انتهت زيارتك الأخيرة: تعذّر إدخالك في الوقت المناسب لأن ${because}. ومُحي كل ما فيها.`

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

export const homeInArabic: HomeWords = {
  heading: 'قل مرحبًا لشخص لن تلتقي به أبدًا.',
  over: {
    expired: 'انتهت زيارتك الأخيرة: غبت مدة طويلة، ومُحي كل ما فيها.',
    left: 'انتهت زيارتك الأخيرة حين غادرت، هنا أو في علامة تبويب أخرى. ومُحي كل ما فيها.',
    fault: 'انتهت زيارتك الأخيرة لأن عطلًا وقع عندنا. ومُحي كل ما فيها. نعتذر.',
    unknown: 'انتهت زيارتك الأخيرة: أُعيد إعداد الخادم، ولا يعرف شيئًا مما سبق.',
    no_cookie:
      'انتهت زيارتك الأخيرة: لم يعد ملف تعريف الارتباط الخاص بها في هذا المتصفح، ومن دونه لا يعرف أحد أنك أنت.',
    ended: 'انتهت زيارتك الأخيرة، ومُحي كل ما فيها.',
    wait: keptOut('الاتصالات من عنوانك كثيرة'),
    full: keptOut('عدد المتصلين كان كبيرًا جدًا'),
    blocked: keptOut('شيئًا في الطريق لا يمرر اتصالًا مباشرًا'),
    unknownAddress: keptOut('الخادم لا يعرف هذه الصفحة بعنوانها'),
    unready: keptOut('الخادم لم يكن جاهزًا'),
  },
  online: {
    nobody: 'لا أحد هنا بعد',
    some: (online, waiting) =>
      waiting === 0
        ? `هنا الآن: ${number(online)}`
        : `هنا الآن: ${number(online)}، في الانتظار: ${number(waiting)}`,
  },
  visit: {
    away: {
      waiting: 'أنت تبحث عن شخص، ومكانك محفوظ.',
      chatting: 'لديك محادثة.',
    },
    elsewhere: {
      idle: 'أنت هنا في علامة تبويب أو نافذة أخرى.',
      waiting: 'أنت تبحث عن شخص في علامة تبويب أو نافذة أخرى.',
      chatting: 'لديك محادثة في علامة تبويب أو نافذة أخرى.',
    },
    left: (time) => `بقي ${time}`,
    back: 'العودة',
    bring: 'أحضرها إلى هنا',
    over: 'انتهت محادثتك.',
    expired: 'انتهت محادثتك: غبت مدة طويلة.',
    question: {
      chatting: {
        heading: 'لديك محادثة',
        text: 'إن دخلت من جديد انتهت واختفت كلماتها.',
      },
      elsewhere: {
        heading: 'أنت هنا بالفعل',
        text: 'إن دخلت من جديد انتهت زيارتك في علامة التبويب أو النافذة الأخرى.',
      },
      back: 'العودة إليها',
      anew: 'إنهاؤها والدخول',
    },
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
    faults: {
      tooLong: (max) => `ليكن ${characters(max)} على الأكثر.`,
      tooMany: (max) => `لا تذكر أكثر من ${number(max)}.`,
      wrongKind: 'ليس هذا نصًا يمكن قبوله.',
    },
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
    cookies:
      'لا يحتفظ متصفحك بملف تعريف ارتباط لهذا العنوان، ومن دونه لا نعرفك من صفحة إلى أخرى. اسمح بملفات تعريف الارتباط هنا، ثم أعد تحميل الصفحة وادخل.',
    failed: 'لم ينجح ذلك، والخطأ منّا. حاول مرة أخرى بعد قليل.',
    unreached: 'تعذّر الوصول إلى الخادم. تحقّق من اتصالك وحاول مرة أخرى.',
  },
  door: {
    manyJoins: 'دخل كثيرون من عنوانك دفعة واحدة. ستدخل تلقائيًا.',
    closed: 'لا يستقبل الخادم أحدًا في الوقت الحالي. نواصل المحاولة.',
    seconds: (left) => `${number(left)} ث`,
    stop: 'أوقف المحاولة',
  },
}
