import { foldIdentifier } from '../../../kernel/folding.ts';
import { ARTICLES, EVERYDAY_WORDS, PLACE_MARKS, saysKindOnly } from './place-words.ts';

/**
 * What a text that goes to donors would tell of who asks and from where. It looks for what is written, in whatever script, with whatever signs and
 * marks between; what somebody paraphrases it can't find, which is why a facilitator reads the text as well.
 */
export const TELLING_KINDS = [
  'tells-unit',
  'tells-site',
  'tells-person',
  'tells-coordinates',
  'tells-telephone',
  'tells-mail-address',
] as const;
export type TellingKind = (typeof TELLING_KINDS)[number];

export interface Finding {
  readonly kind: TellingKind;
  /** The piece that tells it, as it was read: digits as 0 to 9, without what doesn't show. */
  readonly piece: string;
}

/** What a text may not name, in all spellings that are known; and what it may, although a name may hold it. */
export interface NamesToKeep {
  readonly units: readonly string[];
  readonly sites: readonly string[];
  readonly persons: readonly string[];
  /** Names of regions, capabilities and items. */
  readonly allowed: readonly string[];
}

/** One spelling of letters that are written in several ways; of Arabic the forms of alif, ya, kaf and the tied ta. */
const LETTERS: Readonly<Record<string, string>> = {
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ې: 'ي',
  ک: 'ك',
  ة: 'ه',
  ە: 'ه',
  ہ: 'ه',
  ø: 'o',
  ł: 'l',
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
};
const READ_ALIKE = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');

