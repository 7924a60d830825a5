import type { RefusalCode } from '../refusal.ts';
import type { ProblemText } from './problem-text.ts';

/** Refusals that any record can give. The Arabic, Italian and French were written by the authors and await a native review. */
export const RECORD_TEXTS = {
  'not-found': {
    title: {
      en: 'Nothing was found here',
      ar: 'لم يُعثر على شيء هنا',
      it: 'Qui non è stato trovato nulla',
      fr: 'Rien n’a été trouvé ici',
    },
    next: {
      en: 'Please check the reference or the address; what you look for may not exist or may not be open to your account.',
      ar: 'يرجى التحقق من الرقم المرجعي أو العنوان، فقد يكون المطلوب غير موجود أو غير متاح لحسابكم.',
      it: 'Si prega di controllare il riferimento o l’indirizzo: quanto cercato può non esistere o non essere accessibile al Suo account.',
      fr: 'Veuillez vérifier la référence ou l’adresse : ce que vous cherchez peut ne pas exister ou ne pas être accessible à votre compte.',
    },
  },
  'transition-not-allowed': {
    title: {
      en: 'This step is not possible in the present status',
      ar: 'هذه الخطوة غير ممكنة في الحالة الراهنة',
      it: 'Questo passo non è possibile nello stato attuale',
      fr: 'Cette étape n’est pas possible dans le statut actuel',
    },
    next: {
      en: 'Please open the record again to see its status, and choose one of the steps that it allows.',
      ar: 'يرجى فتح السجل من جديد للاطلاع على حالته واختيار إحدى الخطوات التي تسمح بها.',
      it: 'Si prega di riaprire la scheda per vederne lo stato e di scegliere uno dei passi che esso consente.',
      fr: 'Veuillez rouvrir la fiche pour en voir le statut et choisir l’une des étapes qu’il permet.',
    },
  },
  'reference-unknown': {
    title: {
      en: 'Something that is referred to is not known',
      ar: 'أحد العناصر المشار إليها غير معروف',
      it: 'Un elemento richiamato non è noto',
      fr: 'Un élément cité n’est pas connu',
    },
    next: {
      en: 'Please choose the marked value from the list, or ask the administrator to have it added.',
      ar: 'يرجى اختيار القيمة المشار إليها من القائمة، أو طلب إضافتها من إدارة النظام.',
      it: 'Si prega di scegliere dall’elenco il valore indicato o di chiederne l’aggiunta all’amministrazione del servizio.',
      fr: 'Veuillez choisir dans la liste la valeur signalée, ou demander son ajout à l’administration du service.',
    },
  },
  'already-recorded': {
    title: {
      en: 'This has been recorded for that day already',
      ar: 'سبق تسجيل ذلك لهذا اليوم',
      it: 'Il dato è già registrato per quel giorno',
      fr: 'Cette donnée est déjà enregistrée pour ce jour',
    },
    next: {
      en: 'Please record a later day; what was recorded before stays readable.',
      ar: 'يرجى التسجيل بتاريخ لاحق، ويبقى ما سُجّل سابقًا متاحًا للاطلاع.',
      it: 'Si prega di registrare un giorno successivo; quanto già registrato resta leggibile.',
      fr: 'Veuillez enregistrer un jour ultérieur ; ce qui a été enregistré reste lisible.',
    },
  },
  'item-excluded': {
    title: {
      en: 'This item is excluded from non-lethal support',
      ar: 'هذا الصنف مستبعد من الدعم غير الفتاك',
      it: 'Questo bene è escluso dal sostegno non letale',
      fr: 'Cet article est exclu du soutien non létal',
    },
    next: {
      en: 'Please choose another item type from the catalogue, or ask the facilitator which alternatives are open.',
      ar: 'يرجى اختيار نوع صنف آخر من القائمة المعتمدة، أو سؤال الجهة الميسِّرة عن البدائل المتاحة.',
      it: 'Si prega di scegliere dal catalogo un altro tipo di bene o di chiedere al facilitatore quali alternative sono possibili.',
      fr: 'Veuillez choisir un autre type d’article dans le catalogue, ou demander au facilitateur quelles solutions sont possibles.',
    },
  },
  'date-order': {
    title: {
      en: 'The dates are not in the right order',
      ar: 'تسلسل التواريخ غير صحيح',
      it: 'Le date non sono nell’ordine giusto',
      fr: 'Les dates ne sont pas dans le bon ordre',
    },
    next: {
      en: 'Please correct the dates so that each period begins before it ends and each step follows the one before it.',
      ar: 'يرجى تصحيح التواريخ بحيث تسبق بداية كل فترة نهايتها وتلي كل خطوة ما قبلها.',
      it: 'Si prega di correggere le date in modo che ogni periodo inizi prima di finire e ogni passo segua il precedente.',
      fr: 'Veuillez corriger les dates de sorte que chaque période commence avant de finir et que chaque étape suive la précédente.',
    },
  },
  'reason-required': {
    title: {
      en: 'This step needs a reason',
      ar: 'هذه الخطوة تستلزم بيان السبب',
      it: 'Questo passo richiede un motivo',
      fr: 'Cette étape exige un motif',
    },
    next: {
      en: 'Please choose a reason, so that those concerned know why, and send again.',
      ar: 'يرجى اختيار سبب ليعرف المعنيون دواعي القرار، ثم إعادة الإرسال.',
      it: 'Si prega di scegliere un motivo, perché gli interessati sappiano il perché, e di inviare di nuovo.',
      fr: 'Veuillez choisir un motif, afin que les parties concernées sachent pourquoi, puis envoyer de nouveau.',
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
} as const satisfies Readonly<Partial<Record<RefusalCode, ProblemText>>>;
