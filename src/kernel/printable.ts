/**
 * What no text may hold, because it would be kept as something else or show as something else than it is:
 * - control characters but tabulators and ends of lines: no person types them, terminals obey them, and PostgreSQL can't hold U+0000;
 * - half of a surrogate pair, which UTF-8 can't hold;
 * - embeddings, overrides and isolates (U+202A to U+202E, U+2066 to U+2069): they reorder what is around them, beyond their own text where
 *   they aren't closed, so that a reader sees other words or figures than are kept (CVE-2021-42574, "Trojan Source").
 * The marks by which Arabic beside figures and Latin words is put right, and which reorder nothing but their neighbours, stay: U+200E,
 * U+200F, U+061C (UAX #9, 2.6), and the joiners U+200C and U+200D.
 */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\p{Surrogate}]/u;

/**
 * What shows as nothing or as something else than it is, and what a terminal obeys: control and format characters, and the two that end
 * lines in scripts. Ends of lines stay, which in JSON stand between values alone, and the joiners of Arabic and other scripts.
 */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNSEEN_IN_JSON = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028\u2029]|[^\P{Cf}\u200C\u200D]/gu;

/** JSON for a place where somebody may look at it: every character is shown or written as an escape, which in JSON means the same. */
export const printableJson = (json: string): string => json.replaceAll(UNSEEN_IN_JSON, escapeInJson);

/** As JSON writes a character that it doesn't show: each half of a surrogate pair for itself. */
export const escapeInJson = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');

/** Whether a text can be kept and shown as it was sent. */
export const isPrintable = (text: string): boolean => !UNPRINTABLE.test(text);
