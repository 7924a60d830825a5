import type { RefusalCode } from '../refusal.ts';
import type { ProblemText } from './problem-text.ts';

/** Refusals around needs and offers. The Arabic, Italian and French were written by the authors and await a native review. */
export const NEED_AND_OFFER_TEXTS = {
  'need-incomplete': {
    title: {
      en: 'The need is not complete',
      ar: 'الاحتياج غير مكتمل',
      it: 'L’esigenza non è completa',
      fr: 'Le besoin n’est pas complet',
    },
    next: {
      en: 'Please fill in what is marked: at least one need line, the justification, and the dates for delivery and for a response.',
      ar: 'يرجى استكمال المشار إليه: بند احتياج واحد على الأقل، والمبررات، وتاريخ الحاجة، والموعد النهائي للرد.',
      it: 'Si prega di completare quanto indicato: almeno una voce di esigenza, la motivazione, la data di necessità e il termine di risposta.',
      fr: 'Veuillez compléter ce qui est signalé : au moins une ligne de besoin, la justification, la date requise et la date limite de réponse.',
    },
  },
  'author-may-not-validate': {
    title: {
      en: 'A need may not be validated by its author',
      ar: 'لا يجوز أن يصادق على الاحتياج من أعدّه',
      it: 'Chi ha redatto un’esigenza non può validarla',
      fr: 'Un besoin ne peut pas être validé par la personne qui l’a rédigé',
    },
    next: {
      en: 'Please ask another national validator to validate this need.',
      ar: 'يرجى الطلب من مصادق وطني آخر أن يصادق على هذا الاحتياج.',
      it: 'Si prega di chiedere a un altro validatore nazionale di validare questa esigenza.',
      fr: 'Veuillez demander à un autre validateur national de valider ce besoin.',
    },
  },
  'need-not-published': {
    title: {
      en: 'This need is not published at present',
      ar: 'هذا الاحتياج غير منشور حاليًا',
      it: 'Questa esigenza al momento non è pubblicata',
      fr: 'Ce besoin n’est pas publié actuellement',
    },
    next: {
      en: 'Please choose a published need, or ask the facilitator when this one will be open again.',
      ar: 'يرجى اختيار احتياج منشور، أو سؤال الجهة الميسِّرة عن موعد إتاحة هذا الاحتياج من جديد.',
      it: 'Si prega di scegliere un’esigenza pubblicata o di chiedere al facilitatore quando questa sarà di nuovo aperta.',
      fr: 'Veuillez choisir un besoin publié, ou demander au facilitateur quand celui-ci sera de nouveau ouvert.',
    },
  },
  'quantity-below-committed': {
    title: {
      en: 'The quantity is lower than what is already reserved or agreed',
      ar: 'الكمية أقل مما سبق حجزه أو الاتفاق عليه',
      it: 'La quantità è inferiore a quanto già riservato o concordato',
      fr: 'La quantité est inférieure à ce qui est déjà réservé ou convenu',
    },
    next: {
      en: 'Please enter a quantity that covers the matches already reserved or agreed, or first amend those matches.',
      ar: 'يرجى إدخال كمية تغطي المطابقات المحجوزة أو المتفق عليها، أو تعديل تلك المطابقات أولًا.',
      it: 'Si prega di indicare una quantità che copra gli abbinamenti già riservati o concordati, o di modificare prima questi ultimi.',
      fr: 'Veuillez indiquer une quantité qui couvre les mises en correspondance déjà réservées ou convenues, ou modifier d’abord celles-ci.',
    },
  },
  'closing-awaits-other-side': {
    title: {
      en: 'Closing with a gap awaits the confirmation of the other side',
      ar: 'الإغلاق مع فجوة بانتظار تأكيد الطرف الآخر',
      it: 'La chiusura con carenza attende la conferma dell’altra parte',
      fr: 'La clôture avec déficit attend la confirmation de l’autre partie',
    },
    next: {
      en: 'Please wait for the confirmation: the national validator and the facilitator must both agree before the need is closed.',
      ar: 'يرجى انتظار التأكيد، إذ يلزم أن يوافق المصادق الوطني والجهة الميسِّرة معًا قبل إغلاق الاحتياج.',
      it: 'Si prega di attendere la conferma: il validatore nazionale e il facilitatore devono essere entrambi d’accordo prima della chiusura.',
      fr: 'Veuillez attendre la confirmation : le validateur national et le facilitateur doivent tous deux donner leur accord avant la clôture.',
    },
  },
  'offer-incomplete': {
    title: {
      en: 'The offer is not complete',
      ar: 'العرض غير مكتمل',
      it: 'L’offerta non è completa',
      fr: 'L’offre n’est pas complète',
    },
    next: {
      en: 'Please fill in what is marked, such as the offer lines and the validity period, and submit again.',
      ar: 'يرجى استكمال المشار إليه، مثل بنود العرض ومدة السريان، ثم إعادة التقديم.',
      it: 'Si prega di completare quanto indicato, come le voci di offerta e il periodo di validità, e di presentarla di nuovo.',
      fr: 'Veuillez compléter ce qui est signalé, comme les lignes d’offre et la période de validité, puis la soumettre de nouveau.',
    },
  },
  'offer-not-available': {
    title: {
      en: 'This offer is not available at present',
      ar: 'هذا العرض غير متاح حاليًا',
      it: 'Questa offerta al momento non è disponibile',
      fr: 'Cette offre n’est pas disponible actuellement',
    },
    next: {
      en: 'Please choose an available offer, or ask the facilitator whether this one can be opened again.',
      ar: 'يرجى اختيار عرض متاح، أو سؤال الجهة الميسِّرة عن إمكانية إتاحة هذا العرض من جديد.',
      it: 'Si prega di scegliere un’offerta disponibile o di chiedere al facilitatore se questa può tornare disponibile.',
      fr: 'Veuillez choisir une offre disponible, ou demander au facilitateur si celle-ci peut le redevenir.',
    },
  },
  'specification-invalid': {
    title: {
      en: 'A specification does not fit the item type',
      ar: 'إحدى المواصفات لا تلائم نوع الصنف',
      it: 'Una specifica non è adatta al tipo di bene',
      fr: 'Une spécification ne convient pas au type d’article',
    },
    next: {
      en: 'Please correct the marked specification, using the attributes and values that the catalogue gives for this item type.',
      ar: 'يرجى تصحيح المواصفة المشار إليها باستخدام الخصائص والقيم المحددة لنوع الصنف في القائمة المعتمدة.',
      it: 'Si prega di correggere la specifica indicata usando gli attributi e i valori previsti dal catalogo per questo tipo di bene.',
      fr: 'Veuillez corriger la spécification signalée avec les attributs et les valeurs que le catalogue prévoit pour ce type d’article.',
    },
  },
} as const satisfies Readonly<Partial<Record<RefusalCode, ProblemText>>>;
