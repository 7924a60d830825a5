import type { Names } from '../../../kernel/language.ts';
import type { Observance } from '../domain/obligation.ts';
import type { AgreementState } from '../domain/agreement.ts';
import type { MeetingState } from '../domain/meeting.ts';
import type { RecommendationState } from '../domain/recommendation.ts';

/** The words of the printed brief. The Arabic, Italian and French were written by the authors and await a native review. */

const of = (en: string, ar: string, it: string, fr: string): Names => ({ en, ar, it, fr });

export const WORDS = {
  brief: of('Follow-up brief', 'موجز المتابعة', 'Nota di follow-up', 'Note de suivi'),
  printedOn: of('As of', 'بتاريخ', 'Situazione al', 'Situation au'),
  reader: of('For', 'لفائدة', 'Per', 'Pour'),
  restricted: of(
    'For those who took part and whom it concerns. Holds what its reader may see.',
    'للمشاركين والمعنيين. يتضمن ما يجوز لقارئه الاطلاع عليه.',
    'Per chi ha partecipato e per gli interessati. Contiene ciò che il lettore può vedere.',
    'Pour les participants et les intéressés. Contient ce que son lecteur peut voir.',
  ),
  purpose: of('Purpose', 'الغرض', 'Scopo', 'Objet'),
  participants: of('Participants', 'المشاركون', 'Partecipanti', 'Participants'),
  agenda: of('Agenda', 'جدول الأعمال', 'Ordine del giorno', 'Ordre du jour'),
  decided: of(
    'What was decided, and what became of it',
    'ما تقرر وما آل إليه',
    'Che cosa fu deciso e che cosa ne è stato',
    'Ce qui a été décidé, et ce qu’il en est advenu',
  ),
  decidedAt: of('Decided at', 'تقرر في', 'Deciso a', 'Décidé à'),
  carriedOver: of(
    'Still open from earlier meetings',
    'ما زال مفتوحا من اجتماعات سابقة',
    'Ancora aperte da riunioni precedenti',
    'Encore ouvertes de réunions antérieures',
  ),
  agreements: of('Agreements and their observance', 'الاتفاقات ومدى الالتزام بها', 'Accordi e loro osservanza', 'Accords et leur respect'),
  needs: of(
    'Needs that come from this meeting',
    'احتياجات ناتجة عن هذا الاجتماع',
    'Esigenze nate da questa riunione',
    'Besoins issus de cette réunion',
  ),
  minutes: of('Minutes', 'المحضر', 'Verbale', 'Compte rendu'),
  nextMeeting: of('Next meeting', 'الاجتماع المقبل', 'Prossima riunione', 'Prochaine réunion'),
  nothing: of('Nothing was recommended.', 'لم تصدر توصيات.', 'Nessuna raccomandazione.', 'Aucune recommandation.'),
  recommendation: of('Recommendation', 'التوصية', 'Raccomandazione', 'Recommandation'),
  owner: of('Owner', 'الجهة المسؤولة', 'Responsabile', 'Responsable'),
  due: of('Due', 'الموعد', 'Scadenza', 'Échéance'),
  state: of('State', 'الحالة', 'Stato', 'État'),
  outcome: of('What became of it', 'ما آلت إليه', 'Che cosa ne è stato', 'Ce qu’il en est advenu'),
  overdue: of('Overdue', 'متأخرة', 'Scaduta', 'En retard'),
  total: of('Decided', 'التوصيات', 'Decise', 'Décidées'),
  evidence: of('Evidence', 'الدليل', 'Prova', 'Preuve'),
  confirmedBy: of('Confirmed by', 'أكّدها', 'Confermata da', 'Confirmée par'),
  reportedBy: of('Reported done by', 'أفاد بتنفيذها', 'Riferita attuata da', 'Déclarée accomplie par'),
  concerns: of('Concerns', 'تتعلق بـ', 'Riguarda', 'Concerne'),
  owes: of('Who owes', 'الملتزم', 'Chi deve', 'Qui doit'),
  duty: of('What is owed', 'الالتزام', 'Che cosa è dovuto', 'Ce qui est dû'),
  owedTo: of('To whom', 'لمن', 'A chi', 'À qui'),
  allOthers: of('all the others', 'سائر الأطراف', 'tutti gli altri', 'tous les autres'),
  observance: of('Observance', 'مدى الالتزام', 'Osservanza', 'Respect'),
  awaits: of('To be assessed', 'بانتظار التقييم', 'Da valutare', 'À évaluer'),
  released: of('Released', 'أُسقط', 'Sciolto', 'Levée'),
  signedOn: of('Signed on', 'وُقّع في', 'Firmato il', 'Signé le'),
  parties: of('Parties', 'الأطراف', 'Parti', 'Parties'),
  everyMonths: of('every {n} months', 'كل {n} أشهر', 'ogni {n} mesi', 'tous les {n} mois'),
  everyManyMonths: of('every {n} months', 'كل {n} شهرا', 'ogni {n} mesi', 'tous les {n} mois'),
  everyMonth: of('every month', 'كل شهر', 'ogni mese', 'chaque mois'),
  none: of('none', 'لا يوجد', 'nessuno', 'aucun'),
} as const satisfies Readonly<Record<string, Names>>;

