import { isSafeLink } from './addresses.ts';
import type { FileFault } from './damaged-file.ts';

/** Fields of a text document that fetch or start something (ISO/IEC 29500-1, 17.16.5; the last ones are Word's own of before). */
const FIELDS: Readonly<Record<string, FileFault>> = {
  DDE: 'file-has-data-links',
  DDEAUTO: 'file-has-data-links',
  DATABASE: 'file-has-data-links',
  LINK: 'file-has-data-links',
  INCLUDETEXT: 'file-has-remote-parts',
  INCLUDE: 'file-has-remote-parts',
  INCLUDEPICTURE: 'file-has-remote-parts',
  IMPORT: 'file-has-remote-parts',
  RD: 'file-has-remote-parts',
  MACROBUTTON: 'file-has-macros',
  MACRO: 'file-has-macros',
  HTMLACTIVEX: 'file-has-macros',
  CONTROL: 'file-has-macros',
  EMBED: 'file-has-attachments',
  PRINT: 'file-has-actions',
};

/** What is wrong with a field's instruction, as it reads once the runs that it was split over are put together. */
export function faultOfField(instruction: string): FileFault | null {
  const quoted = [...instruction.matchAll(/["“„]([^"”“]*)/g)].map(([, text]) => text ?? '');
  if (/^\s*HYPERLINK/i.test(instruction) && [...quoted, instruction.trim().split(/\s+/)[1] ?? ''].some((address) => !isSafeLink(address))) {
    return 'file-has-actions';
  }
  const words = instruction
    .replaceAll(/["“„][^"”“]*["”“]/g, ' ')
    .toUpperCase()
    .split(/[^A-Z]+/)
    .filter((word) => word !== '');
  // A link's target, a style's name or a heading's text may be any word; what names a field is the first.
  const first = words[0] ?? '';
  if (Object.hasOwn(FIELDS, first)) return FIELDS[first] ?? null;
  if (words.some((word) => word.startsWith('DDE'))) return 'file-has-data-links';
  // Letters by their numbers: a way to write what isn't to be found.
  return first === 'QUOTE' && /^\s*QUOTE(?:\s+(?:0x)?[\da-f]{1,4}){3,}/i.test(instruction) ? 'file-has-data-links' : null;
}

const CALLS: readonly (readonly [RegExp, FileFault])[] = [
  [/(?:^|[^\w.])(?:DDE|RTD)\s*\(/i, 'file-has-data-links'],
  [/(?:^|[^\w])(?:WEBSERVICE|IMAGE|IMPORTDATA|IMPORTXML)\s*\(/i, 'file-has-remote-parts'],
  [/(?:^|[^\w.])(?:CALL|EXEC|REGISTER(?:\.ID)?|FORMULA|RUN|SHELL|GET\.WORKSPACE)\s*\(/i, 'file-has-macros'],
  // The old way to ask another program: `program|topic!item`.
  [/(?:[\w.]+|'[^']*')\s*\|\s*(?:'[^']*'|[^!|{}]*)!/, 'file-has-data-links'],
];

/** What is wrong with a formula of a table. */
export function faultOfFormula(formula: string): FileFault | null {
  const strings = [...formula.matchAll(/"((?:[^"]|"")*)"/g)].map(([, text]) => text ?? '');
  const rest = formula.replaceAll(/"(?:[^"]|"")*"/g, '""');
  for (const [pattern, fault] of CALLS) if (pattern.test(rest)) return fault;
  // However an address is put together of strings, its parts stand in their order.
  if (/HYPERLINK\s*\(/i.test(rest) && ![strings.join(''), ...strings].every(isSafeLink)) return 'file-has-actions';
  return null;
}
