import type { RefusalCode } from '../refusal.ts';
import type { ProblemText } from './problem-text.ts';

/** Refusals around obstacles. The Arabic, Italian and French were written by the authors and await a native review. */
export const OBSTACLE_TEXTS = {
  'resolver-may-not-close': {
    title: {
      en: 'An obstacle may not be closed by those who resolved it',
      ar: 'لا يجوز أن يغلق العائق من قام بحله',
      it: 'Chi ha risolto un ostacolo non può chiuderlo',
      fr: 'Un obstacle ne peut pas être clos par ceux qui l’ont résolu',
    },
    next: {
      en: 'Please ask the facilitator or the party that was blocked to confirm the resolution and close the obstacle.',
      ar: 'يرجى الطلب من الجهة الميسِّرة أو الجهة المتعثرة بسببه تأكيد الحل وإغلاق العائق.',
      it: 'Si prega di chiedere al facilitatore o alla parte bloccata di confermare la risoluzione e chiudere l’ostacolo.',
      fr: 'Veuillez demander au facilitateur ou à la partie bloquée de confirmer la résolution et de clore l’obstacle.',
    },
  },
  'evidence-required': {
    title: {
      en: 'This step needs evidence',
      ar: 'هذه الخطوة تستلزم تقديم دليل',
      it: 'Questo passo richiede una prova',
      fr: 'Cette étape exige une preuve',
    },
    next: {
      en: 'Please attach or describe the evidence of what you report, such as the licence, the letter or the clearance.',
      ar: 'يرجى إرفاق الدليل على ما تفيدون به أو وصفه، كالرخصة أو الرسالة أو وثيقة التخليص.',
      it: 'Si prega di allegare o descrivere la prova di quanto si riferisce, come la licenza, la lettera o lo sdoganamento.',
      fr: 'Veuillez joindre ou décrire la preuve de ce que vous rapportez, comme la licence, la lettre ou le dédouanement.',
    },
  },
  'next-action-required': {
    title: {
      en: 'An open obstacle needs a next action, a date and the party it waits on',
      ar: 'العائق المفتوح يستلزم تحديد الإجراء التالي وتاريخه والجهة المنتظر تحركها',
      it: 'Un ostacolo aperto richiede la prossima azione, una data e la parte da cui si attende',
      fr: 'Un obstacle ouvert exige une prochaine action, une date et la partie dont il dépend',
    },
    next: {
      en: 'Please state what happens next, by when, and whose move it is.',
      ar: 'يرجى بيان الخطوة المقبلة وموعدها والجهة التي عليها اتخاذها.',
      it: 'Si prega di indicare che cosa si farà, entro quando e a chi spetta agire.',
      fr: 'Veuillez indiquer ce qui sera fait, pour quelle date et à qui il revient d’agir.',
    },
  },
  'depends-on-open-obstacle': {
    title: {
      en: 'Another obstacle has to go first',
      ar: 'ثمة عائق آخر يجب أن يزول أولاً',
      it: 'Un altro ostacolo deve sparire prima',
      fr: 'Un autre obstacle doit d’abord disparaître',
    },
    next: {
      en: 'Please wait until the obstacles that this one depends on are closed, or ask the facilitator to take the dependency off.',
      ar: 'يرجى الانتظار حتى إغلاق العوائق التي يتوقف عليها هذا العائق، أو الطلب من الجهة الميسِّرة إلغاء هذا الارتباط.',
      it: 'Si prega di attendere la chiusura degli ostacoli da cui questo dipende, o di chiedere al facilitatore di togliere la dipendenza.',
      fr: 'Veuillez attendre la clôture des obstacles dont celui-ci dépend, ou demander au facilitateur de supprimer la dépendance.',
    },
  },
  'dependency-cycle': {
    title: {
      en: 'Obstacles may not wait for one another in a circle',
      ar: 'لا يجوز أن تتوقف العوائق بعضها على بعض في حلقة مغلقة',
      it: 'Gli ostacoli non possono attendersi l’un l’altro in cerchio',
      fr: 'Des obstacles ne peuvent pas s’attendre les uns les autres en cercle',
    },
    next: {
      en: 'Please look at which obstacle really has to go first, and take off the dependency that points the other way.',
      ar: 'يرجى تحديد العائق الذي يجب أن يزول أولاً فعلاً، وإلغاء الارتباط الذي يشير إلى الاتجاه المعاكس.',
      it: 'Si prega di verificare quale ostacolo deve davvero sparire prima e di togliere la dipendenza in senso contrario.',
      fr: 'Veuillez vérifier quel obstacle doit vraiment disparaître d’abord et supprimer la dépendance en sens inverse.',
    },
  },
  'last-blocked-thing': {
    title: {
      en: 'An obstacle has to hold something back',
      ar: 'لا بد أن يعطّل العائق شيئاً ما',
      it: 'Un ostacolo deve bloccare qualcosa',
      fr: 'Un obstacle doit bloquer quelque chose',
    },
    next: {
      en: 'Please leave at least one need, match or delivery with it, or ask the facilitator to dismiss the obstacle.',
      ar: 'يرجى الإبقاء على احتياج أو مطابقة أو تسليم واحد على الأقل، أو الطلب من الجهة الميسِّرة اعتباره ليس عائقاً.',
      it: 'Si prega di lasciarvi almeno un’esigenza, un abbinamento o una consegna, o di chiedere al facilitatore di archiviare l’ostacolo.',
      fr: 'Veuillez y laisser au moins un besoin, un rapprochement ou une livraison, ou demander au facilitateur d’écarter l’obstacle.',
    },
  },
} as const satisfies Readonly<Partial<Record<RefusalCode, ProblemText>>>;
