import type { RefusalCode } from '../refusal.ts';
import type { ProblemText } from './problem-text.ts';

/** Refusals around deliveries. The Arabic, Italian and French were written by the authors and await a native review. */
export const DELIVERY_TEXTS = {
  'exceeds-match': {
    title: {
      en: 'The quantity is greater than what the match allows',
      ar: 'الكمية أكبر مما تسمح به المطابقة',
      it: 'La quantità supera quanto previsto dall’abbinamento',
      fr: 'La quantité dépasse ce que prévoit la mise en correspondance',
    },
    next: {
      en: 'Please enter a quantity within what was agreed and is not yet planned or shipped, or propose an amendment of the match.',
      ar: 'يرجى إدخال كمية في حدود المتفق عليه مما لم يُخطَّط له أو يُشحن بعد، أو اقتراح تعديل للمطابقة.',
      it: 'Si prega di restare entro quanto concordato e non ancora pianificato o spedito, o di proporre una modifica dell’abbinamento.',
      fr: 'Veuillez rester dans la limite de ce qui est convenu et pas encore planifié ou expédié, ou proposer une modification de la mise en correspondance.',
    },
  },
  'receipt-does-not-balance': {
    title: {
      en: 'The quantities of the receipt do not balance',
      ar: 'كميات الاستلام غير متوازنة',
      it: 'Le quantità della ricevuta non quadrano',
      fr: 'Les quantités de la réception ne concordent pas',
    },
    next: {
      en: 'Please correct each line so that what was accepted, rejected, lost or returned agrees with what was shipped.',
      ar: 'يرجى تصحيح كل بند بحيث يتفق ما قُبل أو رُفض أو فُقد أو أُعيد مع ما شُحن.',
      it: 'Si prega di correggere ogni voce in modo che quanto accettato, respinto, perso o restituito corrisponda a quanto spedito.',
      fr: 'Veuillez corriger chaque ligne pour que ce qui a été accepté, rejeté, perdu ou retourné corresponde à ce qui a été expédié.',
    },
  },
  'receiver-may-not-verify': {
    title: {
      en: 'A delivery may not be verified by those who received it',
      ar: 'لا يجوز أن تتحقق من التسليم الجهة التي استلمته',
      it: 'Chi ha ricevuto una consegna non può verificarla',
      fr: 'Une livraison ne peut pas être vérifiée par ceux qui l’ont reçue',
    },
    next: {
      en: 'Please ask the donor or the facilitator to verify this delivery.',
      ar: 'يرجى الطلب من الجهة المانحة أو الجهة الميسِّرة التحقق من هذا التسليم.',
      it: 'Si prega di chiedere al donatore o al facilitatore di verificare questa consegna.',
      fr: 'Veuillez demander au donateur ou au facilitateur de vérifier cette livraison.',
    },
  },
  'blocked-by-obstacle': {
    title: {
      en: 'An open obstacle blocks this step',
      ar: 'عائق مفتوح يحول دون هذه الخطوة',
      it: 'Un ostacolo aperto blocca questo passo',
      fr: 'Un obstacle ouvert bloque cette étape',
    },
    next: {
      en: 'Please see whether an action is awaited from your side, and try again once the facilitator tells you that the obstacle is closed.',
      ar: 'يرجى التحقق مما إذا كان هناك إجراء مطلوب من طرفكم، والمحاولة مجددًا حين تبلّغكم الجهة الميسِّرة بإغلاق العائق.',
      it: 'Si prega di vedere se è attesa un’azione dalla Sua parte e di riprovare quando il facilitatore comunica la chiusura dell’ostacolo.',
      fr: 'Veuillez voir si une action est attendue de votre part et réessayer lorsque le facilitateur vous indique que l’obstacle est clos.',
    },
  },
} as const satisfies Readonly<Partial<Record<RefusalCode, ProblemText>>>;
