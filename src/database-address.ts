import { z } from 'zod';
import { nearestWord } from './kernel/nearest.ts';

const FORM = 'expected postgres://user:password@host:5432/database';
const WRITTEN_AS = 'in a user or a password @ is written as %40, : as %3A, / as %2F, # as %23, ? as %3F, % as %25 and a space as %20';
const HIGHEST_PORT = 65_535;

/** Why a text is no address of a PostgreSQL database, in words that repeat nothing of it; undefined where it is one. */
function faultOf(text: string): string | undefined {
  if (/^["'\s]|["'\s]$/.test(text)) return 'a space or a quotation mark stands before it or behind it: take that away';
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return FORM;
  if (scheme !== 'postgres' && scheme !== 'postgresql') return `it begins with ${scheme}: and is no PostgreSQL; ${FORM}`;
  if (text.includes('#')) return `a # ends an address; ${WRITTEN_AS}`;
  if (!URL.canParse(text)) return faultOfParts(text);
  const url = new URL(text);
  // What is before the / or the ? would be taken for the host, and told as such.
  const place = text.slice(text.indexOf('//') + 2);
  if (/[/?].*@/.test(place) && (url.username === '' || /[/?].*@.*\//.test(place))) return faultOfParts(text);
  try {
    for (const part of [url.username, url.password, url.pathname]) decodeURIComponent(part);
  } catch {
    return `a % stands in it without the two digits that belong to it; ${WRITTEN_AS}`;
  }
  if (url.hostname === '' && !url.searchParams.has('host')) return `it names no host; ${FORM}`;
  if (url.hostname.includes(',')) return MANY_HOSTS;
  if (url.port === '0') return NO_PORT;
  // The drivers would take the user's name for it, which nobody means.
  if (url.pathname.length <= 1) return 'it names no database: write /wasl behind its host and port, or what yours is called';
  return faultOfTls(url.searchParams);
}

const SSL_MODES: readonly string[] = ['disable', 'require', 'verify-ca', 'verify-full'];

/** What the drivers take otherwise than PostgreSQL's own programs do, or not at all. */
function faultOfTls(parameters: URLSearchParams): string | undefined {
  const misspelt = [...parameters.keys()].find((name) => name !== 'sslmode' && nearestWord(name.toLowerCase(), ['sslmode'], 2));
  if (misspelt !== undefined) return `${misspelt} behind its ? is no parameter of an address: sslmode is meant`;
  const mode = parameters.get('sslmode');
  if (mode !== null && !SSL_MODES.includes(mode)) {
    return `its sslmode is none of ${SSL_MODES.join(', ')}; with prefer and allow nobody knows whether there is TLS`;
  }
  const file = ['sslrootcert', 'sslcert', 'sslkey'].find((name) => parameters.has(name));
  if (file === undefined) return undefined;
  return `${file} is not read from it: an authority of your own is named by NODE_EXTRA_CA_CERTS, and certificates of clients are not used`;
}

const MANY_HOSTS = `it names more than one host; ${FORM}`;
const NO_PORT = `the port behind its host is no number from 1 to ${HIGHEST_PORT}; ${FORM}, or without the port`;

/** Which part of an address keeps it from being read: who signs in stands before its last @, and the host and its port behind that. */
function faultOfParts(text: string): string {
  const [, login = '', place = ''] = /^[^:]*:\/*(?:(.*)@)?(.*)$/s.exec(text) ?? [];
  const sign = /[/?]/.exec(login)?.[0];
  if (sign !== undefined) return `a ${sign} in its user or password ends them too early; ${WRITTEN_AS}`;
  const [, host = '', port] = /^(\[[^\]]*\]|[^:/?]*)(?::([^/?]*))?/.exec(place) ?? [];
  if (/,/.test(place)) return MANY_HOSTS;
  if (/\s/.test(host)) return `a space stands in its host; ${FORM}`;
  if (port !== undefined && !(Number(port) <= HIGHEST_PORT && /^\d+$/.test(port))) {
    return login === '' ? `it can't be read as an address; ${FORM}` : NO_PORT;
  }
  return `it can't be read as an address; ${FORM}, and ${WRITTEN_AS}`;
}

/** An address of a PostgreSQL database, as the driver takes it. */
export const databaseAddress = z.string().superRefine((text, context) => {
  const fault = faultOf(text);
  if (fault !== undefined) context.addIssue(fault);
});
