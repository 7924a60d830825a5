import type { Language } from '../kernel/language.ts';
import { formatList } from '../locales/format-arguments.ts';
import { formatMessage } from '../locales/format-message.ts';
import { formatRule } from './format-rule.ts';
import type { MarginalWorth, NeedCause, NeedReason, OfferCause, OfferReason, Reasons, RuleCount, Worth } from './reasons.ts';

/** How a line is called in the reader's language; its id where nothing better is known. */
export type NameOf = (line: string) => string;

/** Why a need got what it got, in a sentence or two. */
export function formatNeedReason({ cause, oneMoreUnit }: NeedReason, language: Language, nameOf: NameOf = (id) => id): string {
  const sentence = formatMessage(language, `need-reason.${codeOf(cause)}`, needFacts(cause, language, nameOf));
  return [sentence, ...formatGain('worth.one-more-asked', oneMoreUnit, language)].join(' ');
}

/** Where an offer went, or why it stays, in a sentence or two. */
export function formatOfferReason({ cause, oneMoreUnit }: OfferReason, language: Language, nameOf: NameOf = (id) => id): string {
  const sentence = formatMessage(language, `offer-reason.${codeOfOffer(cause)}`, offerFacts(cause, language, nameOf));
  return [sentence, ...formatGain('worth.one-more-offered', oneMoreUnit, language)].join(' ');
}

export interface FormattedReasons {
  readonly language: Language;
  readonly needs: readonly (NeedReason & { readonly text: string })[];
  readonly offers: readonly (OfferReason & { readonly text: string })[];
  readonly excluded: Reasons['excluded'];
}

/** All reasons with their words. */
export const formatReasons = ({ needs, offers, excluded }: Reasons, language: Language, nameOf?: NameOf): FormattedReasons => ({
  language,
  needs: needs.map((reason) => ({ ...reason, text: formatNeedReason(reason, language, nameOf) })),
  offers: offers.map((reason) => ({ ...reason, text: formatOfferReason(reason, language, nameOf) })),
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

const codeOfOffer = (cause: OfferCause): OfferCause['code'] | 'asked-by-nobody' =>
  cause.code === 'no-eligible-need' && cause.rules.length === 0 ? 'asked-by-nobody' : cause.code;

/** What no cause of that code has is in none of its texts. */
const NO_FACTS = { line: '', left: 0, limit: 0, rules: '', by: '', rivals: '', count: 0 };

function needFacts(cause: NeedCause, language: Language, nameOf: NameOf): typeof NO_FACTS {
  if ('rules' in cause) return { ...NO_FACTS, rules: formatRules(cause.rules, language) };
  if (cause.code === 'outbid') {
    const rivals = cause.rivals.map(({ need, quantity }) =>
      formatMessage(language, 'reason.counted', { name: nameOf(need), count: quantity }),
    );
    const by = cause.shortBy === null ? '' : formatWorth(cause.shortBy, language);
    return { ...NO_FACTS, line: nameOf(cause.offer), by, rivals: formatList(rivals, language) };
  }
  if ('offer' in cause) return { ...NO_FACTS, line: nameOf(cause.offer), left: cause.left, limit: cause.limit ?? 0 };
  return NO_FACTS;
}

function offerFacts(cause: OfferCause, language: Language, nameOf: NameOf): typeof NO_FACTS {
  if ('rules' in cause) return { ...NO_FACTS, rules: formatRules(cause.rules, language) };
  if ('count' in cause) return { ...NO_FACTS, count: cause.count };
  if ('need' in cause) return { ...NO_FACTS, line: nameOf(cause.need), left: cause.left, limit: cause.limit ?? 0 };
  return NO_FACTS;
}

const formatRules = (rules: readonly RuleCount[], language: Language): string =>
  formatList(
    rules.map(({ rule, count }) => formatMessage(language, 'reason.counted', { name: formatRule(rule, language), count })),
    language,
  );

/** What one unit more would add; none where nothing tells it, or it would be nothing. */
function formatGain(key: 'worth.one-more-asked' | 'worth.one-more-offered', worth: MarginalWorth | null, language: Language): string[] {
  if (worth === null || (worth.tierWeight === 0 && worth.score === 0)) return [];
  const amount = formatWorth(worth, language);
  return [formatMessage(language, key, { worth: worth.isExact ? amount : formatMessage(language, 'worth.at-most', { amount }) })];
}

/** Whole units of the highest tier that counts, where there are any; else micro-units of score. */
const formatWorth = ({ tierWeight, score }: Worth, language: Language): string =>
  tierWeight === 0 ? formatMessage(language, 'worth.score', { score }) : formatMessage(language, 'worth.tiers', { tiers: tierWeight });
