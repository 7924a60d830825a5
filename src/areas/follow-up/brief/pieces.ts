import { LANGUAGES, type Language, type LocalText, type Names } from '../../../kernel/language.ts';
import type { TwoKeyMap } from '../../../kernel/two-key-map.ts';
import { formatDay } from '../../../locales/format-arguments.ts';
import { formatMessage } from '../../../locales/format-message.ts';
import type { MessageKey } from '../../../locales/message-parameters.ts';
import { html, type Html, type HtmlValue } from '../../../platform/http/html.ts';
import { PARTNERSHIP_STATES } from '../../partnerships/domain/partnership.ts';
import type { FollowUpLinkView } from '../record.ts';
import { AGREEMENT_STATES } from '../domain/agreement.ts';

/** What a page is written for: a language, and the names of states that the reference data has in it. */
export interface Pen {
  readonly language: Language;
  /** By vocabulary and slug. */
  readonly stateNames: TwoKeyMap<string, string, Names>;
}

export const isRightToLeft = (language: Language): boolean => language === 'ar';
const directionOf = (language: Language) => (isRightToLeft(language) ? 'rtl' : 'ltr');

/** A text of people in the reader's language; in another where it has no other, marked so that it is read and set as that. */
export function formatText(text: LocalText | null, { language }: Pen): Html {
  const own = text?.[language];
  if (own !== undefined) return html`${own}`;
  const other = LANGUAGES.find((one) => text?.[one] !== undefined);
  return other === undefined ? html`` : html`<span lang="${other}" dir="${directionOf(other)}">${text?.[other] ?? ''}</span>`;
}

/** The same as paragraphs, parted where the text has a blank line. */
export function formatParagraphs(text: LocalText, pen: Pen): Html[] {
  const language = text[pen.language] === undefined ? LANGUAGES.find((one) => text[one] !== undefined) : pen.language;
  if (language === undefined) return [];
  return (text[language] ?? '')
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => html`<p lang="${language}" dir="${directionOf(language)}">${paragraph.trim()}</p>`);
}

/** A code or a number keeps its order between Arabic words. */
export const code = (text: string): Html => html`<bdi dir="ltr">${text}</bdi>`;

export const formatDate = (date: string, pen: Pen): Html => html`<time datetime="${date}">${formatDay(date, pen.language)}</time>`;
export const formatShortDate = (date: string, pen: Pen): Html =>
  html`<time datetime="${date}">${formatDay(date, pen.language, 'short')}</time>`;

/** From and to, or the one day. */
export const formatDays = (from: string, to: string, pen: Pen): Html =>
  from === to ? formatDate(from, pen) : html`${formatDate(from, pen)} – ${formatDate(to, pen)}`;

/** Pieces with something between them. */
export const joined = (pieces: readonly HtmlValue[], between: string): HtmlValue[] =>
  pieces.flatMap((piece, index) => (index === 0 ? [piece] : [between, piece]));

/** Pieces with a comma of the language between them. */
export const listed = (pieces: readonly HtmlValue[], { language }: Pen): HtmlValue[] => joined(pieces, language === 'ar' ? '، ' : ', ');

/** Pieces with a semicolon of the language between them. */
export const clauses = (pieces: readonly HtmlValue[], { language }: Pen): HtmlValue[] =>
  joined(pieces, formatMessage(language, 'list.clauses', { first: '', rest: '' }));

/** What something is called, a colon of the language, and what it is. */
export const labelled = (label: HtmlValue, value: HtmlValue, { language }: Pen): HtmlValue[] =>
  joined([label, value], formatMessage(language, 'list.labelled', { label: '', value: '' }));

/** A short code, and how what it stands for stands today. */
export const formatReference = (reference: string, state: string | undefined): Html =>
  state === undefined ? code(reference) : html`${code(reference)} (${state})`;

/** The vocabularies of the reference data that name states. */
export const STATE_VOCABULARIES = ['need_states', 'obstacle_states', 'delivery_states'] as const;

/** How a state is called by a vocabulary. */
export const nameState =
  (vocabulary: (typeof STATE_VOCABULARIES)[number]) =>
  (state: string, { stateNames, language }: Pen): string | undefined =>
    stateNames.get(vocabulary, state)?.[language];

type LinkKind = Exclude<keyof FollowUpLinkView, 'reference' | 'state'>;

/** What a link leads to, and how its state is called. */
const LINK_KINDS: Readonly<Record<LinkKind, readonly [name: LinkWord, stateOf: (state: string, pen: Pen) => string | undefined]>> = {
  needId: ['link.need', nameState('need_states')],
  obstacleId: ['link.obstacle', nameState('obstacle_states')],
  partnershipId: ['link.partnership', namePartnershipState],
  deliveryId: ['link.delivery', nameState('delivery_states')],
  citedAgreementId: ['link.agreement', nameAgreementState],
};
type LinkWord = Extract<MessageKey, `link.${string}`>;

function namePartnershipState(state: string, { language }: Pen): string | undefined {
  const known = PARTNERSHIP_STATES.find((one) => one === state);
  return known && formatMessage(language, `partnership-state.${known}`);
}

function nameAgreementState(state: string, { language }: Pen): string | undefined {
  const known = AGREEMENT_STATES.find((one) => one === state);
  return known && formatMessage(language, `agreement-state.${known}`);
}

/** What it concerns, by its kind, each with its code and how it stands. */
export function formatLinks(links: readonly FollowUpLinkView[], pen: Pen): HtmlValue {
  const kinds = (Object.keys(LINK_KINDS) as LinkKind[]).flatMap((kind) => {
    const [name, stateOf] = LINK_KINDS[kind];
    const ofKind = links.filter((link) => link[kind] !== undefined);
    if (ofKind.length === 0) return [];
    const named = ofKind.map(({ reference, state }) => formatReference(reference, stateOf(state, pen)));
    return [html`${formatMessage(pen.language, name)} ${listed(named, pen)}`];
  });
  return clauses(kinds, pen);
}