/** Recommendation (feminine in Arabic, Italian and French). */
export const RECOMMENDATION_STATE_NAMES: Readonly<Record<RecommendationState, Names>> = {
  open: of('open', 'مفتوحة', 'aperta', 'ouverte'),
  accepted: of('accepted', 'مقبولة', 'accettata', 'acceptée'),
  'in-progress': of('in progress', 'قيد التنفيذ', 'in corso', 'en cours'),
  done: of('reported done', 'أفيد بتنفيذها', 'riferita attuata', 'déclarée accomplie'),
  confirmed: of('confirmed', 'مؤكدة', 'confermata', 'confirmée'),
  rejected: of('rejected', 'مرفوضة', 'respinta', 'rejetée'),
  superseded: of('superseded', 'حلّت محلها أخرى', 'sostituita', 'remplacée'),
};

export const MEETING_STATE_NAMES: Readonly<Record<MeetingState, Names>> = {
  planned: of('planned', 'مقرر', 'prevista', 'prévue'),
  postponed: of('postponed', 'مؤجل', 'rinviata', 'reportée'),
  held: of('held', 'منعقد', 'tenuta', 'tenue'),
  closed: of('closed', 'مغلق', 'chiusa', 'close'),
  cancelled: of('cancelled', 'ملغى', 'annullata', 'annulée'),
};

export const AGREEMENT_STATE_NAMES: Readonly<Record<AgreementState, Names>> = {
  'in-negotiation': of('in negotiation', 'قيد التفاوض', 'in negoziato', 'en négociation'),
  'in-force': of('in force', 'نافذ', 'in vigore', 'en vigueur'),
  ended: of('ended', 'منتهٍ', 'cessato', 'terminé'),
};

export const OBSERVANCE_NAMES: Readonly<Record<Observance, Names>> = {
  observed: of('observed', 'ملتزَم به', 'osservato', 'respectée'),
  'partly-observed': of('partly observed', 'ملتزَم به جزئيا', 'osservato in parte', 'respectée en partie'),
  'not-observed': of('not observed', 'غير ملتزَم به', 'non osservato', 'non respectée'),
  'not-assessed': of('not assessed', 'لم يُقيَّم', 'non valutato', 'non évaluée'),
};

/** What a link leads to, and the vocabulary of the reference data that names its states, where there is one. */
export const LINK_KINDS = {
  needId: { name: of('need', 'احتياج', 'esigenza', 'besoin'), vocabulary: 'need_states' },
  obstacleId: { name: of('obstacle', 'عائق', 'ostacolo', 'obstacle'), vocabulary: 'obstacle_states' },
  partnershipId: { name: of('partnership', 'شراكة', 'partenariato', 'partenariat'), vocabulary: null },
  deliveryId: { name: of('delivery', 'شحنة', 'consegna', 'livraison'), vocabulary: 'delivery_states' },
  citedAgreementId: { name: of('agreement', 'اتفاق', 'accordo', 'accord'), vocabulary: null },
} as const;

/** The states that the reference data has no vocabulary for. */
export const OTHER_STATE_NAMES: Readonly<Record<string, Names>> = {
  ...AGREEMENT_STATE_NAMES,
  'under-negotiation': of('under negotiation', 'قيد التفاوض', 'in negoziato', 'en négociation'),
  signed: of('signed', 'موقعة', 'firmato', 'signé'),
};
