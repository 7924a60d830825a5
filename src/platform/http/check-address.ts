import type { FastifyRequest } from 'fastify';
import { isPrintable } from '../../kernel/printable.ts';
import { refuseField, Refusal } from '../../kernel/refusal.ts';

/** No list has as many filters; checking each of the thousands that fit into an address would take its time. */
const MOST_PARAMETERS = 100;

/** Refuses an address whose parameters would be read as something else than was sent, or are too many. */
export function checkAddress({ url, query, params }: FastifyRequest): void {
  if (url.split('&', MOST_PARAMETERS + 1).length > MOST_PARAMETERS) {
    throw new Refusal('malformed-request', { facts: { maximumParameters: MOST_PARAMETERS } });
  }
  if (!url.includes('%')) return;
  if (!isDecodable(url)) throw new Refusal('malformed-request');
  for (const [place, values] of [
    ['query', query],
    ['path', params],
  ] as const) {
    for (const [name, value] of Object.entries(values as Record<string, unknown>)) {
      if (!isPrintable(name)) throw new Refusal('malformed-request');
      if (![value].flat().every((text) => isPrintable(String(text)))) throw refuseField('invalid-field', `${place}/${name}`, 'unprintable');
    }
  }
}

/** Where it isn't, because of a percent sign that begins nothing or of bytes that are no UTF-8, the text would be taken as it stands. */
function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}
