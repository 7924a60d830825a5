import { type ParsedTokenInfo, TokenParser, TokenType } from '@streamparser/json';
import type { z } from 'zod';
import {
  type AllocationNeed,
  type AllocationOffer,
  type AllocationSettings,
  type EngineInput,
  type ExcludedPair,
  PairTable,
  StepReader,
} from '../../allocation/index.ts';
import type { FieldOnlyCode } from '../../kernel/field-codes.ts';
import { pointerTo } from '../../kernel/json-pointer.ts';
import { findFaults } from './file-faults.ts';
import { InstanceItems, InstanceSettings } from './files.ts';
import { LossWatch } from './loss-watch.ts';
import { faultAt, faultsOf, fieldFault, type FileFault, namedTwice, tooManyDecimals, UnusableFile } from './unusable-file.ts';

/** Quantities in steps of their lines. */
export interface Instance {
  readonly input: EngineInput;
  readonly settings: AllocationSettings;
  readonly excluded: readonly ExcludedPair[];
}

/** So many faults are told at most: a file with more has one cause. */
const MOST_FAULTS = 100;

/**
 * Reads an instance as it comes, item by item, so that no file is too large for a text. Throws {@link UnusableFile} for what is
 * malformed, a number that isn't kept exactly, an unknown id, an id or a pair named twice, and settings that can't apply. Needs, offers
 * and pairs may stand in `input`, as they do in what the service gives out (`GET /v1/allocations/:id/instance`).
 */
export async function readInstance(chunks: AsyncIterable<Uint8Array | string>): Promise<Instance> {
  const reader = new InstanceReader();
  for await (const chunk of chunks) reader.write(chunk);
  return reader.end();
}

/** In UTF-8, or as JSON may write it. */
const BYTE_ORDER_MARK = /\u00EF\u00BB\u00BF|\\ufeff/i;
const LONGEST_MARK = 5;

type ListName = keyof typeof InstanceItems;
const isList = (name: string): name is ListName => Object.hasOwn(InstanceItems, name);
const REQUIRED: readonly ListName[] = ['needs', 'offers', 'pairs'];

class InstanceReader {
  private readonly tokenizer = new LossWatch();
  private readonly parser = new TokenParser({
    paths: [...Object.keys(InstanceItems).flatMap((name) => [`$.${name}.*`, `$.input.${name}.*`]), '$.settings'],
    keepStack: false,
  });
  private readonly faults: FileFault[] = [];
  private readonly steps = new StepReader();
  private readonly needs: AllocationNeed[] = [];
  private readonly offers: AllocationOffer[] = [];
  private readonly pairs = new PairTable();
  private readonly excluded: ExcludedPair[] = [];
  /** Texts that excluded pairs name over and over, each once. */
  private readonly texts = new Map<string, string>();
  private readonly lists = {
    needs: taking(InstanceItems.needs, (need) => this.needs.push(this.steps.readNeed(need, ...this.place()))),
    offers: taking(InstanceItems.offers, (offer) => this.offers.push(this.steps.readOffer(offer, ...this.place()))),
    pairs: taking(InstanceItems.pairs, (pair) => this.pairs.push(pair)),
    excluded: taking(InstanceItems.excluded, ({ need, offer, rule }) =>
      this.excluded.push({ need: this.once(need), offer: this.once(offer), rule: this.once(rule) }),
    ),
  };
  private settings: AllocationSettings = { tiers: 'strict' };
  private lastBytes = '';

  /** Where in the file: how deep, the field of the whole that is being read, and how many of its items were. */
  private depth = 0;
  private lastText = '';
  private field = '';
  private isFieldNext = false;
  private count = 0;
  /** Whether within `input`, where the service puts the lines and pairs of an instance. */
  private isInInput = false;
  private readonly fields = new Set<string>();

  constructor() {
    this.tokenizer.onToken = (token) => {
      this.watch(token);
      this.parser.write(token);
    };
    this.parser.onValue = ({ value }) => this.take(value);
    // What the parser says of it is for programmers.
    const fail = (error: Error): never => {
      if (error instanceof UnusableFile) throw error;
      throw new UnusableFile([...this.faults, faultAt('not-json', ...this.place())]);
    };
    this.tokenizer.onError = fail;
    this.parser.onError = fail;
  }

  write(chunk: Uint8Array | string): void {
    this.refuseMarks(chunk);
    this.tokenizer.write(chunk);
    if (this.faults.length >= MOST_FAULTS) throw new UnusableFile(this.faults.slice(0, MOST_FAULTS));
  }

