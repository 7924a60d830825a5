import type { Language, Names } from '../kernel/language.ts';
import { sayRule } from './rule-names.ts';
import type { NeedCause, NeedReason, OfferCause, OfferReason, Reasons, RuleCount } from './reasons.ts';
import { fill, ONE_MORE_ASKED, ONE_MORE_OFFERED, sayAmount, sayWorth } from './worth-texts.ts';

/** How a line is called in the reader's language; its id where nothing better is known. */
export type NameOf = (line: string) => string;

/** Why a need got what it got, in a sentence or two. The Arabic, Italian and French await a native review. */
export function sayNeedReason({ cause, oneMoreUnit }: NeedReason, language: Language, nameOf: NameOf = (id) => id): string {
  const sentence = fill(NEED_TEXTS[codeOf(cause)][language], needFacts(cause, language, nameOf));
  return [sentence, ...sayWorth(ONE_MORE_ASKED, oneMoreUnit, language)].join(' ');
}

/** Where an offer went, or why it stays, in a sentence or two. */
export function sayOfferReason({ cause, oneMoreUnit }: OfferReason, language: Language, nameOf: NameOf = (id) => id): string {
  const sentence = fill(OFFER_TEXTS[codeOfOffer(cause)][language], offerFacts(cause, language, nameOf));
  return [sentence, ...sayWorth(ONE_MORE_OFFERED, oneMoreUnit, language)].join(' ');
}

export interface SaidReasons {
  readonly language: Language;
  readonly needs: readonly (NeedReason & { readonly text: string })[];
  readonly offers: readonly (OfferReason & { readonly text: string })[];
  readonly excluded: Reasons['excluded'];
}

/** All reasons with their words. */
export const sayReasons = ({ needs, offers, excluded }: Reasons, language: Language, nameOf?: NameOf): SaidReasons => ({
  language,
  needs: needs.map((reason) => ({ ...reason, text: sayNeedReason(reason, language, nameOf) })),
  offers: offers.map((reason) => ({ ...reason, text: sayOfferReason(reason, language, nameOf) })),
  excluded,
});

type NeedTextCode = NeedCause['code'] | 'unknown-to-all' | 'tied' | 'goes-elsewhere' | 'lot-too-large' | 'cap-full';

/** A need that no rule removed an offer from is one that nobody offers anything for; a rival that is worth as much is a tie. */
function codeOf(cause: NeedCause): NeedTextCode {
  if (cause.code === 'no-eligible-offer' && cause.rules.length === 0) return 'unknown-to-all';
  // Nothing is left with the offer, but it would stop the need all the same.
  if (cause.code === 'lot' && cause.left === 0) return 'lot-too-large';
  if (cause.code === 'cap' && cause.left === 0) return 'cap-full';
  if (cause.code === 'outbid' && cause.shortBy === null) return 'goes-elsewhere';
  if (cause.code === 'outbid' && cause.shortBy?.tierWeight === 0 && cause.shortBy.score === 0) return 'tied';
  return cause.code;
}

type OfferTextCode = OfferCause['code'] | 'asked-by-nobody' | 'need-served';

function codeOfOffer(cause: OfferCause): OfferTextCode {
  if (cause.code === 'no-eligible-need' && cause.rules.length === 0) return 'asked-by-nobody';
  return cause.code === 'needs-served' && cause.count === 1 ? 'need-served' : cause.code;
}

function needFacts(cause: NeedCause, language: Language, nameOf: NameOf): Record<string, string> {
  if ('rules' in cause) return { rules: sayRules(cause.rules, language) };
  if (cause.code === 'outbid') {
    const rivals = cause.rivals.map(({ need, quantity }) => `${nameOf(need)} (${quantity})`);
    const by = cause.shortBy === null ? '' : sayAmount(cause.shortBy, language);
    return { line: nameOf(cause.offer), by, rivals: join(rivals, language) };
  }
  if ('offer' in cause) return { line: nameOf(cause.offer), left: String(cause.left), limit: String(cause.limit ?? '') };
  return {};
}

function offerFacts(cause: OfferCause, language: Language, nameOf: NameOf): Record<string, string> {
  if ('rules' in cause) return { rules: sayRules(cause.rules, language) };
  if ('count' in cause) return { count: String(cause.count) };
  if ('need' in cause) return { line: nameOf(cause.need), left: String(cause.left), limit: String(cause.limit ?? '') };
  return {};
}

