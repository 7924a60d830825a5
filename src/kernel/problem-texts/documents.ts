import type { RefusalCode } from '../refusal.ts';
import type { ProblemText } from './problem-text.ts';

/** Refusals of documents. The Arabic, Italian and French were written by the authors and await a native review. */
export const DOCUMENT_TEXTS = {
  'file-not-accepted': {
    title: {
      en: 'This file can’t be accepted',
      ar: 'لا يمكن قبول هذا الملف',
      it: 'Questo file non può essere accettato',
      fr: 'Ce fichier ne peut pas être accepté',
    },
    next: {
      en: 'Please send it as a PDF, a JPEG, PNG or WebP image, or an office file without macros and without a password.',
      ar: 'يرجى إرساله بصيغة PDF أو صورة JPEG أو PNG أو WebP أو ملفًا مكتبيًا بلا وحدات ماكرو وبلا كلمة مرور.',
      it: 'Si prega di inviarlo come PDF, come immagine JPEG, PNG o WebP, o come file da ufficio senza macro e senza password.',
      fr: 'Veuillez l’envoyer en PDF, en image JPEG, PNG ou WebP, ou en fichier bureautique sans macros et sans mot de passe.',
    },
  },
  'document-withdrawn': {
    title: {
      en: 'This document has been withdrawn',
      ar: 'سُحبت هذه الوثيقة',
      it: 'Questo documento è stato ritirato',
      fr: 'Ce document a été retiré',
    },
    next: {
      en: 'Its content is given to nobody any more; please ask the organisation that had attached it.',
      ar: 'لم يعد محتواها متاحًا لأحد، ويرجى سؤال الجهة التي أرفقتها.',
      it: 'Il contenuto non è più disponibile per nessuno; si prega di rivolgersi all’organizzazione che lo aveva allegato.',
      fr: 'Son contenu n’est plus remis à personne ; veuillez vous adresser à l’organisation qui l’avait joint.',
    },
  },
  'stored-file-damaged': {
    title: {
      en: 'The stored file is missing or no longer what it was',
      ar: 'الملف المحفوظ مفقود أو لم يعد كما كان',
      it: 'Il file conservato manca o non è più quello di prima',
      fr: 'Le fichier conservé manque ou n’est plus ce qu’il était',
    },
    next: {
      en: 'Please give the administrator the request number shown here; the file can be restored from a backup or sent anew.',
      ar: 'يرجى إبلاغ إدارة النظام برقم الطلب المبين هنا، ويمكن استعادة الملف من نسخة احتياطية أو إرساله من جديد.',
      it: 'Si prega di comunicare all’amministrazione il numero della richiesta qui indicato; il file può essere ripristinato da una copia o inviato di nuovo.',
      fr: 'Veuillez communiquer à l’administration le numéro de demande indiqué ici ; le fichier peut être restauré d’une copie ou renvoyé.',
    },
  },
} as const satisfies Readonly<Partial<Record<RefusalCode, ProblemText>>>;
