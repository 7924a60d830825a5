import type { RefusalCode } from '../refusal.ts';
import type { ProblemText } from './problem-text.ts';

/** Refusals for which the service itself is the cause. The Arabic, Italian and French were written by the authors and await a native review. */
export const SERVICE_TEXTS = {
  'try-again': {
    title: {
      en: 'The action could not be completed just now',
      ar: 'تعذّر إتمام الإجراء في الوقت الحالي',
      it: 'Al momento non è stato possibile completare l’azione',
      fr: 'L’action n’a pas pu être menée à bien pour le moment',
    },
    next: {
      en: 'Please wait a moment and send the same request again.',
      ar: 'يرجى الانتظار لحظات ثم إرسال الطلب نفسه من جديد.',
      it: 'Si prega di attendere un momento e di inviare di nuovo la stessa richiesta.',
      fr: 'Veuillez patienter un instant, puis envoyer de nouveau la même demande.',
    },
  },
  'not-ready': {
    title: {
      en: 'The service is not ready yet',
      ar: 'الخدمة ليست جاهزة بعد',
      it: 'Il servizio non è ancora pronto',
      fr: 'Le service n’est pas encore prêt',
    },
    next: {
      en: 'Please try again in a few minutes.',
      ar: 'يرجى المحاولة مجددًا بعد بضع دقائق.',
      it: 'Si prega di riprovare tra qualche minuto.',
      fr: 'Veuillez réessayer dans quelques minutes.',
    },
  },
  'storage-full': {
    title: {
      en: 'There is no room left to store this',
      ar: 'لم تعد هناك مساحة لحفظ ذلك',
      it: 'Non c’è più spazio per conservare questi dati',
      fr: 'Il n’y a plus de place pour enregistrer ces données',
    },
    next: {
      en: 'Nothing was stored. Please tell the administrator, and send the same request again once there is room.',
      ar: 'لم يُحفظ أي شيء. يرجى إبلاغ إدارة النظام، ثم إرسال الطلب نفسه من جديد عند توفر مساحة.',
      it: 'Non è stato conservato nulla. Si prega di avvisare l’amministrazione e di inviare di nuovo la stessa richiesta quando ci sarà spazio.',
      fr: 'Rien n’a été enregistré. Veuillez avertir l’administration, puis renvoyer la même demande lorsqu’il y aura de la place.',
    },
  },
  'internal-error': {
    title: {
      en: 'Something went wrong on our side',
      ar: 'حدث خطأ من جانبنا',
      it: 'Si è verificato un errore da parte nostra',
      fr: 'Une erreur s’est produite de notre côté',
    },
    next: {
      en: 'Please try again later and, if it happens again, give the administrator the request number shown here.',
      ar: 'يرجى المحاولة لاحقًا، وفي حال تكرر الخطأ إبلاغ إدارة النظام برقم الطلب المبين هنا.',
      it: 'Si prega di riprovare più tardi e, se il problema si ripete, di comunicare all’amministrazione del servizio il numero della richiesta qui indicato.',
      fr: 'Veuillez réessayer plus tard et, si cela se reproduit, communiquer à l’administration du service le numéro de demande indiqué ici.',
    },
  },
} as const satisfies Readonly<Partial<Record<RefusalCode, ProblemText>>>;
