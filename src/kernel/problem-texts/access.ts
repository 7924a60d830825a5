import type { RefusalCode } from '../refusal.ts';
import type { ProblemText } from './problem-text.ts';

/** Refusals that depend on who is asking. The Arabic, Italian and French were written by the authors and await a native review. */
export const ACCESS_TEXTS = {
  'not-signed-in': {
    title: {
      en: 'You are not signed in',
      ar: 'لم يتم تسجيل الدخول',
      it: 'Accesso non effettuato',
      fr: 'Vous n’êtes pas connecté(e)',
    },
    next: {
      en: 'Please sign in and then repeat the action.',
      ar: 'يرجى تسجيل الدخول ثم إعادة الإجراء.',
      it: 'Si prega di accedere e di ripetere poi l’azione.',
      fr: 'Veuillez vous connecter, puis répéter l’action.',
    },
  },
  'wrong-credentials': {
    title: {
      en: 'The sign-in details are not correct',
      ar: 'بيانات تسجيل الدخول غير صحيحة',
      it: 'I dati di accesso non sono corretti',
      fr: 'Les informations de connexion sont incorrectes',
    },
    next: {
      en: 'Please check the sign-in name and the password and try again, or ask the administrator for help.',
      ar: 'يرجى التحقق من اسم الدخول وكلمة المرور والمحاولة مجددًا، أو طلب المساعدة من إدارة النظام.',
      it: 'Si prega di controllare il nome di accesso e la password e di riprovare, o di chiedere aiuto all’amministrazione del servizio.',
      fr: 'Veuillez vérifier l’identifiant et le mot de passe et réessayer, ou demander de l’aide à l’administration du service.',
    },
  },
  'sign-in-locked': {
    title: {
      en: 'Sign-in is locked for a while after several failed attempts',
      ar: 'تسجيل الدخول موقوف مؤقتًا بعد عدة محاولات غير ناجحة',
      it: 'Accesso bloccato temporaneamente dopo più tentativi non riusciti',
      fr: 'La connexion est bloquée temporairement après plusieurs tentatives infructueuses',
    },
    next: {
      en: 'Please wait until the time that is given, sign in from a place that you usually sign in from, or ask an administrator to unlock the account.',
      ar: 'يرجى الانتظار حتى الوقت المبيَّن، أو تسجيل الدخول من مكان اعتدتم الدخول منه، أو الطلب من إدارة النظام فتح الحساب.',
      it: 'Si prega di attendere fino all’ora indicata, di accedere da un luogo abituale o di chiedere all’amministrazione del servizio di sbloccare l’account.',
      fr: 'Veuillez patienter jusqu’à l’heure indiquée, vous connecter depuis un lieu habituel, ou demander à l’administration du service de débloquer le compte.',
    },
  },
  'csrf-token-required': {
    title: {
      en: 'The security token of this page is missing or has expired',
      ar: 'رمز الأمان الخاص بهذه الصفحة غير موجود أو منتهي الصلاحية',
      it: 'Il codice di sicurezza di questa pagina manca o è scaduto',
      fr: 'Le jeton de sécurité de cette page est absent ou expiré',
    },
    next: {
      en: 'Please reload the page, sign in again if asked, and repeat the action.',
      ar: 'يرجى إعادة تحميل الصفحة وتسجيل الدخول مجددًا إذا طُلب ذلك، ثم إعادة الإجراء.',
      it: 'Si prega di ricaricare la pagina, di accedere di nuovo se richiesto e di ripetere l’azione.',
      fr: 'Veuillez recharger la page, vous reconnecter si cela est demandé, puis répéter l’action.',
    },
  },
  'role-not-allowed': {
    title: {
      en: 'Your role does not include this action',
      ar: 'هذا الإجراء لا يدخل في صلاحيات دوركم',
      it: 'Il Suo ruolo non comprende questa azione',
      fr: 'Votre rôle ne comprend pas cette action',
    },
    next: {
      en: 'Please ask a colleague whose role includes it, or ask the administrator if your role should change.',
      ar: 'يرجى إحالة الأمر إلى من يشمل دورهم هذا الإجراء، أو مراجعة إدارة النظام إذا وجب تغيير دوركم.',
      it: 'Si prega di rivolgersi a chi ha un ruolo che la comprende, o all’amministrazione del servizio se il ruolo va cambiato.',
      fr: 'Veuillez vous adresser à une personne dont le rôle la comprend, ou à l’administration du service si votre rôle doit changer.',
    },
  },
  'scope-not-allowed': {
    title: {
      en: 'This API key does not cover the action',
      ar: 'مفتاح الواجهة البرمجية هذا لا يشمل الإجراء المطلوب',
      it: 'Questa chiave API non comprende l’azione richiesta',
      fr: 'Cette clé d’API ne couvre pas l’action demandée',
    },
    next: {
      en: 'Please use a key that has the scope named here, or ask the administrator to issue one.',
      ar: 'يرجى استخدام مفتاح يشمل النطاق المذكور هنا، أو طلب إصداره من إدارة النظام.',
      it: 'Si prega di usare una chiave che comprenda l’ambito qui indicato o di chiederne una all’amministrazione del servizio.',
      fr: 'Veuillez utiliser une clé couvrant la portée indiquée ici, ou en demander une à l’administration du service.',
    },
  },
  'invitation-not-valid': {
    title: {
      en: 'This invitation is no longer valid',
      ar: 'هذه الدعوة لم تعد صالحة',
      it: 'Questo invito non è più valido',
      fr: 'Cette invitation n’est plus valable',
    },
    next: {
      en: 'Please ask the administrator for a new invitation, or sign in if you already have an account.',
      ar: 'يرجى طلب دعوة جديدة من إدارة النظام، أو تسجيل الدخول إذا كان لديكم حساب.',
      it: 'Si prega di chiedere un nuovo invito all’amministrazione del servizio o di accedere se si dispone già di un account.',
      fr: 'Veuillez demander une nouvelle invitation à l’administration du service, ou vous connecter si vous avez déjà un compte.',
    },
  },
  'login-taken': {
    title: {
      en: 'This sign-in name is already in use',
      ar: 'اسم الدخول هذا مستخدم بالفعل',
      it: 'Questo nome di accesso è già in uso',
      fr: 'Cet identifiant est déjà utilisé',
    },
    next: {
      en: 'Please choose another sign-in name.',
      ar: 'يرجى اختيار اسم دخول آخر.',
      it: 'Si prega di scegliere un altro nome di accesso.',
      fr: 'Veuillez choisir un autre identifiant.',
    },
  },
  'password-too-weak': {
    title: {
      en: 'The password is too easy to guess',
      ar: 'كلمة المرور سهلة التخمين',
      it: 'La password è troppo facile da indovinare',
      fr: 'Le mot de passe est trop facile à deviner',
    },
    next: {
      en: 'Please choose a longer password, for example several words that do not belong together.',
      ar: 'يرجى اختيار كلمة مرور أطول، كأن تتكون من عدة كلمات لا رابط بينها.',
      it: 'Si prega di scegliere una password più lunga, per esempio più parole senza legame tra loro.',
      fr: 'Veuillez choisir un mot de passe plus long, par exemple plusieurs mots sans lien entre eux.',
    },
  },
  'account-suspended': {
    title: {
      en: 'This account is suspended',
      ar: 'هذا الحساب معلَّق',
      it: 'Questo account è sospeso',
      fr: 'Ce compte est suspendu',
    },
    next: {
      en: 'Please contact the administrator to learn why and to have the account opened again.',
      ar: 'يرجى الاتصال بإدارة النظام لمعرفة السبب وطلب إعادة تفعيل الحساب.',
      it: 'Si prega di contattare l’amministrazione del servizio per conoscere il motivo e chiedere la riattivazione.',
      fr: 'Veuillez contacter l’administration du service pour en connaître la raison et demander la réactivation du compte.',
    },
  },
  'your-own-account': {
    title: {
      en: 'This is your own account',
      ar: 'هذا حسابك أنت',
      it: 'Questo è il suo account',
      fr: 'Ceci est votre propre compte',
    },
    next: {
      en: 'Please ask another administrator to take this step. A lock on your account ends by itself, at the moment that your account tells.',
      ar: 'يرجى الطلب من مسؤول نظام آخر اتخاذ هذه الخطوة. ينتهي قفل حسابك من تلقاء نفسه في الوقت المبيَّن في حسابك.',
      it: 'Si prega di chiedere a un altro amministratore di compiere questo passo. Il blocco del suo account termina da solo, nel momento indicato nell’account.',
      fr: 'Veuillez demander à un autre administrateur d’effectuer cette démarche. Le blocage de votre compte prend fin de lui-même, au moment que votre compte indique.',
    },
  },
  'not-your-own': {
    title: {
      en: 'This belongs to another organisation or person',
      ar: 'هذا يعود إلى جهة أخرى أو إلى شخص آخر',
      it: 'Questo appartiene a un’altra organizzazione o persona',
      fr: 'Ceci relève d’une autre organisation ou d’une autre personne',
    },
    next: {
      en: 'Please ask those it belongs to to take this step, or ask the facilitator to put you in touch.',
      ar: 'يرجى الطلب ممن يعود إليهم الأمر اتخاذ هذه الخطوة، أو الطلب من الجهة الميسِّرة تيسير الاتصال بهم.',
      it: 'Si prega di chiedere a chi ne è titolare di compiere questo passo o al facilitatore di favorire il contatto.',
      fr: 'Veuillez demander aux titulaires d’effectuer cette démarche, ou au facilitateur de vous mettre en relation.',
    },
  },
} as const satisfies Readonly<Partial<Record<RefusalCode, ProblemText>>>;
