import type { RefusalCode } from '../refusal.ts';
import type { ProblemText } from './problem-text.ts';

/** Refusals of the compliance gate. The Arabic, Italian and French were written by the authors and await a native review. */
export const COMPLIANCE_TEXTS = {
  'not-cleared': {
    title: {
      en: 'Something that this step needs is missing',
      ar: 'ينقص ما تتطلبه هذه الخطوة',
      it: 'Manca qualcosa che questo passo richiede',
      fr: 'Il manque un élément que cette étape exige',
    },
    next: {
      en: 'Please obtain and confirm what is listed, each valid on the day of the step. This is advice with a date, not a ruling.',
      ar: 'يرجى الحصول على كل ما هو مذكور وتأكيده بحيث يكون ساريًا يوم الخطوة. هذه مشورة مؤرخة وليست حكمًا قانونيًا.',
      it: 'Si prega di ottenere e far confermare quanto elencato, valido il giorno del passo. È un parere datato, non una decisione.',
      fr: 'Veuillez obtenir et faire confirmer ce qui est énuméré, valable le jour de l’étape. Ceci est un avis daté, non une décision.',
    },
  },
  'mixed-embargo-classes': {
    title: {
      en: 'A line may not mix embargo classes',
      ar: 'لا يجوز أن يجمع البند بين فئات مختلفة من حظر الأسلحة',
      it: 'Una voce non può mescolare classi di embargo',
      fr: 'Une ligne ne peut pas mêler des catégories d’embargo',
    },
    next: {
      en: 'Please split the match as shown, one for each class, and classify each.',
      ar: 'يرجى تقسيم المطابقة كما هو مبيَّن، واحدة لكل فئة، وتصنيف كل منها.',
      it: 'Si prega di dividere l’abbinamento come indicato, uno per classe, e di classificarli.',
      fr: 'Veuillez scinder la mise en correspondance comme indiqué, une par catégorie, et classer chacune.',
    },
  },
  'designation-required': {
    title: {
      en: 'Human-rights files are for designated facilitators',
      ar: 'ملفات حقوق الإنسان مخصصة للميسّرين المكلَّفين بها',
      it: 'I fascicoli sui diritti umani sono riservati ai facilitatori designati',
      fr: 'Les dossiers relatifs aux droits de l’homme sont réservés aux facilitateurs désignés',
    },
    next: {
      en: 'Please ask a designated facilitator.',
      ar: 'يرجى الرجوع إلى ميسّر مكلَّف.',
      it: 'Si prega di rivolgersi a un facilitatore designato.',
      fr: 'Veuillez vous adresser à un facilitateur désigné.',
    },
  },
  'decided-elsewhere': {
    title: {
      en: 'This requirement is met elsewhere',
      ar: 'يُستوفى هذا المتطلب في موضع آخر',
      it: 'Questo requisito si soddisfa altrove',
      fr: 'Cette exigence est satisfaite ailleurs',
    },
    next: {
      en: 'Please sign the partnership, or let the recipients say that they are ready.',
      ar: 'يرجى توقيع الشراكة، أو أن يعلن المستفيدون جاهزيتهم.',
      it: 'Si prega di firmare il partenariato o di far dichiarare ai destinatari che sono pronti.',
      fr: 'Veuillez signer le partenariat ou faire déclarer par les destinataires qu’ils sont prêts.',
    },
  },
  'no-silence-procedure': {
    title: {
      en: 'Silence is no answer here',
      ar: 'لا ينطبق هنا إجراء عدم الاعتراض',
      it: 'Qui il silenzio non vale come risposta',
      fr: 'Ici le silence ne vaut pas réponse',
    },
    next: {
      en: 'Please wait for the decision of the authority and record it.',
      ar: 'يرجى انتظار قرار الجهة المختصة وتسجيله.',
      it: 'Si prega di attendere e registrare la decisione dell’autorità.',
      fr: 'Veuillez attendre la décision de l’autorité et l’enregistrer.',
    },
  },
} as const satisfies Readonly<Partial<Record<RefusalCode, ProblemText>>>;