  /** The tokenizer leaves byte order marks out, so that names with one would be other names. */
  private refuseMarks(chunk: Uint8Array | string): void {
    const text = this.lastBytes + Buffer.from(chunk as Uint8Array).toString('latin1');
    if (BYTE_ORDER_MARK.test(text)) throw new UnusableFile([faultAt('byte-order-mark')]);
    this.lastBytes = text.slice(-LONGEST_MARK);
  }

  end(): Instance {
    if (!this.tokenizer.isEnded) this.tokenizer.end();
    if (!this.parser.isEnded) this.parser.end();
    for (const name of REQUIRED) if (!this.fields.has(name)) this.say('missing', undefined, name);
    const { needs, offers, pairs, excluded } = this;
    const input = { needs, offers, pairs };
    const settings = this.steps.readSettings(this.settings, input, 'settings');
    for (const { path, limit } of this.steps.faults) {
      this.faults.push(tooManyDecimals(pointerTo(...path), limit));
    }
    if (this.faults.length === 0) this.faults.push(...findFaults(input, settings, excluded));
    if (this.faults.length > 0) throw new UnusableFile(this.faults.slice(0, MOST_FAULTS));
    return { input, settings, excluded };
  }

  /** Follows the fields of the whole, which the parser does not tell of. */
  private watch(info: ParsedTokenInfo): void {
    const { token, value } = info;
    const loss = this.tokenizer.lossAt(info);
    if (loss !== null) this.faults.push(fieldFault(loss));
    if (this.depth === 0 && token !== TokenType.LEFT_BRACE) this.say('invalid-type', 'object');
    if (this.isFieldNext) this.beginField(token);
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) this.depth += 1;
    else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.endValue();
    else if (token === TokenType.STRING) this.lastText = String(value);
    else if (token === TokenType.COLON && this.depth === (this.isInInput ? 2 : 1)) this.isFieldNext = true;
  }

  private endValue(): void {
    this.depth -= 1;
    if (this.depth === 1) this.isInInput = false;
    // What follows the whole is in none of its fields.
    if (this.depth === 0) this.field = '';
  }

  private beginField(token: TokenType): void {
    this.isFieldNext = false;
    this.field = this.lastText;
    this.count = 0;
    const at = [...this.prefix(), this.field];
    // The same list within `input` and beside it: a key twice in one object is found by itself.
    if (this.fields.has(this.field) && isList(this.field)) this.faults.push(namedTwice(pointerTo(...at)));
    this.fields.add(this.field);
    if (isList(this.field) && !(this.isInInput && this.field === 'excluded')) {
      if (token !== TokenType.LEFT_BRACKET) this.say('invalid-type', 'array', ...at);
    } else if (this.isInInput || (this.field !== 'settings' && this.field !== 'input')) this.say('unrecognized-keys', undefined, ...at);
    else if (token !== TokenType.LEFT_BRACE) this.say('invalid-type', 'object', ...at);
    else this.isInInput = this.field === 'input';
  }

  private prefix(): string[] {
    return this.isInInput ? ['input'] : [];
  }

  private take(value: unknown): void {
    if (this.field === 'settings') {
      const parsed = InstanceSettings.safeParse(value);
      if (parsed.success) this.settings = parsed.data;
      else this.faults.push(...faultsOf(parsed.error, value, 'settings'));
      return;
    }
    if (!isList(this.field)) return;
    const error = this.lists[this.field](value);
    if (error !== null) this.faults.push(...faultsOf(error, value, ...this.place()));
    this.count += 1;
  }

  private once(text: string): string {
    const known = this.texts.get(text);
    if (known === undefined) this.texts.set(text, text);
    return known ?? text;
  }

  /** Of the item of a list, or of the field, that is being read. */
  private place(): (string | number)[] {
    if (this.field === '') return [];
    return [...this.prefix(), this.field, ...(isList(this.field) ? [this.count] : [])];
  }

  private say(code: FieldOnlyCode, limit: string | undefined, ...path: string[]): void {
    this.faults.push(fieldFault({ pointer: pointerTo(...path), code, ...(limit === undefined ? {} : { limit }) }));
  }
}

/** Hands on what a schema takes; answers what is wrong with an item, null where it was handed on. */
const taking =
  <Item>(schema: z.ZodType<Item>, take: (item: Item) => unknown) =>
  (value: unknown): z.ZodError | null => {
    const parsed = schema.safeParse(value);
    if (!parsed.success) return parsed.error;
    take(parsed.data);
    return null;
  };
