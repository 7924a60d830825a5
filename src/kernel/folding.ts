/**
 * What is the same to a reader is the same here: texts that show nothing, and two spellings of one number. The database says the same in
 * functions of its own (drizzle/0000_foundation.sql), which depend on no locale; tests/platform/db/folding.test.ts holds both together.
 */

/** What takes no ink: direction marks, joiners and tags, variation selectors, the fillers of Hangul, the blank of Braille. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Also what alters the sign before it, and needs one: marks. And two hieroglyphs and a note head that are blanks, and what has no agreed look. */
const SHOWS_NOTHING = /^[\p{Z}\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800\u{13441}\u{13442}\u{1D159}]*$/u;

/** Whether a reader would see nothing: no letter, digit, punctuation or symbol that shows. */
export const isBlank = (text: string): boolean => SHOWS_NOTHING.test(text);

/**
 * What two spellings of one number, login or mark have in common: no case, no width or presentation form, digits as 0 to 9, nothing that
 * doesn't show, one kind of dash and of space, none at the ends. Leading zeros, accents and what stands between the signs stay. For
 * comparing, never for showing. `wasl.fold_identifier` in the database.
 */
export const foldIdentifier = (written: string): string =>
  Array.from(written.normalize('NFKD').replaceAll(UNSEEN, ''), smallSign)
    .join('')
    .normalize('NFKC')
    .replaceAll(/[\p{Pd}\u2212]/gu, '-')
    .replaceAll(/[\p{Z}\p{Cc}]+/gu, ' ')
    .replaceAll(/^ | $/g, '');

const FINAL_SIGMA = 'ς';

/** Sign by sign, since a whole text is made small by its language: Σ as σ in a word and as ς at its end. */
function smallSign(sign: string): string {
  if (/\p{Nd}/u.test(sign)) return digitOf(sign);
  return sign === FINAL_SIGMA ? 'σ' : sign.toLowerCase();
}

/** The digits of a script stand in order, one set of ten after another where it has several. */
function digitOf(sign: string): string {
  const point = sign.codePointAt(0) ?? 0;
  let zero = point;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((point - zero) % 10);
}
