import { type ParsedTokenInfo, Tokenizer, TokenParser, TokenType } from '@streamparser/json';
import type { z } from 'zod';
import type { AllocationInput, AllocationSettings, ExcludedPair } from '../../allocation/index.ts';
import { pointerTo } from '../../kernel/json-pointer.ts';
import { type FileFault, findFaults } from './file-faults.ts';
import { faultsOf, InstanceItems, InstanceSettings, TWICE, UnusableFile } from './files.ts';
import { KeyWatch } from './key-watch.ts';

export interface Instance {
  readonly input: AllocationInput;
  readonly settings: AllocationSettings;
  readonly excluded: readonly ExcludedPair[];
}

/** So many faults are told at most: a file with more has one cause. */
const MOST_FAULTS = 100;

/**
 * Reads an instance as it comes, item by item, so that no file is too large for a text. Throws {@link UnusableFile} for what is
 * malformed, an unknown id, an id or a pair named twice, and settings that can't apply. Needs, offers and pairs may stand in `input`, as they do
 * in what the service gives out (`GET /v1/allocations/:id/instance`).
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
  private readonly tokenizer = new Tokenizer();
  private readonly parser = new TokenParser({
    paths: [...Object.keys(InstanceItems).flatMap((name) => [`$.${name}.*`, `$.input.${name}.*`]), '$.settings'],
    keepStack: false,
  });
  private readonly keys = new KeyWatch();
  private readonly faults: FileFault[] = [];
  private readonly lists = {
    needs: new ItemList(InstanceItems.needs),
    offers: new ItemList(InstanceItems.offers),
    pairs: new ItemList(InstanceItems.pairs),
    excluded: new ItemList(InstanceItems.excluded),
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
    const fail = (error: Error): never => {
      if (error instanceof UnusableFile) throw error;
      throw new UnusableFile([...this.faults, { pointer: '', message: `not JSON: ${error.message}` }]);
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
    if (BYTE_ORDER_MARK.test(text)) throw new UnusableFile([{ pointer: '', message: 'it holds a byte order mark (U+FEFF): leave it out' }]);
    this.lastBytes = text.slice(-LONGEST_MARK);
  }

  end(): Instance {
    if (!this.tokenizer.isEnded) this.tokenizer.end();
    if (!this.parser.isEnded) this.parser.end();
    for (const name of REQUIRED) if (!this.fields.has(name)) this.say('it is missing', name);
    const { needs, offers, pairs, excluded } = this.lists;
    const input = { needs: needs.items, offers: offers.items, pairs: pairs.items };
    if (this.faults.length === 0) this.faults.push(...findFaults(input, this.settings, excluded.items));
    if (this.faults.length > 0) throw new UnusableFile(this.faults.slice(0, MOST_FAULTS));
    return { input, settings: this.settings, excluded: excluded.items };
  }

  /** Follows the fields of the whole, which the parser does not tell of. */
  private watch(info: ParsedTokenInfo): void {
    const { token, value } = info;
    const repeated = this.keys.repeatedAt(info);
    if (repeated !== null) this.faults.push({ pointer: repeated, message: TWICE });
    if (this.depth === 0 && token !== TokenType.LEFT_BRACE) this.say('an object with needs, offers and pairs is expected');
    if (this.isFieldNext) this.beginField(token);
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) this.depth += 1;
    else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.endValue();
    else if (token === TokenType.STRING) this.lastText = String(value);
    else if (token === TokenType.COLON && this.depth === (this.isInInput ? 2 : 1)) this.isFieldNext = true;
  }

  private endValue(): void {
    this.depth -= 1;
    if (this.depth === 1) this.isInInput = false;
  }

  private beginField(token: TokenType): void {
    this.isFieldNext = false;
    this.field = this.lastText;
    this.count = 0;
    const at = [...this.prefix(), this.field];
    // The same list within `input` and beside it: a key twice in one object is found by itself.
    if (this.fields.has(this.field) && isList(this.field)) this.say(TWICE, ...at);
    this.fields.add(this.field);
    if (isList(this.field) && !(this.isInInput && this.field === 'excluded')) {
      if (token !== TokenType.LEFT_BRACKET) this.say('an array is expected', ...at);
    } else if (this.isInInput || (this.field !== 'settings' && this.field !== 'input')) this.say('there is no such field here', ...at);
    else if (token !== TokenType.LEFT_BRACE) this.say('an object is expected', ...at);
    else this.isInInput = this.field === 'input';
  }

  private prefix(): string[] {
    return this.isInInput ? ['input'] : [];
  }

  private take(value: unknown): void {
    if (this.field === 'settings') {
      const parsed = InstanceSettings.safeParse(value);
      if (parsed.success) this.settings = parsed.data;
      else this.faults.push(...faultsOf(parsed.error, 'settings'));
      return;
    }
    if (!isList(this.field)) return;
    const error = this.lists[this.field].take(value);
    if (error !== null) this.faults.push(...faultsOf(error, ...this.prefix(), this.field, this.count));
    this.count += 1;
  }

  private say(message: string, ...path: string[]): void {
    this.faults.push({ pointer: pointerTo(...path), message });
  }
}

/** The items of one list that its schema takes. */
class ItemList<Item> {
  readonly items: Item[] = [];
  private readonly schema: z.ZodType<Item>;

  constructor(schema: z.ZodType<Item>) {
    this.schema = schema;
  }

  /** What is wrong with the item; null where it is one of the list now. */
  take(value: unknown): z.ZodError | null {
    const parsed = this.schema.safeParse(value);
    if (!parsed.success) return parsed.error;
    this.items.push(parsed.data);
    return null;
  }
}
