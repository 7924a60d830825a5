import type { RefusalCode } from '../refusal.ts';
import type { ProblemText } from './problem-text.ts';

/** Refusals around packages. The Arabic, Italian and French were written by the authors and await a native review. */
export const PACKAGE_TEXTS = {
  'match-does-not-fit-package': {
    title: {
      en: 'A match does not fit this package',
      ar: 'إحدى المطابقات لا تناسب هذه الحزمة',
      it: 'Un abbinamento non è adatto a questo pacchetto',
      fr: 'Une mise en correspondance ne convient pas à ce lot',
    },
    next: {
      en: 'Please name matches of the same unit, for the main item or one of its parts, that are still open and serve no other package.',
      ar: 'يرجى تسمية مطابقات للوحدة نفسها، للصنف الرئيسي أو أحد أجزائه، لا تزال مفتوحة ولا تخدم حزمة أخرى.',
      it: 'Si prega di indicare abbinamenti della stessa unità, per l’articolo principale o una sua parte, ancora aperti e di nessun altro pacchetto.',
      fr: 'Veuillez indiquer des mises en correspondance de la même unité, pour l’article principal ou l’une de ses parties, encore ouvertes et d’aucun autre lot.',
    },
  },
  'nothing-missing': {
    title: {
      en: 'Nothing is missing that is not asked for already',
      ar: 'لا ينقص شيء لم يُطلب بعد',
      it: 'Non manca nulla che non sia già chiesto',
      fr: 'Il ne manque rien qui ne soit déjà demandé',
    },
    next: {
      en: 'Please look at the package: every part is covered, reserved, or asked for by an open need.',
      ar: 'يرجى الاطلاع على الحزمة: كل جزء مغطى أو محجوز أو مطلوب في احتياج مفتوح.',
      it: 'Si prega di guardare il pacchetto: ogni parte è coperta, riservata o chiesta in un’esigenza aperta.',
      fr: 'Veuillez regarder le lot : chaque partie est couverte, réservée ou demandée par un besoin ouvert.',
    },
  },
  'no-need-awaits-you': {
    title: {
      en: 'No need of this package awaits your step',
      ar: 'لا يوجد احتياج لهذه الحزمة بانتظار خطوتكم',
      it: 'Nessuna esigenza di questo pacchetto attende il Suo passo',
      fr: 'Aucun besoin de ce lot n’attend votre étape',
    },
    next: {
      en: 'The unit first submits what is missing, the validator then approves it, and the facilitator publishes it. Please see whose move it is.',
      ar: 'تقدّم الوحدة أولاً ما ينقص، ثم تصادق عليه جهة المصادقة، ثم تنشره الجهة الميسِّرة. يرجى معرفة صاحب الخطوة التالية.',
      it: 'Prima l’unità presenta ciò che manca, poi il validatore lo approva e il facilitatore lo pubblica. Si prega di vedere a chi tocca.',
      fr: 'L’unité soumet d’abord ce qui manque, puis le validateur l’approuve et le facilitateur le publie. Veuillez voir à qui est le tour.',
    },
  },
} as const satisfies Readonly<Partial<Record<RefusalCode, ProblemText>>>;
