import { type ParsedTokenInfo, TokenType } from '@streamparser/json';
import { pointerTo } from '../../kernel/json-pointer.ts';

/** An object with its keys so far, or an array with the place that it is at. */
type Level = { readonly keys: Set<string>; key: string } | { index: number };

/**
 * Follows the tokens of a JSON text and finds a key that an object has twice: readers differ in which of the two they take, so that
 * nobody could tell what was checked.
 */
export class KeyWatch {
  private readonly levels: Level[] = [];
  private lastText = '';

  /** The pointer to a key that is there for a second time with this token; else null. */
  repeatedAt({ token, value }: ParsedTokenInfo): string | null {
    const level = this.levels.at(-1);
    if (token === TokenType.LEFT_BRACE) this.levels.push({ keys: new Set(), key: '' });
    else if (token === TokenType.LEFT_BRACKET) this.levels.push({ index: 0 });
    else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.levels.pop();
    else if (token === TokenType.STRING) this.lastText = String(value);
    else if (token === TokenType.COMMA && level !== undefined && 'index' in level) level.index += 1;
    else if (token === TokenType.COLON && level !== undefined && 'keys' in level) {
      level.key = this.lastText;
      if (level.keys.has(level.key)) return pointerTo(...this.levels.map((one) => ('index' in one ? one.index : one.key)));
      level.keys.add(level.key);
    }
    return null;
  }
}
