import { z } from 'zod';
import { CURRENCIES, decimalsOfCurrency } from '../../kernel/currency.ts';
import { hasPlacesOf, written } from '../../kernel/money.ts';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { Id } from '../../kernel/id.ts';
import { foldIdentifier, isBlank } from '../../kernel/folding.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { isPrintable } from '../../kernel/printable.ts';
import { hasAtMost, MOST_DECIMALS, MOST_UNITS, type Quantity } from '../../kernel/quantity.ts';
import { type ReasonCode, type ReasonKind, type ReasonOf, REASONS, type Why } from '../../kernel/reason.ts';
import { LANGUAGES, type LocalText, type Names } from '../../kernel/language.ts';

/** Sent in capitals it is the same id (RFC 9562, section 4); it is compared as text in many places, and the database writes it in small letters. */
export const uuid = z.uuid().toLowerCase();

/**
 * The address of a page: nothing that starts something where it is followed (`javascript:`, `data:`, `file:`). Every field that takes an address
 * is this one (tests/api/addresses.test.ts).
 */
export const webAddress = z
  .url({ protocol: /^https?$/ })
  .regex(/^[Hh][Tt][Tt][Pp][Ss]?:\/\//)
  .max(500);

/** An id of one kind in a path, a query or a body: a gap's id can't be passed where an offer's is meant. */
export function idOf<Kind extends string>(kind: Kind) {
  return uuid.meta({ description: `Id of the ${kind} (UUIDv4).` }) as unknown as z.ZodType<Id<Kind>, string>;
}

/** Each kind of reference record that is named by its slug, with one of it. */
const SLUGS = {
  'capability-area': 'mobility',
  cell: 'cell-3',
  'document-type': 'end-user-certificate',
  'item-type': 'vehicle-4x4-pickup',
  milestone: 'customs-cleared',
  modality: 'in-kind-new',
  'obstacle-group': 'customs',
  'obstacle-kind': 'duty-exemption-pending',
  'offer-condition': 'end-user-certificate',
  organisation: 'it-ministry-of-interior',
  outcome: 'granted',
  'playbook-step': 'confirm-facts',
  regime: 'ly-import-licence',
  region: 'tripolitania',
  role: 'national-authority',
  site: 'port-tripoli',
  'site-kind': 'land-crossing',
  'unit-type': 'crossing-large',
} as const;

/** A stable code, kebab-case. */
export const slug = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  .meta({ description: 'Stable code, kebab-case.' });

/** The slug of a reference record of this kind; the API document says which kind, so that a client knows where to look it up. */
export const slugOf = (kind: keyof typeof SLUGS) =>
  slug.meta({ description: `Slug of the ${kind.replaceAll('-', ' ')}.`, example: SLUGS[kind], 'x-slug-of': kind });

/** The slug of an organisation that things are given to: the example of any other kind is of one that gives. */
export const recipientSlug = slugOf('organisation').meta({ example: 'ly-border-guard-agency' });

/** Only as many places as the finest unit has; how many its own unit has is checked where the item is known. */
const decimal = (least: number) =>
  z
    .number()
    .min(least)
    .max(MOST_UNITS)
    .refine((value) => hasAtMost(MOST_DECIMALS, value), { params: { limit: MOST_DECIMALS }, error: 'too-many-decimals' });
const ofItsUnit = "in the item type's unit of measure (UN/CEFACT Rec 20), with at most as many decimal places as that unit has";

/** A quantity that somebody gives: a decimal number of the item's unit; the ceiling keeps sums far inside what numbers hold exactly. */
export const quantity = decimal(0.001).meta({ description: `A quantity ${ofItsUnit}.`, example: 12 });

/** The same where it may be none. */
export const quantityOrNone = decimal(0).meta({ description: `A quantity, or 0, ${ofItsUnit}.`, example: 12 });

/** A quantity that is told: only what was made of steps at the border out is one (`quantityOf`). */
export const toldQuantity = z
  .number()
  .min(0)
  .meta({ description: `A quantity ${ofItsUnit}.`, example: 12.5 }) as unknown as z.ZodType<Quantity, Quantity>;

export const count = z.int().min(0).max(1_000_000_000);

/** How many people, courses or pieces, where there is at least one: whole, of no unit of measure. */
export const countOfSome = count.min(1);

export const calendarDate = z.iso
  .date()
  .refine((value) => value >= '1900-01-01' && value <= '2999-12-31', { error: 'out-of-range' })
  .meta({
    description: 'A day, ISO 8601, of the years 1900 to 2999.',
    example: '2027-03-31',
    pattern: '^(?:19|2\\d)\\d\\d-\\d\\d-\\d\\d$',
  }) as z.ZodType<CalendarDate, string>;

export const instant = z.iso.datetime().meta({ description: 'An instant, RFC 3339 in UTC.', example: '2026-11-23T09:00:00.000Z' });

const isOutOfRange = (year: number): boolean => year < 1900 || year > 2999;

/** An instant as it is sent, in any zone. */
export const instantInput = z.iso
  .datetime({ offset: true })
  // An offset takes the last hours of the year 9999 into one that neither RFC 3339 nor PostgreSQL reads.
  .refine((value) => !isOutOfRange(new Date(value).getUTCFullYear()), { error: 'out-of-range' })
  .meta({
    description: 'An instant, RFC 3339, with Z or an offset, of the years 1900 to 2999 in UTC.',
    example: '2027-11-23T11:00:00+02:00',
  });

/** A whole number in an address, where all is text: in plain decimal digits, and not in what else a program takes for a number (0x10, 1e1). */
export const integerInAddress = (least: number, most: number) =>
  z.preprocess((sent, context) => {
    // A number is what stands for one that isn't there.
    if (typeof sent === 'number' || (typeof sent === 'string' && /^-?\d+$/.test(sent))) return Number(sent);
    context.issues.push({ code: 'invalid_type', expected: 'int', input: sent });
    return z.NEVER;
  }, z.int().min(least).max(most));

/**
 * A list in an address: its values in one text, separated by commas. Whoever repeats the parameter for each value, as programs do that read
 * nothing of `explode`, is understood as well.
 */
export const listInAddress = <Item extends z.ZodType>(item: Item, most: number) =>
  z
    .preprocess((sent) => (typeof sent === 'string' ? sent.split(',') : sent), z.array(item).min(1).max(most))
    .meta({ style: 'form', explode: false });

/**
 * A list in which nothing is named twice: one of the two would be lost, or the same would be kept and told twice. An element is named by its
 * fields `by`, together where they are several (one that leaves out any of them is new, and names nothing), or else by all that it says; two
 * spellings of one number are one (kernel/folding.ts).
 * The second is refused, at its first naming field where it has one: `named-twice`.
 */
export function listOf<Item extends z.ZodType>(item: Item, ...by: readonly (keyof z.output<Item> & string)[]) {
  return z
    .array(item)
    .superRefine((elements, context) => {
      const named = new Set<string>();
      for (const [index, element] of elements.entries()) {
        const values = by.map((field) => element[field]);
        if (values.includes(undefined as never)) continue;
        const name = JSON.stringify(
          (by.length === 0 ? [element] : values).map((value) => (typeof value === 'string' ? foldIdentifier(value) : value)),
        );
        if (named.has(name)) context.addIssue({ code: 'custom', message: 'named-twice', path: [index, ...by.slice(0, 1)] });
        named.add(name);
      }
    })
    .meta(by.length === 0 ? { 'x-unique-items': true } : { 'x-unique-by': by });
}

/** Free text of anybody: as it was sent, blanks at its ends included, or not at all. Whatever takes words goes through it. */
export const freeText = (maximum: number) =>
  z
    .string()
    .min(1)
    .max(maximum)
    .refine(isPrintable, { error: 'unprintable' })
    .refine((text) => !isBlank(text), { error: 'blank' });

export const shortText = freeText(200);
export const longText = freeText(4000);

/**
 * Words to look for. A dash before a word leaves out what has it; one before anything else would deny what comes next, a hundred of them
 * each other, until PostgreSQL gives up (54001).
 */
export const searchWords = shortText.min(2).overwrite((words) => words.replaceAll(/-(?![\p{L}\p{N}"])/gu, ' '));

/** Free text with the language it was written in; at least one of the four. */
export const localText = z
  .strictObject(Object.fromEntries(LANGUAGES.map((language) => [language, longText.optional()])))
  .refine((value) => Object.values(value).some((text) => text !== undefined), { error: 'empty' })
  .meta({
    id: 'LocalText',
    description: 'Free text by the language it was written in; at least one of ar, en, it, fr.',
    example: { ar: 'مركبتان صالحتان من تسع.', en: 'Two working vehicles out of nine.' },
  }) as unknown as z.ZodType<LocalText, LocalText>;

export const names = z
  .object({ en: z.string(), ar: z.string(), it: z.string(), fr: z.string() })
  .meta({ id: 'Names', description: 'A name in the four languages of the service.' }) as z.ZodType<Names, Names>;

/** A name as somebody gives it, in all four languages. */
export const namesInput = z
  .strictObject({ en: shortText, ar: shortText, it: shortText, fr: shortText })
  .meta({ id: 'GivenNames', description: 'A name in the four languages of the service.' });
export type GivenNames = z.output<typeof namesInput>;

/** A reason in short words, where it concerns one side or those who are involved already. What crosses sides is a {@link reasonCode}. */
export const reason = freeText(500).meta({
  description: 'Why, in short words.',
  example: 'The form was sent back.',
});

/**
 * A body in which one field only says why of another: without that other it would be taken and kept nowhere, so it is refused.
 */
export function explains<Because extends string, What extends string>(why: Because, what: What) {
  const isGiven = (body: { readonly [Field in Because | What]?: unknown }) => body[why] === undefined || body[what] !== undefined;
  const params: { path: PropertyKey[]; error: string } = { path: [why], error: 'explains-nothing' };
  return [isGiven, params] as const;
}

/** A code of the closed list for what is done. */
export const reasonCode = <K extends ReasonKind>(kind: K) =>
  z
    .enum(REASONS[kind] as readonly ReasonOf<K>[])
    .meta({ description: 'Why: a code, which all who are concerned read and which is counted.' });

/** What a code leaves out, and the other side may not read. */
export const ownNote = freeText(2000).meta({
  description: 'What the code leaves unsaid: for one’s own side and those who oversee, never for the other side.',
});

/** The fields of a change that concerns another side and must say why. */
export const whyFields = <K extends ReasonKind>(kind: K) => ({ reason: reasonCode(kind), reasonNote: ownNote.optional() });

const whyBody = <K extends ReasonKind>(kind: K, id: string) =>
  z.strictObject(whyFields(kind)).meta({ id, description: 'A change that concerns another side and must say why.' });

/** Bodies of nothing but a reason. */
export const needWhy = whyBody('need', 'NeedWhy');
export const offerWhy = whyBody('offer', 'OfferWhy');
export const matchWhy = whyBody('match', 'MatchWhy');
export const partnershipWhy = whyBody('partnership', 'PartnershipWhy');
export const packageWhy = whyBody('package', 'PackageWhy');

/** What such a body says. */
export function whyOf<Code extends ReasonCode>({
  reason: code,
  reasonNote: note,
  ...rest
}: {
  readonly reason: Code;
  readonly reasonNote?: string | undefined;
}): Why<Code> {
  nothingLeft(rest);
  return { code, note };
}

export const reasonBody = z.strictObject({ reason }).meta({ id: 'Reason', description: 'A change that must say why.' });

/** What such a body says. */
export function reasonOf({ reason: said, ...rest }: z.output<typeof reasonBody>): string {
  nothingLeft(rest);
  return said;
}

/** A currency of ISO 4217 that something is paid in; of the kind text, as tables keep it. */
export const currency: z.ZodType<string, string> = z
  .enum(CURRENCIES, { error: ({ input }) => (input === undefined ? undefined : 'currency-unknown') })
  .meta({ id: 'Currency', description: 'ISO 4217, as it stands.', example: 'EUR' });

/** Decimal text, so that no amount passes through a binary fraction; with as many places as the currency has, and told with all of them. */
const DECIMAL_TEXT = /^\d{1,14}(?:\.\d{1,3})?$/;
export const money = z
  .strictObject({ amount: z.string().regex(DECIMAL_TEXT), currency })
  .superRefine((sum, refining) => {
    // What isn't an amount is refused for that already.
    if (!DECIMAL_TEXT.test(sum.amount) || hasPlacesOf(sum)) return;
    refining.addIssue({
      code: 'custom',
      path: ['amount'],
      message: 'too-many-decimals',
      params: { limit: decimalsOfCurrency(sum.currency) },
    });
  })
  .overwrite(writtenWhereItCan)
  .meta({
    id: 'Money',
    description:
      'Decimal text and an ISO 4217 code. As many places as the currency has: none of the yen, two of the euro, three of the Libyan dinar.',
    example: { amount: '450000.00', currency: 'EUR' },
  });
export type Money = z.output<typeof money>;

function writtenWhereItCan<Sum extends { readonly amount: string; readonly currency: string }>(sum: Sum): Sum {
  return DECIMAL_TEXT.test(sum.amount) && hasPlacesOf(sum) ? { ...sum, amount: written(sum).amount } : sum;
}

/** Yes or no in a filter. */
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

export const versionField = z.int().min(1).meta({ description: 'Counts the changes; also sent as the ETag.', example: 3 });