/** Small letters without marks, digits as 0 to 9, nothing that doesn't show; signs stay where they are. */
const read = (text: string): string =>
  foldIdentifier(text.replaceAll(/[º˚]/gu, '°').replaceAll('٫', '.').replaceAll('٬', ','))
    .normalize('NFD')
    .replaceAll(/[\p{M}\u0640]/gu, '')
    .replaceAll(READ_ALIKE, (letter) => LETTERS[letter] ?? letter)
    .replaceAll(/[’‘`´ʹ′ʼ]/gu, "'")
    .replaceAll(/[”“″]/gu, '"');

const wordsOf = (text: string): string[] => read(text).match(/[\p{L}\p{Nd}]+/gu) ?? [];

/** A word without what is written onto its front: in Arabic and, so, with, for, as, the; of a name in Latin letters its article. */
function bareForms(word: string): string[] {
  if (!/^\p{Script=Arabic}/u.test(word)) return /^[ae]l\p{L}{4}/u.test(word) ? [word, word.slice(2)] : [word];
  const forms = [
    word,
    word.replace(/^[وف]?لل/u, ''),
    word.replace(/^[وف]?[بكل]?(?:ال)?/u, ''),
    word.replace(/^[وف]/u, ''),
    word.replace(/^[وف]?[بكل]/u, ''),
  ];
  return [...new Set(forms.filter((form) => form.length > 1))];
}

const withoutArticle = (word: string): string => (/^ال\p{L}{2}/u.test(word) ? word.slice(2) : word);

const LEAST_LETTERS = 3;
/** What is named by words of kind alone ("patrol unit") is a name only where there are so many of them. */
const LEAST_KIND_WORDS = 3;

/** A name as it may stand in a text: whole, and what it is known by, each written in one. */
function keysOf(name: string): string[] {
  const parts = [name, ...name.split(/[()–—/،,]|\s-\s/u)];
  return parts.flatMap((part) => {
    const words = wordsOf(part).filter((word) => !ARTICLES.has(word));
    const known = words.filter((word) => !saysKindOnly(word)).map(withoutArticle);
    const whole = words.map(withoutArticle);
    const isNamed = known.some((word) => word.length >= LEAST_LETTERS || /\d/.test(word));
    return [...(isNamed || words.length >= LEAST_KIND_WORDS ? [whole.join('')] : []), ...(isNamed ? [known.join('')] : [])];
  });
}

/** A person by the whole name, and by any two of its words that follow each other. */
function keysOfPerson(name: string): string[] {
  const words = wordsOf(name)
    .filter((word) => !ARTICLES.has(word))
    .map(withoutArticle);
  const pairs = words.slice(1).map((word, index) => `${words[index] ?? ''}${word}`);
  return words.length < 2 ? [] : [words.join(''), ...pairs].filter((key) => key.length >= 2 * LEAST_LETTERS);
}

const keysOfAllowed = (name: string): string[] => [wordsOf(name).map(withoutArticle).join('')];

const MOST_WORDS_OF_A_NAME = 12;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where one of these stands in the words of a text: as words that follow each other and make it together. */
function spansOf(words: readonly string[], keys: ReadonlySet<string>): Span[] {
  const longest = Math.max(0, ...[...keys].map((key) => key.length));
  return words.flatMap((_word, from) => {
    let begun = [''];
    for (let to = from; to < Math.min(words.length, from + MOST_WORDS_OF_A_NAME); to += 1) {
      const word = words[to] ?? '';
      const forms = to === from ? bareForms(word) : [word, withoutArticle(word)];
      begun = [
        ...new Set(begun.flatMap((start) => (ARTICLES.has(word) ? [start, start + word] : forms.map((form) => start + form)))),
      ].filter((start) => start.length <= longest);
      if (begun.length === 0) return [];
      const found = begun.find((start) => keys.has(start));
      if (found !== undefined && !isEverydayWord(words, from, to, found)) return [{ from, to }];
    }
    return [];
  });
}

const isEverydayWord = (words: readonly string[], from: number, to: number, key: string): boolean =>
  from === to && EVERYDAY_WORDS.has(key) && !PLACE_MARKS.has((words[from - 1] ?? '').replace(/^[وف]?[بكل]?(?:ال)?/u, ''));

const NUMBER = String.raw`\d{1,3}(?:[.,]\d+)?`;
const SIDE_WORD = String.raw`(?:north|south|east|west|nord|sud|est|ovest|ouest|شمال\p{L}*|جنوب\p{L}*|شرق\p{L}*|غرب\p{L}*)`;
const SIDE = String.raw`(?:${SIDE_WORD}|[nsew])`;
const MEASURE = String.raw`\s*(?:%|°?[cf]\b|k?g\b|m?l\b|[ckm]?m\b|k?[wv]h?\b|[mg]?hz\b|ah\b|in\b|eur\b|usd\b|lyd\b|tonn|lit|met|kilo|متر|لتر|كغ|كيلو)`;

const COORDINATES = [
  // 32.5000, 13.2000: both with decimals, and no measure after them. Of two decimals only where Libya and its neighbours lie.
  new RegExp(String.raw`(?<![\d.,])[+-]?\d{1,2}\.\d{3,}\s*°?\s*${SIDE}?\s*[,،;؛/|\s]\s*[+-]?\d{1,3}\.\d{3,}(?!\d)(?!${MEASURE})`, 'gu'),
  new RegExp(String.raw`(?<![\d.,])[+-]?\d{1,2},\d{3,}\s*°?\s*${SIDE}?\s*[;؛/|\s]\s*[+-]?\d{1,3},\d{3,}(?!\d)(?!${MEASURE})`, 'gu'),
  new RegExp(String.raw`(?<![\d.,])(?:1[89]|2\d|3[0-4])\.\d{2}\s*[,،;؛/]\s*(?:[89]|1\d|2[0-6])\.\d{2}(?!\d)(?!${MEASURE})`, 'gu'),
  // 32° 30' 12" N, 32°30, 32 deg 30
  new RegExp(
    String.raw`${NUMBER}\s*(?:°|deg(?:rees?)?\b|gradi\b|degres?\b|درج\p{L}*)\s*\d{1,2}(?:[.,]\d+)?\s*(?:'|min|دقيق|${SIDE})?(?!\s*[cf]\b)`,
    'gu',
  ),
  new RegExp(String.raw`${NUMBER}\s*°\s*(?:و\s*)?${SIDE}(?!\p{L})`, 'gu'),
  // N 32.51, 32.51 N, N 32 30 12, 32:30:12N
  new RegExp(String.raw`(?<!\p{L})${SIDE}\s*\d{1,3}[.,]\d{2,}`, 'gu'),
  new RegExp(String.raw`(?<![\d.,])\d{1,3}[.,]\d{2,}\s*(?:°\s*${SIDE}|${SIDE_WORD})(?!\p{L})`, 'gu'),
  /(?<![\d.,])\d{1,3}[.,]\d{3,}\s*[ne](?!\p{L})/gu, // a W or an s with decimals is watts or seconds
  /(?<![\d.,])\d{1,2}[.,]\d{2,}\s*[ns][\s,،;؛/]+\d{1,3}[.,]\d{2,}\s*[ew](?!\p{L})/gu,
  new RegExp(String.raw`(?<!\p{L})[nsew]\s*\d{1,3}[\s:'-]\d{1,2}[\s:'-]\d{1,2}(?:[.,]\d+)?`, 'gu'),
  new RegExp(String.raw`(?<![\d.,])\d{1,3}[\s:'-]\d{1,2}[\s:'-]\d{1,2}(?:[.,]\d+)?\s*"?\s*[nsew](?!\p{L})`, 'gu'),
  new RegExp(String.raw`(?<!\p{L})(?:lat(?:itude?|itudine)?|lon(?:g(?:itude?|itudine)?)?|خط\s+(?:ال)?(?:عرض|طول))[\s.:=]*[+-]?\d`, 'gu'),
  // MGRS, UTM
  /(?<![\p{L}\d])3[1-6]\s*[qrs]\s*[a-hj-np-z]{2}\s*\d{2,5}\s*\d{2,5}(?![\p{L}\d])/gu,
  /(?<![\d.,])\d{6}(?:[.,]\d+)?\s*(?:m\s*)?e?[\s,;/]+\d{7}(?:[.,]\d+)?(?!\d)/gu,
  // plus codes, words of what3words, links to maps
  /(?<![\p{L}\d])(?=[2-9cfghjmpqrvwx]*[cfghjmpqrvwx])[2-9cfghjmpqrvwx]{4,8}\+[2-9cfghjmpqrvwx]{2,}(?![\p{L}\d])/gu,
  /\/\/\/\s*\p{L}+\.\p{L}+\.\p{L}+/gu,
  /geo:\s*-?\d[^\s]*|(?:maps\.[a-z]|goo\.gl|openstreetmap|osm\.org|google\.[a-z]+\/maps)[^\s]*/gu,
];

const BETWEEN = String.raw`[\s.\-/()_·]{0,3}`;
const digits = (count: string): string => String.raw`\d(?:${BETWEEN}\d){${count}}`;
const TELEPHONES = [
  new RegExp(String.raw`(?<!\d)\+${BETWEEN}${digits('6,14')}(?!\d)`, 'gu'),
  new RegExp(String.raw`(?<![\d.,])00${BETWEEN}[1-9](?:${BETWEEN}\d){6,13}(?!\d)`, 'gu'),
  // Of Libya: 091 234 5678, 021 123 4567, and the same without the 0 or with 218.
  new RegExp(String.raw`(?<![\d.,])0${BETWEEN}[2-9](?:${BETWEEN}\d){7,9}(?![\d.,]?\d)`, 'gu'),
  new RegExp(String.raw`(?<![\d.,])9${BETWEEN}[1-5](?:${BETWEEN}\d){7}(?![\d.,]?\d)`, 'gu'),
  new RegExp(String.raw`(?<![\d.,])2${BETWEEN}1${BETWEEN}8(?:${BETWEEN}\d){8,9}(?!\d)`, 'gu'),
  new RegExp(
    String.raw`(?<!\p{L})(?:tel(?:e?f(?:ono|\.)?|ephone)?|phone|mobile|cell(?:ulare)?|portable|whats\s?app|viber|هاتف|الهاتف|جوال|موبايل|نقال|واتساب|تلفون)[\s.:=#]*(?:no\.?|n[°.]?)?[\s:]*\+?${digits('5,14')}`,
    'gu',
  ),
];

const MAIL_ADDRESSES = [/[^\s@<>,;]+@[^\s@<>,;]+\.\p{L}{2,}/gu, /[\p{L}\d._-]+\s*[[({]\s*at\s*[\])}]\s*[\p{L}\d._-]+/gu];

const piecesOf = (text: string, patterns: readonly RegExp[]): string[] => patterns.flatMap((pattern) => text.match(pattern) ?? []);

/** A piece that is within another of its kind says nothing besides. */
const widest = (pieces: readonly string[]): string[] =>
  [...new Set(pieces.map((piece) => piece.trim()))].filter(
    (piece, _index, all) => !all.some((other) => other !== piece && other.includes(piece)),
  );

/** The finder of these names, made once for many texts. */
export function findTelling({ units, sites, persons, allowed }: NamesToKeep): (text: string) => Finding[] {
  const allowedKeys = new Set(allowed.flatMap((name) => [name, ...name.split(/[()]/u)]).flatMap(keysOfAllowed));
  const namesOf = (names: readonly string[], keys: (name: string) => string[]): ReadonlySet<string> =>
    // What is a region's name, or an item's, is taken for that: "Fezzan" is the region, although a site may be called so too.
    new Set(names.flatMap(keys).filter((key) => key.length >= LEAST_LETTERS && !allowedKeys.has(key)));
  const ofSites = namesOf(sites, keysOf);
  const kept: readonly (readonly [TellingKind, ReadonlySet<string>])[] = [
    // A unit that is known by its place is found as that place.
    ['tells-unit', new Set([...namesOf(units, keysOf)].filter((key) => !ofSites.has(key)))],
    ['tells-site', ofSites],
    ['tells-person', namesOf(persons, keysOfPerson)],
  ];
  return (text) => {
    const plain = read(text);
    const words = wordsOf(text);
    const mayStand = spansOf(words, allowedKeys);
    const named = kept.flatMap(([kind, keys]) =>
      widest(
        spansOf(words, keys)
          .filter(({ from, to }) => !mayStand.some((span) => span.from <= from && to <= span.to))
          .map(({ from, to }) => words.slice(from, to + 1).join(' ')),
      ).map((piece): Finding => ({ kind, piece })),
    );
    const of = (kind: TellingKind, patterns: readonly RegExp[]): Finding[] =>
      widest(piecesOf(plain, patterns)).map((piece) => ({ kind, piece }));
    return [
      ...named,
      ...of('tells-coordinates', COORDINATES),
      ...of('tells-telephone', TELEPHONES),
      ...of('tells-mail-address', MAIL_ADDRESSES),
    ];
  };
}
