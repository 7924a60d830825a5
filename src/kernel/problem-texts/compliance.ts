import type { RefusalCode } from '../refusal.ts';
import type { ProblemText } from './problem-text.ts';

/** Refusals of the compliance gate. The Arabic, Italian and French were written by the authors and await a native review. */
export const COMPLIANCE_TEXTS = {
  'not-cleared': {
    title: {
      en: 'The goods may not leave yet: something that is required is missing or not valid',
      ar: 'لا يجوز شحن البضائع بعد: ثمة متطلب ناقص أو غير سارٍ',
      it: 'La merce non può ancora partire: manca o non è valido un requisito',
      fr: 'Les biens ne peuvent pas encore partir : une exigence manque ou n’est pas valable',
    },
    next: {
      en: 'Please see the entries that are named, obtain or renew what they ask for, have it confirmed by a second person, and try again.',
      ar: 'يرجى الاطلاع على القيود المذكورة والحصول على ما تطلبه أو تجديده وتأكيده من شخص ثانٍ ثم المحاولة مجددًا.',
      it: 'Si prega di vedere le voci indicate, ottenere o rinnovare quanto richiesto, farlo confermare da una seconda persona e riprovare.',
      fr: 'Veuillez consulter les entrées indiquées, obtenir ou renouveler ce qu’elles demandent, le faire confirmer par une seconde personne et réessayer.',
    },
  },
  'recorder-may-not-confirm': {
    title: {
      en: 'What somebody recorded is confirmed by another person',
      ar: 'ما يسجله شخص يؤكده شخص آخر',
      it: 'Quanto registrato da una persona è confermato da un’altra',
      fr: 'Ce qu’une personne a enregistré est confirmé par une autre',
    },
    next: {
      en: 'Please ask a second person, of either side or of the mission, to look at it and confirm it.',
      ar: 'يرجى الطلب من شخص ثانٍ من أحد الطرفين أو من البعثة الاطلاع عليه وتأكيده.',
      it: 'Si prega di chiedere a una seconda persona, di una delle parti o della missione, di verificarlo e confermarlo.',
      fr: 'Veuillez demander à une seconde personne, d’une des parties ou de la mission, de le vérifier et de le confirmer.',
    },
  },
  'line-mixes-classes': {
    title: {
      en: 'The line mixes goods of different embargo classes',
      ar: 'يجمع البند بضائع من فئات حظر مختلفة',
      it: 'La voce mescola beni di classi di embargo diverse',
      fr: 'La ligne mêle des biens de classes d’embargo différentes',
    },
    next: {
      en: 'Please split it into one match for each class, as the facts show, and classify each.',
      ar: 'يرجى تقسيمه إلى مطابقة لكل فئة كما هو مبين ثم تصنيف كل منها.',
      it: 'Si prega di dividerla in un abbinamento per ciascuna classe, come indicato, e di classificare ciascuno.',
      fr: 'Veuillez la scinder en une mise en correspondance par classe, comme indiqué, et classer chacune.',
    },
  },
} as const satisfies Partial<Record<RefusalCode, ProblemText>>;
