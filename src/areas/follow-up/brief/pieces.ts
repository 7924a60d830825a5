import { LANGUAGES, type Language, type LocalText, type Names } from '../../../kernel/language.ts';
import type { TwoKeyMap } from '../../../kernel/two-key-map.ts';
import { html, type Html, type HtmlValue } from '../../../platform/http/html.ts';
import type { FollowUpLinkView } from '../contract-links.ts';
import { LINK_KINDS, OTHER_STATE_NAMES } from './words.ts';

/** What a page is written for: a language, and the names of states that the reference data has in it. */
export interface Pen {
  readonly language: Language;
  /** By vocabulary and slug. */
  readonly stateNames: TwoKeyMap<string, string, Names>;
}

export const isRightToLeft = (language: Language): boolean => language === 'ar';
const directionOf = (language: Language) => (isRightToLeft(language) ? 'rtl' : 'ltr');

/** A text of people in the reader's language; in another where it has no other, marked so that it is read and set as that. */
export function say(text: LocalText | null, { language }: Pen): Html {
  const own = text?.[language];
  if (own !== undefined) return html`${own}`;
  const other = LANGUAGES.find((one) => text?.[one] !== undefined);
  return other === undefined ? html`` : html`<span lang="${other}" dir="${directionOf(other)}">${text?.[other] ?? ''}</span>`;
}

/** The same as paragraphs, parted where the text has a blank line. */
export function sayParagraphs(text: LocalText, pen: Pen): Html[] {
  const language = text[pen.language] === undefined ? LANGUAGES.find((one) => text[one] !== undefined) : pen.language;
  if (language === undefined) return [];
  return (text[language] ?? '')
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => html`<p lang="${language}" dir="${directionOf(language)}">${paragraph.trim()}</p>`);
}

/** A code or a number keeps its order between Arabic words. */
export const code = (text: string): Html => html`<bdi dir="ltr">${text}</bdi>`;

const LOCALES: Readonly<Record<Language, string>> = { ar: 'ar-LY', en: 'en-GB', it: 'it-IT', fr: 'fr-FR' };

const format = (date: string, { language }: Pen, month: 'long' | 'short'): string =>
  new Intl.DateTimeFormat(LOCALES[language], { day: 'numeric', month, year: 'numeric', timeZone: 'UTC', numberingSystem: 'latn' }).format(
    new Date(`${date}T00:00:00.000Z`),
  );

export const sayDate = (date: string, pen: Pen): Html => html`<time datetime="${date}">${format(date, pen, 'long')}</time>`;
export const sayShortDate = (date: string, pen: Pen): Html => html`<time datetime="${date}">${format(date, pen, 'short')}</time>`;

/** From and to, or the one day. */
export const sayDays = (from: string, to: string, pen: Pen): Html =>
  from === to ? sayDate(from, pen) : html`${sayDate(from, pen)} – ${sayDate(to, pen)}`;

/** Pieces with something between them. */
export const joined = (pieces: readonly HtmlValue[], between: string): HtmlValue[] =>
  pieces.flatMap((piece, index) => (index === 0 ? [piece] : [between, piece]));

/** What it concerns, by its kind, each with its code and how it stands. */
export function sayLinks(links: readonly FollowUpLinkView[], pen: Pen): HtmlValue {
  const between = pen.language === 'ar' ? '، ' : ', ';
  const kinds = (Object.keys(LINK_KINDS) as (keyof typeof LINK_KINDS)[]).flatMap((key) => {
    const { name, vocabulary } = LINK_KINDS[key];
    const ofKind = links.filter((link) => link[key] !== undefined);
    if (ofKind.length === 0) return [];
    const named = ofKind.map(({ reference, state }) => {
      const names = vocabulary === null ? OTHER_STATE_NAMES[state] : pen.stateNames.get(vocabulary, state);
      return html`${code(reference)} (${names?.[pen.language] ?? state})`;
    });
    return [html`${name[pen.language]} ${joined(named, between)}`];
  });
  return joined(kinds, '; ');
}
