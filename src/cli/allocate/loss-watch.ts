import { type ParsedTokenInfo, Tokenizer, TokenType } from '@streamparser/json';
import { isKeptExactly } from '../../kernel/decimal-text.ts';
import { pointerTo } from '../../kernel/json-pointer.ts';
import type { Loss } from '../../kernel/json-text.ts';

/** An object with its keys so far, or an array with the place that it is at. */
type Level = { readonly keys: Set<string>; key: string } | { index: number };

/**
 * Takes a JSON text apart as it comes, and finds what building values of it would lose: a key that an object has twice, of which readers
 * differ in which they take, or a number that would be rounded. Nobody could tell what was checked.
 */
export class LossWatch extends Tokenizer {
  private readonly levels: Level[] = [];
  private lastText = '';
  private isRounded = false;

  /** Called with each number before its token is told, which has the value alone. */
  protected override parseNumber(written: string): number {
    this.isRounded = !isKeptExactly(written);
    return Number(written);
  }

  /** What is lost with the token that is being told; else null. To be asked at each. */
  lossAt({ token, value }: ParsedTokenInfo): Loss | null {
    const level = this.levels.at(-1);
    if (token === TokenType.LEFT_BRACE) this.levels.push({ keys: new Set(), key: '' });
    else if (token === TokenType.LEFT_BRACKET) this.levels.push({ index: 0 });
    else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.levels.pop();
    else if (token === TokenType.STRING) this.lastText = String(value);
    else if (token === TokenType.NUMBER && this.isRounded) return { pointer: this.pointer(), code: 'not-kept-exactly' };
    else if (token === TokenType.COMMA && level !== undefined && 'index' in level) level.index += 1;
    else if (token === TokenType.COLON && level !== undefined && 'keys' in level) {
      level.key = this.lastText;
      if (level.keys.has(level.key)) return { pointer: this.pointer(), code: 'named-twice' };
      level.keys.add(level.key);
    }
    return null;
  }

  private pointer(): string {
    return pointerTo(...this.levels.map((one) => ('index' in one ? one.index : one.key)));
  }
}
