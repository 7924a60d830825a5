import type { RefusalCode } from '../refusal.ts';
import type { ProblemText } from './problem-text.ts';

/** Refusals of the request itself. The Arabic, Italian and French were written by the authors and await a native review. */
export const REQUEST_TEXTS = {
  'malformed-request': {
    title: {
      en: 'The request could not be read',
      ar: 'تعذّرت قراءة الطلب',
      it: 'La richiesta non è leggibile',
      fr: 'La demande est illisible',
    },
    next: {
      en: 'Please check what was sent, its address and its headers too, and send it again.',
      ar: 'يرجى التحقق مما أُرسل، ومن عنوانه وترويساته أيضًا، وإعادة إرساله.',
      it: 'Si prega di controllare quanto inviato, anche l’indirizzo e le intestazioni, e di inviarlo di nuovo.',
      fr: 'Veuillez vérifier ce qui a été envoyé, son adresse et ses en-têtes aussi, puis l’envoyer de nouveau.',
    },
  },
  'invalid-field': {
    title: {
      en: 'Some of the information is missing or not valid',
      ar: 'بعض البيانات ناقص أو غير صحيح',
      it: 'Alcuni dati mancano o non sono validi',
      fr: 'Certaines informations manquent ou ne sont pas valables',
    },
    next: {
      en: 'Please correct the fields that are marked and send again.',
      ar: 'يرجى تصحيح الحقول المشار إليها ثم إعادة الإرسال.',
      it: 'Si prega di correggere i campi indicati e di inviare di nuovo.',
      fr: 'Veuillez corriger les champs signalés, puis envoyer de nouveau.',
    },
  },
  'unknown-filter': {
    title: {
      en: 'This list does not have that filter',
      ar: 'هذه القائمة لا تتضمن عامل التصفية المطلوب',
      it: 'Questo elenco non prevede il filtro richiesto',
      fr: 'Cette liste ne comporte pas le filtre demandé',
    },
    next: {
      en: 'Please remove the filter that is marked and choose among those offered for this list.',
      ar: 'يرجى إزالة عامل التصفية المشار إليه والاختيار من العوامل المتاحة لهذه القائمة.',
      it: 'Si prega di togliere il filtro indicato e di scegliere tra quelli previsti per questo elenco.',
      fr: 'Veuillez retirer le filtre signalé et choisir parmi ceux que propose cette liste.',
    },
  },
  'filter-not-available': {
    title: {
      en: 'This filter is not available to your role',
      ar: 'عامل التصفية هذا غير متاح لدوركم',
      it: 'Questo filtro non è disponibile per il Suo ruolo',
      fr: 'Ce filtre n’est pas accessible à votre rôle',
    },
    next: {
      en: 'Please remove the filter that is marked and narrow the list with the filters open to your role.',
      ar: 'يرجى إزالة عامل التصفية المشار إليه وتضييق القائمة بالعوامل المتاحة لدوركم.',
      it: 'Si prega di togliere il filtro indicato e di restringere l’elenco con i filtri disponibili per il Suo ruolo.',
      fr: 'Veuillez retirer le filtre signalé et restreindre la liste avec les filtres accessibles à votre rôle.',
    },
  },
  'body-too-large': {
    title: {
      en: 'What was sent is too large',
      ar: 'حجم البيانات المرسلة أكبر من المسموح به',
      it: 'I dati inviati superano la dimensione ammessa',
      fr: 'Les données envoyées dépassent la taille admise',
    },
    next: {
      en: 'Please make the file smaller, or send the content in several parts.',
      ar: 'يرجى تصغير حجم الملف أو إرسال المحتوى على عدة أجزاء.',
      it: 'Si prega di ridurre il file o di inviare il contenuto in più parti.',
      fr: 'Veuillez réduire le fichier ou envoyer le contenu en plusieurs parties.',
    },
  },
  'request-too-slow': {
    title: {
      en: 'The request took too long to arrive',
      ar: 'استغرق وصول الطلب وقتًا أطول من اللازم',
      it: 'La richiesta ha impiegato troppo tempo ad arrivare',
      fr: 'La demande a mis trop de temps à arriver',
    },
    next: {
      en: 'Please send it again, over a better line where there is one; a large file can be made smaller first.',
      ar: 'يرجى إعادة إرساله عبر اتصال أفضل إن وُجد، ويمكن تصغير الملف الكبير قبل ذلك.',
      it: 'Si prega di inviarla di nuovo, se possibile con una linea migliore; un file grande si può prima ridurre.',
      fr: 'Veuillez l’envoyer de nouveau, par une meilleure ligne si possible ; un fichier volumineux peut d’abord être réduit.',
    },
  },
  'unsupported-media-type': {
    title: {
      en: 'This type of content is not accepted here',
      ar: 'نوع المحتوى هذا غير مقبول هنا',
      it: 'Questo tipo di contenuto non è accettato qui',
      fr: 'Ce type de contenu n’est pas accepté ici',
    },
    next: {
      en: 'Please send the content again in a format that the service description names for this action.',
      ar: 'يرجى إعادة إرسال المحتوى بصيغة من الصيغ التي يحددها وصف الخدمة لهذا الإجراء.',
      it: 'Si prega di inviare di nuovo il contenuto in un formato che la descrizione del servizio prevede per questa azione.',
      fr: 'Veuillez envoyer de nouveau le contenu dans un format que la description du service prévoit pour cette action.',
    },
  },
  'idempotency-key-required': {
    title: {
      en: 'The key that makes a repeat safe is missing',
      ar: 'المفتاح الذي يجعل تكرار الطلب مأمونًا غير موجود',
      it: 'Manca la chiave che rende sicura la ripetizione della richiesta',
      fr: 'La clé qui permet de répéter la demande sans risque est absente',
    },
    next: {
      en: 'Please send the request again with an Idempotency-Key header whose value is new for this action.',
      ar: 'يرجى إعادة إرسال الطلب مع ترويسة Idempotency-Key بقيمة جديدة خاصة بهذا الإجراء.',
      it: 'Si prega di inviare di nuovo la richiesta con un’intestazione Idempotency-Key di valore nuovo per questa azione.',
      fr: 'Veuillez envoyer de nouveau la demande avec un en-tête Idempotency-Key dont la valeur est propre à cette action.',
    },
  },
  'idempotency-key-reused': {
    title: {
      en: 'This key was already used for a different request',
      ar: 'سبق استخدام هذا المفتاح لطلب مختلف',
      it: 'Questa chiave è già stata usata per una richiesta diversa',
      fr: 'Cette clé a déjà servi pour une demande différente',
    },
    next: {
      en: 'Please repeat the earlier request unchanged, or send this one with a new Idempotency-Key.',
      ar: 'يرجى تكرار الطلب السابق دون تغيير، أو إرسال هذا الطلب بقيمة جديدة لترويسة Idempotency-Key.',
      it: 'Si prega di ripetere senza modifiche la richiesta precedente o di inviare questa con una nuova Idempotency-Key.',
      fr: 'Veuillez répéter la demande précédente sans changement, ou envoyer celle-ci avec une nouvelle Idempotency-Key.',
    },
  },
  'precondition-required': {
    title: {
      en: 'The version that this change is based on is missing',
      ar: 'لم يُحدَّد الإصدار الذي يستند إليه هذا التعديل',
      it: 'Manca la versione su cui si basa la modifica',
      fr: 'La version sur laquelle repose cette modification n’est pas indiquée',
    },
    next: {
      en: 'Please open the record again and send the change with its ETag in the If-Match header.',
      ar: 'يرجى فتح السجل من جديد وإرسال التعديل مع وضع قيمة ETag الخاصة به في ترويسة If-Match.',
      it: 'Si prega di riaprire la scheda e di inviare la modifica con il relativo ETag nell’intestazione If-Match.',
      fr: 'Veuillez rouvrir la fiche et envoyer la modification avec son ETag dans l’en-tête If-Match.',
    },
  },
  'stale-version': {
    title: {
      en: 'The record has changed since you opened it',
      ar: 'تغيّر السجل منذ أن فتحتموه',
      it: 'La scheda è cambiata da quando è stata aperta',
      fr: 'La fiche a changé depuis que vous l’avez ouverte',
    },
    next: {
      en: 'Please open the latest version, see what has changed, and make your change again if it is still right.',
      ar: 'يرجى فتح أحدث إصدار والاطلاع على ما تغيّر، ثم إجراء التعديل مجددًا إذا ظل مناسبًا.',
      it: 'Si prega di aprire l’ultima versione, vedere che cosa è cambiato e ripetere la modifica se è ancora opportuna.',
      fr: 'Veuillez ouvrir la dernière version, voir ce qui a changé et refaire votre modification si elle reste pertinente.',
    },
  },
  'too-many-requests': {
    title: {
      en: 'Too many requests in a short time',
      ar: 'عدد كبير جدًا من الطلبات في وقت قصير',
      it: 'Troppe richieste in poco tempo',
      fr: 'Trop de demandes en peu de temps',
    },
    next: {
      en: 'Please wait a little and then send the request again.',
      ar: 'يرجى الانتظار قليلًا ثم إعادة إرسال الطلب.',
      it: 'Si prega di attendere un poco e di inviare poi di nuovo la richiesta.',
      fr: 'Veuillez patienter un peu, puis envoyer de nouveau la demande.',
    },
  },
} as const satisfies Readonly<Partial<Record<RefusalCode, ProblemText>>>;
