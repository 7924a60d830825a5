/**
 * Takes what is left of an input once each of its fields has been taken out, which must be nothing:
 *
 *   const { quantity, reason, ...rest } = input;
 *   nothingLeft(rest);
 *
 * A field that is added to a contract and that no verb, query or route reads would be accepted and dropped; so it doesn't compile.
 */
export const nothingLeft: (rest: Readonly<Record<string, never>>) => void = () => undefined;
