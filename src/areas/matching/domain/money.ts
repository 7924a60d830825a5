import { exactThousandths } from '../../../kernel/money.ts';

/** Decimal text with at most three decimals as a whole number of thousandths; none where there is no amount. */
export const thousandths = (amount: string | null): number => Number(exactThousandths(amount ?? '0'));
