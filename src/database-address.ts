import { z } from 'zod';

const FORM = 'expected postgres://user:password@host:5432/database';
const WRITTEN_AS = 'in a password @ is written as %40, / as %2F, # as %23, ? as %3F and % as %25';

/** Why a text is no address of a PostgreSQL database, in words that repeat nothing of it; undefined where it is one. */
function faultOf(text: string): string | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return FORM;
  if (scheme !== 'postgres' && scheme !== 'postgresql') return `it begins with ${scheme}: and is no PostgreSQL; ${FORM}`;
  if (text.includes('#')) return `a # ends an address; ${WRITTEN_AS}`;
  if (!URL.canParse(text)) return `it can't be read as an address; ${FORM}, and ${WRITTEN_AS}`;
  const url = new URL(text);
  try {
    for (const part of [url.username, url.password, url.pathname]) decodeURIComponent(part);
  } catch {
    return `a % stands in it without the two digits that belong to it; ${WRITTEN_AS}`;
  }
  if (url.hostname === '' && !url.searchParams.has('host')) return `it names no host; ${FORM}`;
  return undefined;
}

/** An address of a PostgreSQL database, as the driver takes it. */
export const databaseAddress = z.string().superRefine((text, context) => {
  const fault = faultOf(text);
  if (fault !== undefined) context.addIssue(fault);
});