const sayRules = (rules: readonly RuleCount[], language: Language): string =>
  join(
    rules.map(({ rule, count }) => `${sayRule(rule, language)} (${count})`),
    language,
  );

const join = (parts: readonly string[], language: Language): string => parts.join(language === 'ar' ? '، ' : ', ');

const NEED_TEXTS: Readonly<Record<NeedTextCode, Names>> = {
  served: { en: 'Served in full.', ar: 'لُبّي بالكامل.', it: 'Servito per intero.', fr: 'Servi en totalité.' },
  'nothing-asked': {
    en: 'Nothing is asked for any more.',
    ar: 'لم يعد هناك شيء مطلوب.',
    it: 'Non si chiede più nulla.',
    fr: 'Plus rien n’est demandé.',
  },
  'no-eligible-offer': {
    en: 'No offer is eligible. Rules that removed offers: {rules}.',
    ar: 'لا يوجد عرض مؤهل. القواعد التي استبعدت العروض: {rules}.',
    it: 'Nessuna offerta è ammissibile. Regole che hanno escluso offerte: {rules}.',
    fr: 'Aucune offre n’est admissible. Règles qui ont écarté des offres : {rules}.',
  },
  'unknown-to-all': {
    en: 'Nobody offers it, nor anything that may stand in for it.',
    ar: 'لا أحد يعرضه ولا ما يمكن أن يحل محله.',
    it: 'Nessuno lo offre, né offre qualcosa che possa sostituirlo.',
    fr: 'Personne ne l’offre, ni rien qui puisse le remplacer.',
  },
  outbid: {
    en: 'What it could have had from {line} does more elsewhere, by at least {by} a unit. Served instead: {rivals}.',
    ar: 'ما كان يمكن أن يحصل عليه من {line} أنفع في مكان آخر، بفارق لا يقل عن {by} لكل وحدة. لُبّي بدلاً منه: {rivals}.',
    it: 'Ciò che poteva avere da {line} rende di più altrove, per almeno {by} a unità. Serviti al suo posto: {rivals}.',
    fr: 'Ce qu’il pouvait recevoir de {line} est plus utile ailleurs, d’au moins {by} l’unité. Servis à sa place : {rivals}.',
  },
  tied: {
    en: 'What it could still have had from {line} goes to needs that come first or gain at least as much: {rivals}.',
    ar: 'ما كان يمكن أن يحصل عليه أيضاً من {line} يذهب إلى احتياجات تسبقه أو تستفيد بما لا يقل عنه: {rivals}.',
    it: 'Ciò che poteva ancora avere da {line} va a bisogni che vengono prima o ne guadagnano almeno altrettanto: {rivals}.',
    fr: 'Ce qu’il pouvait encore recevoir de {line} va à des besoins prioritaires ou qui y gagnent au moins autant : {rivals}.',
  },
  'lot-too-large': {
    en: 'No fewer than {limit} of {line} can be given at once, which is more than it still asks for.',
    ar: 'لا يمكن إعطاء أقل من {limit} من {line} دفعة واحدة، وهذا أكثر مما لا يزال يطلبه.',
    it: 'Di {line} non si possono dare meno di {limit} alla volta, più di quante ne chieda ancora.',
    fr: 'On ne peut donner moins de {limit} de {line} à la fois, ce qui est plus qu’il n’en demande encore.',
  },
  'cap-full': {
    en: 'The cap of {limit} units has no room for as many of {line} as are given at once.',
    ar: 'الحد الأعلى وهو {limit} وحدة لا يتسع لما يُعطى من {line} دفعة واحدة.',
    it: 'Il tetto di {limit} unità non lascia posto per quante di {line} se ne danno alla volta.',
    fr: 'Le plafond de {limit} unités ne laisse pas de place pour ce qui se donne de {line} à la fois.',
  },
  'goes-elsewhere': {
    en: 'What it could have had from {line} goes to others: {rivals}.',
    ar: 'ما كان يمكن أن يحصل عليه من {line} يذهب إلى غيره: {rivals}.',
    it: 'Ciò che poteva avere da {line} va ad altri: {rivals}.',
    fr: 'Ce qu’il pouvait recevoir de {line} va à d’autres : {rivals}.',
  },
  'supply-used-up': {
    en: 'All that is eligible for it goes to it; there is no more.',
    ar: 'كل ما هو مؤهل له ذهب إليه، ولا يوجد المزيد.',
    it: 'Tutto ciò che è ammissibile va già a lui; non c’è altro.',
    fr: 'Tout ce qui est admissible lui revient déjà ; il n’y a rien de plus.',
  },
  fixed: {
    en: 'Its line with {line} is fixed at {limit}.',
    ar: 'سطره مع {line} مثبت عند {limit}.',
    it: 'La sua riga con {line} è fissata a {limit}.',
    fr: 'Sa ligne avec {line} est fixée à {limit}.',
  },
  lot: {
    en: '{line} has {left} left, but no fewer than {limit} can be given at once.',
    ar: 'بقي لدى {line} {left}، لكن لا يمكن إعطاء أقل من {limit} دفعة واحدة.',
    it: 'A {line} restano {left}, ma non si possono dare meno di {limit} alla volta.',
    fr: 'Il reste {left} à {line}, mais on ne peut donner moins de {limit} à la fois.',
  },
  budget: {
    en: 'The money of {line} does not pay for more at once.',
    ar: 'المال المخصص لـ{line} لا يكفي للمزيد دفعة واحدة.',
    it: 'Il denaro di {line} non basta per altro in una volta.',
    fr: 'L’argent de {line} ne suffit pas pour davantage à la fois.',
  },
  cap: {
    en: '{line} has {left} left, but the cap of {limit} units has no room for as many as are given at once.',
    ar: 'بقي لدى {line} {left}، لكن الحد الأعلى وهو {limit} وحدة لا يتسع لما يُعطى دفعة واحدة.',
    it: 'A {line} restano {left}, ma il tetto di {limit} unità non lascia posto per quante se ne danno alla volta.',
    fr: 'Il reste {left} à {line}, mais le plafond de {limit} unités ne laisse pas de place pour ce qui se donne à la fois.',
  },
  'donor-limit': {
    en: 'At most {limit} donors may serve it, and {line} would be one more.',
    ar: 'لا يجوز أن يلبيه أكثر من {limit} من المانحين، و{line} سيكون واحداً إضافياً.',
    it: 'Possono servirlo al massimo {limit} donatori, e {line} sarebbe uno di troppo.',
    fr: 'Au plus {limit} donateurs peuvent le servir, et {line} en serait un de trop.',
  },
  'offer-all-or-nothing': {
    en: '{line} goes whole, all {limit} units, or not at all; here it does not.',
    ar: '{line} يُعطى كاملاً، أي {limit} وحدة، أو لا يُعطى؛ وهنا لا يُعطى.',
    it: '{line} va intera, tutte le {limit} unità, o per nulla; qui non va.',
    fr: '{line} part entière, les {limit} unités, ou pas du tout ; ici elle ne part pas.',
  },
  'all-or-nothing': {
    en: 'It is served in full, {limit} units, or not at all, and in full it would cost the plan at least as much as it brings, or can’t be.',
    ar: 'يُلبى بالكامل، {limit} وحدة، أو لا يُلبى، وتلبيته بالكامل تكلف الخطة ما لا يقل عما تجلب أو غير ممكنة.',
    it: 'È servito per intero, {limit} unità, o per nulla, e per intero costerebbe al piano almeno quanto porta, o non si può.',
    fr: 'Il est servi en totalité, {limit} unités, ou pas du tout, et en totalité il coûterait au moins ce qu’il apporte, ou c’est impossible.',
  },
  group: {
    en: 'The {limit} needs of its group are served in full together or not at all; together they can’t be, or it would cost at least as much as it brings.',
    ar: 'احتياجات مجموعته وعددها {limit} تُلبى معاً بالكامل أو لا تُلبى؛ وذلك غير ممكن معاً أو يكلف ما لا يقل عما يجلب.',
    it: 'I {limit} bisogni del suo gruppo sono serviti per intero insieme o per nulla; insieme non si può, o costerebbe almeno quanto porta.',
    fr: 'Les {limit} besoins de son groupe sont servis ensemble en totalité ou pas du tout ; ensemble c’est impossible, ou coûterait au moins ce que cela apporte.',
  },
  package: {
    en: 'It comes in whole packages only; one more can’t be, or would cost the plan at least as much as it brings.',
    ar: 'يأتي في حزم كاملة فقط؛ وحزمة أخرى غير ممكنة أو تكلف الخطة ما لا يقل عما تجلب.',
    it: 'Arriva solo in pacchetti interi; uno in più non si può, o costerebbe al piano almeno quanto porta.',
    fr: 'Il ne vient qu’en lots complets ; un de plus est impossible, ou coûterait au plan au moins ce qu’il apporte.',
  },
  floor: {
    en: 'With more for it alone, the guaranteed shares would not be kept.',
    ar: 'لو أُعطي هو وحده المزيد لما حُفظت الحصص المضمونة.',
    it: 'Con altro solo per lui le quote garantite non sarebbero rispettate.',
    fr: 'Avec davantage pour lui seul, les parts garanties ne seraient pas respectées.',
  },
  unfinished: {
    en: 'The search ended before it was settled whether {line} should give it more.',
    ar: 'انتهى البحث قبل أن يُحسم ما إذا كان على {line} أن يعطيه المزيد.',
    it: 'La ricerca è finita prima di stabilire se {line} dovesse dargli di più.',
    fr: 'La recherche s’est arrêtée avant d’établir si {line} devait lui donner davantage.',
  },
  'not-worth-it': {
    en: 'One more unit from {line} would bring the plan nothing.',
    ar: 'وحدة إضافية من {line} لا تجلب للخطة شيئاً.',
    it: 'Un’unità in più da {line} non porterebbe nulla al piano.',
    fr: 'Une unité de plus de {line} n’apporterait rien au plan.',
  },
};

