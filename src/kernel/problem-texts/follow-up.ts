import type { RefusalCode } from '../refusal.ts';
import type { ProblemText } from './problem-text.ts';

/** Refusals around meetings, recommendations and agreements. The Arabic, Italian and French await a native review. */
export const FOLLOW_UP_TEXTS = {
  'meeting-not-held': {
    title: {
      en: 'This meeting is not being held',
      ar: 'هذا الاجتماع ليس منعقدا',
      it: 'Questa riunione non è in corso',
      fr: 'Cette réunion n’est pas tenue',
    },
    next: {
      en: 'Recommendations are written down after a meeting is held and before it is closed. Please record it as held first, or use the next meeting.',
      ar: 'تدوَّن التوصيات بعد انعقاد الاجتماع وقبل إغلاقه. يرجى تسجيل انعقاده أولا أو استخدام الاجتماع المقبل.',
      it: 'Le raccomandazioni si scrivono dopo che la riunione si è tenuta e prima che sia chiusa. Si prega di registrarla come tenuta, o di usare la prossima.',
      fr: 'Les recommandations s’inscrivent après la tenue de la réunion et avant sa clôture. Veuillez d’abord l’enregistrer comme tenue, ou utiliser la suivante.',
    },
  },
  'minutes-required': {
    title: {
      en: 'A meeting is closed with its minutes',
      ar: 'يُغلق الاجتماع بمحضره',
      it: 'Una riunione si chiude con il suo verbale',
      fr: 'Une réunion se clôt avec son compte rendu',
    },
    next: {
      en: 'Please record the minutes in at least one language, then close the meeting.',
      ar: 'يرجى تسجيل المحضر بلغة واحدة على الأقل ثم إغلاق الاجتماع.',
      it: 'Si prega di registrare il verbale in almeno una lingua, poi di chiudere la riunione.',
      fr: 'Veuillez enregistrer le compte rendu dans au moins une langue, puis clore la réunion.',
    },
  },
  'party-still-bound': {
    title: {
      en: 'A party that owes or is owed something stays a party',
      ar: 'الطرف الذي عليه التزام أو له التزام يبقى طرفا',
      it: 'Una parte che ha un obbligo o un credito resta parte',
      fr: 'Une partie qui doit ou à qui il est dû quelque chose reste partie',
    },
    next: {
      en: 'Please release the obligations of this party first, or keep it among the parties.',
      ar: 'يرجى إسقاط التزامات هذا الطرف أولا أو إبقاؤه بين الأطراف.',
      it: 'Si prega di sciogliere prima gli obblighi di questa parte, o di mantenerla tra le parti.',
      fr: 'Veuillez d’abord lever les obligations de cette partie, ou la garder parmi les parties.',
    },
  },
  'debtor-may-not-assess': {
    title: {
      en: 'An obligation may not be assessed by the party that owes it',
      ar: 'لا يجوز أن يقيّم الوفاء بالالتزام الطرف الملتزم به',
      it: 'Un obbligo non può essere valutato dalla parte che lo deve',
      fr: 'Une obligation ne peut pas être évaluée par la partie qui la doit',
    },
    next: {
      en: 'Please ask a facilitator or another party to the agreement to assess it.',
      ar: 'يرجى الطلب من الجهة الميسِّرة أو من طرف آخر في الاتفاق تقييمه.',
      it: 'Si prega di chiedere a un facilitatore o a un’altra parte dell’accordo di valutarlo.',
      fr: 'Veuillez demander au facilitateur ou à une autre partie à l’accord de l’évaluer.',
    },
  },
} as const satisfies Readonly<Partial<Record<RefusalCode, ProblemText>>>;
