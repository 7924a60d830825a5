import type { Test } from 'tap';
import { recordHoldingReport } from '#src/areas/gaps/index.ts';
import type { AskForMissing, AssemblePackage, ListPackages } from '#src/areas/packages/contract.ts';
import type { PackageView } from '#src/areas/packages/record.ts';
import { assemblePackage } from '#src/areas/packages/index.ts';
import { findPackage, listPackages } from '#src/areas/packages/queries.ts';
import { askForMissing } from '#src/areas/packages/verbs/ask-for-missing.ts';
import { dissolvePackage, linkMatches, unlinkMatches } from '#src/areas/packages/verbs/link-matches.ts';
import { proposePartnership, signPartnership } from '#src/areas/partnerships/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { MatchId, PackageId, UnitId } from '#src/kernel/id.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { makePerson, makeUnit } from '#tests/support/people.ts';
import { agreed, halfAccepted, makeWorld, proposed, type World } from '#tests/support/world.ts';

/** A unit of crossing-point police, two donors with a partnership each, and what tests of packages do again and again. */
export async function makePackageWorld(t: Pick<Test, 'teardown'>) {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const superuser = connectAsSuperuser(t, database);
  const italy = await makeWorld(database);
  const turkey = await secondDonor(italy, 'tr-interior');
  const auditor = await makePerson(database, { role: 'auditor', organisation: 'un-panel-of-experts-libya' });
  const administrator = await makePerson(database, { role: 'administrator', organisation: 'unsmil' });
  const stranger = await makePerson(database, { role: 'donor', organisation: 'de-foreign-office' });
  const elsewhere = await makePerson(database, { role: 'requester', organisation: 'ly-coast-guard' });
  const { facilitator, requester, validator } = italy;

  /** A match of a donor, of so much of an item, as far as asked; its own need and offer are made for it. */
  async function match(
    of: World,
    itemType: string,
    quantity: number,
    upTo: 'proposed' | 'half-accepted' | 'agreed' = 'agreed',
    unitId: UnitId = italy.unitId,
  ): Promise<MatchId> {
    const need = await publishedNeed(database.db, of, unitId, [{ itemType, quantity }]);
    const offer = await availableOffer(database.db, of, [{ itemType, quantity }]);
    const make = { proposed, 'half-accepted': halfAccepted, agreed }[upTo];
    return make(of, must(need.lineIds[0], 'line'), must(offer.lineIds[0], 'line'), quantity);
  }

  const freshUnit = async (): Promise<UnitId> => (await makeUnit(database, { organisation: 'ly-gasbcp' })).id;

  const assemble = (input: Omit<AssemblePackage, 'title'>, by: Person = facilitator): Promise<PackageId> =>
    italy.as(by, (tx, ctx) => assemblePackage(tx, ctx, { title: 'For a test', ...input }));

  return {
    database,
    superuser,
    italy,
    turkey,
    facilitator,
    requester,
    validator,
    auditor,
    administrator,
    stranger,
    elsewhere,
    match,
    freshUnit,
    assemble,
    read: (by: Person, id: PackageId): Promise<PackageView> => italy.as(by, (tx, ctx) => findPackage(tx, ctx, id)),
    list: (by: Person, filters: Partial<ListPackages> = {}) => italy.as(by, (tx, ctx) => listPackages(tx, ctx, { limit: 50, ...filters })),
    link: (by: Person, id: PackageId, version: number, ...ids: MatchId[]) =>
      italy.as(by, (tx, ctx) => linkMatches(tx, ctx, id, version, ids)),
    unlink: (by: Person, id: PackageId, version: number, ...ids: MatchId[]) =>
      italy.as(by, (tx, ctx) => unlinkMatches(tx, ctx, id, version, { matchIds: ids, reason: 'other' })),
    dissolve: (by: Person, id: PackageId, version: number) => italy.as(by, (tx, ctx) => dissolvePackage(tx, ctx, id, version, 'other')),
    ask: (by: Person, id: PackageId, version: number, input: AskForMissing = {}) =>
      italy.as(by, (tx, ctx) => askForMissing(tx, ctx, id, version, input)),
    count: (unitId: UnitId, itemType: string, serviceable: number, repairable = 0, asOf = '2026-11-20') =>
      italy.as(requester, (tx, ctx) =>
        recordHoldingReport(tx, ctx, { unitId, itemType, serviceable, unserviceableRepairable: repairable, beyondRepair: 0, asOf }),
      ),
    eventsOf: (id: string) => superuser<{ action: string; actor_role: string; reason: string | null }[]>`
      select action, actor_role, reason from events where subject_id = ${id} order by creation_order`,
  };
}

async function secondDonor(world: World, organisation: string): Promise<World> {
  const donor = await makePerson(world.database, { role: 'donor', organisation });
  const partnershipId = await world.as(donor, (tx, ctx) =>
    proposePartnership(tx, ctx, {
      recipientId: world.validator.organisationId,
      kind: 'memorandum',
      title: 'For a test',
      validFrom: '2026-01-01',
      validUntil: '2028-12-31',
    }),
  );
  await world.as(donor, (tx, ctx) => signPartnership(tx, ctx, partnershipId, 1));
  await world.as(world.validator, (tx, ctx) => signPartnership(tx, ctx, partnershipId, 2));
  return { ...world, donor, partnershipId };
}
