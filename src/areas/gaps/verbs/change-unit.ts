import { and, eq } from 'drizzle-orm';
import type { UnitId } from '../../../kernel/id.ts';
import type { Names } from '../../../kernel/language.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { GivenNames } from '../../../platform/http/schemas.ts';
import { lockNamed } from '../../../platform/db/lock-named.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { AddUnit, ChangeUnit } from '../contract.ts';
import { refusalOfUnitAction } from '../domain/unit.ts';
import { findReferencesOfUnit } from '../reference-check-queries.ts';
import { selectSameUnits } from '../same-unit-queries.ts';
import { units } from '../tables.ts';
import { checkRole } from './check-stock.ts';

/** A validator enters a unit of an organisation that it answers for. */
export async function addUnit(tx: Tx, ctx: ActorContext, input: AddUnit): Promise<UnitId> {
  checkRole(ctx, ['validator']);
  const { actor } = ctx;
  const { slug, organisationId, site, unitType, isAnother = false, ...rest } = input;
  const { names, ...nothing } = rest;
  nothingLeft(nothing);
  if (actor.kind !== 'system' && !actor.scope.includes(organisationId)) throw refuseField('not-your-own', '/organisationId');
  const missing = await findReferencesOfUnit(tx, { organisationId, site, unitType });
  if (missing !== null) throw refuseField('reference-unknown', missing);
  const given = namesIn(names);
  const id = newId<'unit'>();
  const [unit] = await tx
    .insert(units)
    .values({ id, slug, organisationId, site, unitType, names: given, createdAt: ctx.now })
    .onConflictDoNothing()
    .returning({ id: units.id, slug: units.slug, organisationId: units.organisationId, site: units.site, unitType: units.unitType });
  if (!unit) throw refuseField('invalid-field', '/slug', 'taken');
  if (!isAnother) await refuseSame(tx, { id, names: given, site, unitType });
  await recordEvent(tx, ctx, {
    action: 'unit.added',
    subject: { type: 'unit', id: unit.id },
    parties: [unit.organisationId],
  });
  return unit.id;
}

/**
 * What was entered of a unit is put right, or has changed: its name, its type, its site. Its needs lie where it does from then on, and are found
 * by its name (drizzle/0007_needs.sql); what its new type is authorised counts in its gaps at once.
 */
export async function changeUnit(tx: Tx, ctx: ActorContext, id: UnitId, version: number, input: ChangeUnit): Promise<void> {
  checkRole(ctx, ['validator']);
  const { actor } = ctx;
  const { slug, organisationId, names, site, unitType, isAnother = false, reason, ...rest } = input;
  nothingLeft(rest);
  if (organisationId !== undefined && actor.kind !== 'system' && !actor.scope.includes(organisationId)) {
    throw refuseField('not-your-own', '/organisationId');
  }
  const [unit] = await tx.select(unitColumns).from(units).where(eq(units.id, id)).for('no key update');
  if (!unit) throw new Refusal('not-found');
  if (unit.version !== version) throw new Refusal('stale-version', { facts: { version: unit.version } });
  throwWhere(refusalOfUnitAction({ ...unit, openChange: false }, 'change'));
  const after = {
    slug: slug ?? unit.slug,
    organisationId: organisationId ?? unit.organisationId,
    names: names ? namesIn(names) : unit.names,
    site: site ?? unit.site,
    unitType: unitType ?? unit.unitType,
  };
  const missing = await findReferencesOfUnit(tx, after);
  if (missing !== null) throw refuseField('reference-unknown', missing);
  if (after.slug !== unit.slug && (await isTaken(tx, ctx, after.slug))) throw refuseField('invalid-field', '/slug', 'taken');
  if (!(await makesDifference(tx, { type: 'unit', id }, units, after))) return;
  if (reason === undefined) throw refuseField('reason-required', '/reason', 'missing');
  if (!isAnother) await refuseSame(tx, { id, ...after });
  const [written] = await tx
    .update(units)
    .set({ ...after, version: version + 1 })
    .where(and(eq(units.id, id), eq(units.version, version)))
    .returning({ id: units.id });
  if (!written) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action: 'unit.changed',
    subject: { type: 'unit', id },
    note: reason,
    parties: [unit.organisationId, after.organisationId],
  });
}

/** Asked as the system: a slug is one unit's among all, also those that the validator doesn't see. */
const isTaken = (tx: Tx, ctx: ActorContext, slug: string): Promise<boolean> =>
  asConsequence(tx, ctx, 'unit-slugs', async () => {
    const [other] = await tx.select({ id: units.id }).from(units).where(eq(units.slug, slug));
    return other !== undefined;
  });

const unitColumns = {
  slug: units.slug,
  organisationId: units.organisationId,
  site: units.site,
  unitType: units.unitType,
  names: units.names,
  state: units.state,
  version: units.version,
};

function namesIn({ en, ar, it, fr, ...rest }: GivenNames): Names {
  nothingLeft(rest);
  return { en, ar, it, fr };
}

/**
 * Entered twice, a unit would add its table to the national gap: refused until it is said to be another. Those who enter units of one type
 * at one site wait for each other, so that neither misses the other's.
 */
async function refuseSame(tx: Tx, unit: Parameters<typeof selectSameUnits>[1]): Promise<void> {
  await lockNamed(tx, 'units-at-site', unit.site, unit.unitType);
  const same = await selectSameUnits(tx, unit);
  if (same.length > 0) throw new Refusal('same-unit', { facts: { units: same.map(({ slug }) => slug) } });
}
