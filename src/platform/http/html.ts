/** A piece of a page that is HTML already: only {@link html} makes it, so whatever came from people has been escaped. */
class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type { Html };

export type HtmlValue = Html | string | number | null | readonly HtmlValue[];

const ENTITY: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

/** Safe as text and inside a quoted attribute; nowhere else may a value stand. */
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"'`]/g, (character) => ENTITY[character] ?? '');

function textOf(value: HtmlValue): string {
  if (value === null) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(textOf).join('');
}

/** A template of HTML: every value in it is escaped, unless it is a piece made by this function; null is nothing, a list its parts. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(parts.reduce((whole, part, index) => whole + textOf(values[index - 1] ?? null) + part));
}
