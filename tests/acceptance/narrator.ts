const colours = process.stdout.isTTY && !process.env['NO_COLOR'];
const paint = (code: number) => (text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
const bold = paint(1);
const dim = paint(2);
const green = paint(32);
const red = paint(31);
const cyan = paint(36);

const WIDTH = 100;

/** Tells the story in a terminal: chapters, who speaks, what they see. */
export class Narrator {
  readonly #write: (line: string) => void;
  #chapter = 0;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  title(text: string): void {
    this.#write(`\n${bold(text)}\n${'═'.repeat(Math.min(WIDTH, text.length))}`);
  }

  chapter(text: string): void {
    this.#chapter += 1;
    this.#write(`\n${bold(cyan(`${this.#chapter}. ${text}`))}`);
  }

  /** Somebody does something. */
  does(who: string, what: string): void {
    this.#write(`  ${bold(who.padEnd(12))} ${what}`);
  }

  /** What they see, as aligned pairs. */
  sees(pairs: Readonly<Record<string, string | number | null | undefined>>): void {
    const width = Math.max(...Object.keys(pairs).map((key) => key.length));
    for (const [key, value] of Object.entries(pairs)) {
      this.#write(`  ${' '.repeat(12)} ${dim(key.padEnd(width))}  ${value ?? dim('hidden')}`);
    }
  }

  passes(text: string): void {
    this.#write(`  ${' '.repeat(12)} ${green('✓')} ${text}`);
  }

  /** Something that is not to be had. */
  lacks(text: string): void {
    this.#write(`  ${' '.repeat(12)} ${dim('·')} ${text}`);
  }

  refuses(code: string, detail: string): void {
    this.#write(`  ${' '.repeat(12)} ${red('✗')} ${code}: ${detail}`);
  }

  /** A coverage as a bar of ten cells: verified █, delivered ▓, in transit ▒, agreed or reserved ░, gap ·. */
  bar(coverage: Readonly<Record<'verified' | 'delivered' | 'inTransit' | 'agreed' | 'reserved' | 'gap', number>>): string {
    const total = Object.entries(coverage).reduce((sum, [key, value]) => (PARTS.some(([part]) => part === key) ? sum + value : sum), 0);
    const cells = PARTS.map(([part, symbol]) => symbol.repeat(coverage[part])).join('');
    const shown = PARTS.filter(([part]) => coverage[part] > 0).map(([part]) => `${coverage[part]} ${LABELS[part]}`);
    return `${total <= 40 ? `${cells}  ` : ''}${shown.join(', ')}`;
  }
}

const PARTS = [
  ['verified', '█'],
  ['delivered', '▓'],
  ['inTransit', '▒'],
  ['agreed', '░'],
  ['reserved', '▫'],
  ['gap', '·'],
] as const;

const LABELS = {
  verified: 'verified',
  delivered: 'delivered',
  inTransit: 'in transit',
  agreed: 'agreed',
  reserved: 'reserved',
  gap: 'open',
} as const;
