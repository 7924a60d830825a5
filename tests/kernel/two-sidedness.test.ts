import t from 'tap';
import type { OrganisationId, UserId } from '#src/kernel/id.ts';
import { ROLES, type Role } from '#src/kernel/role.ts';
import { type Hand, notApart, refusalOfHand, sideOf, TWO_SIDED, type TwoSided } from '#src/kernel/two-sidedness.ts';

const hand = (name: string, role: Role, organisation: string): Hand & { readonly name: string } => ({
  name,
  userId: name as UserId,
  organisationId: organisation as OrganisationId,
  role,
});

/** Two of everybody: of one organisation, and of another. */
const cast = ROLES.flatMap((role) => [
  hand(`${role} 1 of a`, role, `${role}s a`),
  hand(`${role} 2 of a`, role, `${role}s a`),
  hand(`${role} of b`, role, `${role}s b`),
  // An organisation may have accounts of several roles: it is one voice all the same.
  hand(`${role} of the house`, role, 'the house'),
]);
const pairs = cast.flatMap((first) => cast.map((second) => ({ first, second })));
const decisions = Object.keys(TWO_SIDED) as TwoSided[];

for (const decision of decisions) {
  t.test(`${decision}: over every pair of accounts, none stands for both`, async (t) => {
    const { begins, completes, apart } = TWO_SIDED[decision] as { begins: readonly Role[]; completes: readonly Role[]; apart: string };
    const completed = pairs.filter(
      ({ first, second }) => begins.includes(first.role as Role) && notApart(decision, first, second) === null,
    );
    t.ok(completed.length > 0, 'somebody can complete it');
    for (const { first, second } of completed) {
      const named = `${first.name}, ${second.name}`;
      t.not(first.userId, second.userId, `two persons: ${named}`);
      t.ok(completes.includes(second.role as Role), `whoever may complete it does: ${named}`);
      if (apart === 'two-organisations' || apart === 'two-sides') {
        t.not(first.organisationId, second.organisationId, `two organisations: ${named}`);
      }
      if (apart === 'two-offices') {
        t.ok(
          first.organisationId !== second.organisationId || first.role !== second.role,
          `another organisation or another role: ${named}`,
        );
      }
      if (apart === 'two-sides') t.not(sideOf(first.role as Role), sideOf(second.role as Role), `two sides: ${named}`);
    }
    for (const { first, second } of completed) {
      t.equal(notApart(decision, first, second, [second.organisationId]), 'beneficiary', `never who gains by it: ${second.name}`);
    }
  });
}

t.test('what the system began has no hand to be apart from, and the roles and who gains are asked all the same', async (t) => {
  const facilitator = hand('f', 'facilitator', 'm');
  t.equal(refusalOfHand('close-obstacle', 'resolver-may-not-close', null, facilitator), null);
  t.match(refusalOfHand('close-obstacle', 'resolver-may-not-close', null, facilitator, { barred: [facilitator.organisationId] }), {
    code: 'resolver-may-not-close',
    details: { facts: { because: 'beneficiary' } },
  });
  t.match(refusalOfHand('verify-delivery', 'receiver-may-not-verify', null, hand('r', 'requester', 'g')), { code: 'role-not-allowed' });
});
