import type { RefusalCode } from '../refusal.ts';
import type { ProblemText } from './problem-text.ts';

/** Refusals around training records. The Arabic, Italian and French were written by the authors and await a native review. */
export const TRAINING_TEXTS = {
  'recorder-may-not-confirm': {
    title: {
      en: 'A record of training may not be confirmed by the person who wrote it',
      ar: 'لا يجوز أن يؤكد سجل التدريب من قام بتدوينه',
      it: 'Chi ha annotato una formazione non può confermarla',
      fr: 'Une formation ne peut pas être confirmée par la personne qui l’a consignée',
    },
    next: {
      en: 'Please ask another validator or the facilitator to look at the evidence and confirm the record.',
      ar: 'يرجى الطلب من جهة اعتماد أخرى أو من الجهة الميسِّرة الاطلاع على الدليل وتأكيد السجل.',
      it: 'Si prega di chiedere a un altro validatore o al facilitatore di esaminare la prova e confermare la scheda.',
      fr: 'Veuillez demander à un autre validateur ou au facilitateur d’examiner la preuve et de confirmer la fiche.',
    },
  },
} as const satisfies Readonly<Partial<Record<RefusalCode, ProblemText>>>;
