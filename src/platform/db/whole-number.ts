import { assert } from '../../kernel/assert.ts';

/** Of a bigint (type 20): a number, where the driver would give its digits. None that the service keeps is too large for that. */
export const WHOLE_NUMBER = {
  to: 20,
  from: [20],
  serialize: String,
  parse: (digits: string): number => {
    const value = Number(digits);
    assert(Number.isSafeInteger(value), `${digits} is more than a number holds exactly`);
    return value;
  },
};
