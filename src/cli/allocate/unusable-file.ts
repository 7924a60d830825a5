import type { z } from 'zod';
import { pointerTo } from '../../kernel/json-pointer.ts';
import type { Language } from '../../kernel/language.ts';
import type { FieldFault } from '../../kernel/refusal.ts';
import { formatMessage } from '../../locales/format-message.ts';
import { fieldFaultsOf } from '../../platform/field-faults.ts';
import { explainField } from '../explain-field.ts';
import { printable } from '../printable.ts';

/** What is wrong with a file: a JSON pointer, and a sentence in the reader's language. */
export interface FileFault {
  readonly pointer: string;
  readonly tell: (language: Language) => string;
}

/** A file that can't be used; it says all that is wrong with it. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
  readonly faults: readonly FileFault[];

  constructor(faults: readonly FileFault[], file = '', language: Language = 'en') {
    super(faults.map(({ pointer, tell }) => `${file}#${printable(pointer)}: ${tell(language)}`).join('\n'));
    this.faults = faults;
  }
}

/** What only such a file can have wrong, and no number goes into. */
export type FileFaultCode =
  | 'not-json'
  | 'nested-too-deep'
  | 'byte-order-mark'
  | 'unknown-need'
  | 'unknown-offer'
  | 'unknown-group'
  | 'unknown-budget'
  | 'packed-twice'
  | 'not-eligible'
  | 'group-in-full'
  | 'offer-unbounded'
  | 'money-whole'
  | 'unpriced'
  | 'excluded-and-eligible'
  | 'decimals-of-total';

export const fileFault = (pointer: string, code: FileFaultCode): FileFault => ({
  pointer,
  tell: (language) => formatMessage(language, `allocate.fault-${code}`),
});

/** A fault that fields of the service have too, in the same words. */
export const fieldFault = (fault: FieldFault): FileFault => ({
  pointer: fault.pointer,
  tell: (language) => explainField(fault, language),
});

export const namedTwice = (pointer: string): FileFault => fieldFault({ pointer, code: 'named-twice' });

/** A quantity with more decimals than its line says that it has. */
export const tooManyDecimals = (pointer: string, decimals: number): FileFault => ({
  pointer,
  tell: (language) => formatMessage(language, 'allocate.fault-decimals-of-line', { decimals }),
});

/** What a schema found in `whole`, each with its pointer below `at`. */
export const faultsOf = (error: z.ZodError, whole: unknown, ...at: readonly (string | number)[]): FileFault[] =>
  fieldFaultsOf(error.issues, whole, at).map(fieldFault);

export const faultAt = (code: FileFaultCode, ...path: readonly (string | number)[]): FileFault => fileFault(pointerTo(...path), code);