const OFFER_TEXTS: Readonly<Record<OfferTextCode, Names>> = {
  'asked-by-nobody': {
    en: 'Nobody asks for it, nor for anything that it may stand in for.',
    ar: 'لا أحد يطلبه ولا ما يمكن أن يحل محله.',
    it: 'Nessuno la chiede, né chiede qualcosa che possa sostituire.',
    fr: 'Personne ne la demande, ni rien qu’elle puisse remplacer.',
  },
  given: { en: 'Given in full.', ar: 'أُعطي بالكامل.', it: 'Data per intero.', fr: 'Donnée en totalité.' },
  'nothing-offered': {
    en: 'Nothing of it is left to give.',
    ar: 'لم يبق منه ما يُعطى.',
    it: 'Non ne resta nulla da dare.',
    fr: 'Il n’en reste rien à donner.',
  },
  'no-eligible-need': {
    en: 'No need is eligible for it. Rules that removed needs: {rules}.',
    ar: 'لا يوجد احتياج مؤهل له. القواعد التي استبعدت الاحتياجات: {rules}.',
    it: 'Nessun bisogno è ammissibile. Regole che hanno escluso bisogni: {rules}.',
    fr: 'Aucun besoin n’est admissible. Règles qui ont écarté des besoins : {rules}.',
  },
  'need-served': {
    en: 'The one need that it may go to has what it asks for.',
    ar: 'الاحتياج الوحيد الذي يمكن أن يذهب إليه حصل على ما يطلبه.',
    it: 'L’unico bisogno a cui può andare ha ciò che chiede.',
    fr: 'Le seul besoin auquel elle peut aller a ce qu’il demande.',
  },
  'needs-served': {
    en: 'All {count} needs that it may go to have what they ask for.',
    ar: 'كل الاحتياجات التي يمكن أن يذهب إليها وعددها {count} حصلت على ما تطلبه.',
    it: 'Tutti i {count} bisogni a cui può andare hanno ciò che chiedono.',
    fr: 'Les {count} besoins auxquels elle peut aller ont ce qu’ils demandent.',
  },
  fixed: {
    en: 'Its line with {line} is fixed at {limit}.',
    ar: 'سطره مع {line} مثبت عند {limit}.',
    it: 'La sua riga con {line} è fissata a {limit}.',
    fr: 'Sa ligne avec {line} est fixée à {limit}.',
  },
  lot: {
    en: '{line} could use {left} more, but no fewer than {limit} can be given at once.',
    ar: 'يمكن لـ{line} استخدام {left} إضافية، لكن لا يمكن إعطاء أقل من {limit} دفعة واحدة.',
    it: 'A {line} ne servirebbero altre {left}, ma non si possono dare meno di {limit} alla volta.',
    fr: '{line} pourrait en utiliser {left} de plus, mais on ne peut donner moins de {limit} à la fois.',
  },
  budget: {
    en: 'What is left of the money does not pay for more at once for {line}.',
    ar: 'ما بقي من المال لا يكفي للمزيد دفعة واحدة لـ{line}.',
    it: 'Quel che resta del denaro non basta per altro in una volta per {line}.',
    fr: 'Ce qui reste de l’argent ne suffit pas pour davantage à la fois pour {line}.',
  },
  cap: {
    en: '{line} could use {left} more, but the cap of {limit} units has no room for as many as are given at once.',
    ar: 'يمكن لـ{line} استخدام {left} إضافية، لكن الحد الأعلى وهو {limit} وحدة لا يتسع لما يُعطى دفعة واحدة.',
    it: 'A {line} ne servirebbero altre {left}, ma il tetto di {limit} unità non lascia posto per quante se ne danno alla volta.',
    fr: '{line} pourrait en utiliser {left} de plus, mais le plafond de {limit} unités ne laisse pas de place pour ce qui se donne à la fois.',
  },
  'donor-limit': {
    en: 'At most {limit} donors may serve {line}, and this would be one more.',
    ar: 'لا يجوز أن يلبي {line} أكثر من {limit} من المانحين، وهذا سيكون واحداً إضافياً.',
    it: 'Possono servire {line} al massimo {limit} donatori, e questo sarebbe uno di troppo.',
    fr: 'Au plus {limit} donateurs peuvent servir {line}, et celui-ci en serait un de trop.',
  },
  'offer-all-or-nothing': {
    en: 'It goes whole, all {limit} units, or not at all, and whole it can’t go or would bring no more.',
    ar: 'يُعطى كاملاً، {limit} وحدة، أو لا يُعطى، وإعطاؤه كاملاً غير ممكن أو لا يزيد نفعاً.',
    it: 'Va intera, tutte le {limit} unità, o per nulla, e intera non può andare o non renderebbe di più.',
    fr: 'Elle part entière, les {limit} unités, ou pas du tout ; entière, elle ne le peut pas ou n’apporterait pas plus.',
  },
  'all-or-nothing': {
    en: '{line} is served in full, {limit} units, or not at all, and here it is not.',
    ar: '{line} يُلبى بالكامل، {limit} وحدة، أو لا يُلبى، وهنا لا يُلبى.',
    it: '{line} è servito per intero, {limit} unità, o per nulla, e qui non lo è.',
    fr: '{line} est servi en totalité, {limit} unités, ou pas du tout ; ici il ne l’est pas.',
  },
  group: {
    en: '{line} is one of {limit} needs that are served in full together or not at all, and here they are not.',
    ar: '{line} واحد من {limit} احتياجات تُلبى معاً بالكامل أو لا تُلبى، وهنا لا تُلبى.',
    it: '{line} è uno di {limit} bisogni serviti per intero insieme o per nulla, e qui non lo sono.',
    fr: '{line} est l’un des {limit} besoins servis ensemble en totalité ou pas du tout ; ici ils ne le sont pas.',
  },
  package: {
    en: '{line} comes in whole packages only; one more can’t be, or would cost the plan at least as much as it brings.',
    ar: '{line} يأتي في حزم كاملة فقط؛ وحزمة أخرى غير ممكنة أو تكلف الخطة ما لا يقل عما تجلب.',
    it: '{line} arriva solo in pacchetti interi; uno in più non si può, o costerebbe al piano almeno quanto porta.',
    fr: '{line} ne vient qu’en lots complets ; un de plus est impossible, ou coûterait au plan au moins ce qu’il apporte.',
  },
  floor: {
    en: 'With more for {line} alone, the guaranteed shares would not be kept.',
    ar: 'لو أُعطي {line} وحده المزيد لما حُفظت الحصص المضمونة.',
    it: 'Con altro solo per {line} le quote garantite non sarebbero rispettate.',
    fr: 'Avec davantage pour {line} seul, les parts garanties ne seraient pas respectées.',
  },
  unfinished: {
    en: 'The search ended before it was settled whether {line} should get more of it.',
    ar: 'انتهى البحث قبل أن يُحسم ما إذا كان على {line} أن يحصل على المزيد منه.',
    it: 'La ricerca è finita prima di stabilire se {line} dovesse averne di più.',
    fr: 'La recherche s’est arrêtée avant d’établir si {line} devait en recevoir davantage.',
  },
  'not-worth-it': {
    en: 'One more unit for {line} would bring the plan nothing.',
    ar: 'وحدة إضافية لـ{line} لا تجلب للخطة شيئاً.',
    it: 'Un’unità in più per {line} non porterebbe nulla al piano.',
    fr: 'Une unité de plus pour {line} n’apporterait rien au plan.',
  },
};
