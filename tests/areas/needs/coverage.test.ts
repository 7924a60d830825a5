import fc from 'fast-check';
import t from 'tap';
import { coverageOf, openQuantity } from '#src/areas/needs/domain/coverage.ts';
import { inSteps } from '#tests/support/in-steps.ts';
import { asOften } from '#tests/support/effort.ts';

/** Counters as the database can hold them: each step a part of the one before. */
const counters = fc
  .record({
    validated: fc.nat(100),
    reserved: fc.nat(100),
    agreed: fc.nat(100),
    a: fc.nat(100),
    b: fc.nat(100),
    c: fc.nat(100),
    d: fc.nat(100),
    e: fc.nat(100),
  })
  .map(({ validated, reserved, agreed, a, b, c, d, e }) => {
    const shipped = a % (agreed + 1);
    const accepted = b % (shipped + 1);
    const failed = c % (shipped - accepted + 1);
    const line = {
      quantityValidated: validated,
      reserved,
      agreed,
      shipped,
      accepted,
      failed,
      verified: d % (accepted + 1),
      inService: e % (accepted + 1),
    };
    return { ...inSteps(line), leftOutAt: null };
  })
  .filter((line) => openQuantity(line) >= 0);

t.test('the five parts and the gap are never negative and sum to the validated quantity', async () => {
  fc.assert(
    fc.property(counters, (line) => {
      const { verified, delivered, inTransit, agreed, reserved, gap } = coverageOf(line);
      const parts = [verified, delivered, inTransit, agreed, reserved, gap];
      return parts.every((part) => part >= 0) && parts.reduce((sum, part) => sum + part, 0) === line.quantityValidated;
    }),
    { numRuns: asOften(5000) },
  );
});

t.test('what fails on its way re-opens the line by that quantity', async (t) => {
  const line = {
    ...inSteps({ quantityValidated: 10, reserved: 0, agreed: 10, shipped: 10, accepted: 7, inService: 0, verified: 0, failed: 3 }),
    leftOutAt: null,
  };
  t.match(coverageOf(line), { delivered: 7, inTransit: 0, gap: 3, reopened: 3 });
});
