import type { RefusalCode } from '../refusal.ts';
import type { ProblemText } from './problem-text.ts';

/** Refusals around allocations. The Arabic, Italian and French were written by the authors and await a native review. */
export const ALLOCATION_TEXTS = {
  'allocation-not-done': {
    title: {
      en: 'This allocation has no plan yet',
      ar: 'لا توجد خطة لهذا التخصيص بعد',
      it: 'Questa ripartizione non ha ancora un piano',
      fr: 'Cette répartition n’a pas encore de plan',
    },
    next: {
      en: 'Please wait until the allocation is done; if it failed or was cancelled, request it again.',
      ar: 'يرجى الانتظار حتى اكتمال التخصيص، وفي حال فشله أو إلغائه طلبه من جديد.',
      it: 'Si prega di attendere che la ripartizione sia conclusa; se è fallita o è stata annullata, richiederla di nuovo.',
      fr: 'Veuillez attendre que la répartition soit terminée ; si elle a échoué ou a été annulée, demandez-la de nouveau.',
    },
  },
  'too-many-allocations-waiting': {
    title: {
      en: 'Too many of your allocations are still waiting',
      ar: 'لا يزال عدد كبير جدًا من طلبات التخصيص الخاصة بك في الانتظار',
      it: 'Troppe Sue ripartizioni sono ancora in attesa',
      fr: 'Trop de vos répartitions sont encore en attente',
    },
    next: {
      en: 'Please wait until one of them has started, or cancel those that you no longer need; then request this one again.',
      ar: 'يرجى الانتظار حتى يبدأ أحدها، أو إلغاء ما لم تعد هناك حاجة إليه، ثم إعادة هذا الطلب.',
      it: 'Si prega di attendere che una di esse sia iniziata, o di annullare quelle che non servono più, e poi di richiedere di nuovo questa.',
      fr: 'Veuillez attendre que l’une d’elles ait commencé, ou annuler celles qui ne sont plus utiles, puis demander de nouveau celle-ci.',
    },
  },
} as const satisfies Readonly<Partial<Record<RefusalCode, ProblemText>>>;
