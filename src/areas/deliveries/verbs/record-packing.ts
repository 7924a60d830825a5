import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm';
import { foldIdentifier } from '../../../kernel/folding.ts';
import { canonicalJson } from '../../../kernel/canonical-json.ts';
import { must } from '../../../kernel/assert.ts';
import { groupBy } from '../../../kernel/group-by.ts';
import type { ConsignmentId, DeliveryId, DeliveryLineId, OrganisationId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { TwoKeyMap, TwoKeySet } from '../../../kernel/two-key-map.ts';
import { type Steps, steps, stepsFrom } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { foldedIdentifier } from '../../../platform/db/columns.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { BalancedConsignment } from '../consignment-queries.ts';
import { packedContents, packingUnits, serialNumbers } from '../consignment-tables.ts';
import type { RecordPacking } from '../contract-goods.ts';
import { isWaiting } from '../domain/consignments.ts';
import { GIVEN_OUTCOMES } from '../domain/serials.ts';
import { deliveredItems } from '../line-queries.ts';
import { deliveries } from '../tables.ts';
import { stepDelivery, beginStep } from './change-delivery.ts';

/** The packing list of a consignment that hasn't left, in place of the one before: what is in which crate, with serial numbers. */
export async function recordPacking(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: RecordPacking): Promise<void> {
  const { consignmentId, units: told, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'record-packing');
  const consignment = locked.consignments.find((one) => one.id === consignmentId);
  if (!consignment || !isWaiting(consignment.state)) throw refuseField('reference-unknown', '/consignmentId');
  const items = await deliveredItems(
    tx,
    consignment.lines.map(({ deliveryLineId }) => deliveryLineId),
  );
  const pieces = checkContents(consignment, told, items);
  if (canonicalJson(await selectPacked(tx, consignmentId)) === canonicalJson(asKept(consignment, told))) return;
  await refuseGiven(tx, locked.delivery.donorId, consignmentId, pieces);
  await tx.delete(packingUnits).where(eq(packingUnits.consignmentId, consignmentId));
  const common = { deliveryId: id, donorId: locked.delivery.donorId };
  const units = told.map(({ mark, kind, grossWeightKg = null, netWeightKg = null, contents, ...restOfUnit }, index) => {
    nothingLeft(restOfUnit);
    const unitId = newId<'packing-unit'>();
    return { row: { ...common, id: unitId, consignmentId, position: index + 1, mark, kind, grossWeightKg, netWeightKg }, contents };
  });
  await tx.insert(packingUnits).values(units.map(({ row }) => row));
  const contents = units.flatMap((unit, unitIndex) =>
    unit.contents.map(({ lineId, quantity, serials = [], ...restOfContent }, index) => {
      nothingLeft(restOfContent);
      const line = must(
        consignment.lines.find(({ deliveryLineId }) => deliveryLineId === lineId),
        'checked above',
      );
      const whose = { packingUnitId: unit.row.id, deliveryLineId: lineId, organisationId: line.organisationId, unitId: line.unitId };
      return {
        row: { ...common, ...whose, quantity: stepsFrom(quantity, line.decimals, `/units/${unitIndex}/contents/${index}/quantity`) },
        serials: serials.map((serial) => ({ ...common, ...whose, consignmentId, itemType: itemOf(items, lineId), serial })),
      };
    }),
  );
  await tx.insert(packedContents).values(contents.map(({ row }) => row));
  const numbers = contents.flatMap(({ serials }) => serials);
  if (numbers.length > 0) await tx.insert(serialNumbers).values(numbers);
  await stepDelivery(tx, ctx, locked, {
    action: 'delivery.packing-recorded',
  });
}

/** A numbered piece of a packing list, with the place that names it. */
interface Piece {
  readonly itemType: string;
  readonly serial: string;
  readonly pointer: string;
}

const itemOf = (items: ReadonlyMap<DeliveryLineId, string>, lineId: DeliveryLineId): string =>
  must(items.get(lineId), 'a line is of an item');

/**
 * Refuses a piece of this donor's that is in another consignment and has not come back: it would count twice. The delivery is named where the
 * reader sees it. The database refuses the same (`piece_is_given_once`), also between two who pack at once.
 */
async function refuseGiven(tx: Tx, donorId: OrganisationId, consignmentId: ConsignmentId, pieces: readonly Piece[]): Promise<void> {
  if (pieces.length === 0) return;
  const named = new TwoKeyMap<string, string, Piece>(pieces.map((piece) => [piece.itemType, foldIdentifier(piece.serial), piece]));
  const [given] = await selectGiven(tx, donorId, consignmentId, pieces);
  if (given === undefined) return;
  const piece = named.get(given.itemType, given.folded);
  throw new Refusal('piece-given-already', {
    fields: [{ pointer: piece?.pointer ?? '/units', code: 'piece-given-already' }],
    facts: { serial: given.serial, delivery: given.reference, outcome: given.outcome },
  });
}

/** Pieces of these numbers that are on their way or in their units' hands, in the order of their deliveries. */
function selectGiven(tx: Tx, donorId: OrganisationId, consignmentId: ConsignmentId, pieces: readonly Piece[]) {
  const folded = foldedIdentifier(serialNumbers.serial);
  return tx
    .select({
      serial: serialNumbers.serial,
      folded,
      itemType: serialNumbers.itemType,
      outcome: serialNumbers.outcome,
      reference: deliveries.reference,
    })
    .from(serialNumbers)
    .innerJoin(deliveries, eq(deliveries.id, serialNumbers.deliveryId))
    .where(
      and(
        eq(serialNumbers.donorId, donorId),
        ne(serialNumbers.consignmentId, consignmentId),
        inArray(serialNumbers.outcome, GIVEN_OUTCOMES),
        sql`(${serialNumbers.itemType}, ${folded}) in (select * from unnest(${sql.param(pieces.map(({ itemType }) => itemType))}::text[], ${sql.param(pieces.map(({ serial }) => foldIdentifier(serial)))}::text[]))`,
      ),
    )
    .orderBy(asc(deliveries.creationOrder))
    .limit(1);
}

interface Packed {
  readonly mark: string;
  readonly kind: string;
  readonly grossWeightKg: number | null;
  readonly netWeightKg: number | null;
  readonly contents: readonly PackedContent[];
}
interface PackedContent {
  readonly lineId: DeliveryLineId;
  readonly quantity: Steps;
  readonly serials: readonly string[];
}

const weightOf = (text: string | null | undefined): number | null => (text == null ? null : Number(text));
/** What is in a unit has no order of its own. */
const inOneOrder = (contents: readonly PackedContent[]): PackedContent[] =>
  contents.map((one) => ({ ...one, serials: one.serials.toSorted() })).toSorted((a, b) => (a.lineId < b.lineId ? -1 : 1));

/** A packing list that was checked, as it would be kept. */
const asKept = ({ lines }: BalancedConsignment, units: RecordPacking['units']): Packed[] =>
  units.map(({ mark, kind, grossWeightKg, netWeightKg, contents, ...rest }) => {
    nothingLeft(rest);
    return {
      mark,
      kind,
      grossWeightKg: weightOf(grossWeightKg),
      netWeightKg: weightOf(netWeightKg),
      contents: inOneOrder(
        contents.map(({ lineId, quantity, serials = [], ...restOfContent }) => {
          nothingLeft(restOfContent);
          const line = must(
            lines.find(({ deliveryLineId }) => deliveryLineId === lineId),
            'checked before',
          );
          return { lineId, quantity: stepsFrom(quantity, line.decimals, ''), serials };
        }),
      ),
    };
  });

/** The packing list that stands. */
async function selectPacked(tx: Tx, consignmentId: ConsignmentId): Promise<Packed[]> {
  const units = await tx
    .select()
    .from(packingUnits)
    .where(eq(packingUnits.consignmentId, consignmentId))
    .orderBy(asc(packingUnits.position));
  const ids = units.map(({ id }) => id);
  const contents = await tx.select().from(packedContents).where(oneOf(packedContents.packingUnitId, ids));
  const numbers = await tx.select().from(serialNumbers).where(eq(serialNumbers.consignmentId, consignmentId));
  const contentsOf = groupBy(contents, ({ packingUnitId }) => packingUnitId);
  const numbersOf = groupBy(numbers, ({ packingUnitId }) => packingUnitId);
  return units.map(({ id, mark, kind, grossWeightKg, netWeightKg }) => ({
    mark,
    kind,
    grossWeightKg: weightOf(grossWeightKg),
    netWeightKg: weightOf(netWeightKg),
    contents: inOneOrder(
      (contentsOf.get(id) ?? []).map(({ deliveryLineId, quantity }) => ({
        lineId: deliveryLineId,
        quantity,
        serials: (numbersOf.get(id) ?? []).filter((number) => number.deliveryLineId === deliveryLineId).map(({ serial }) => serial),
      })),
    ),
  }));
}

/**
 * Each mark once, each line one that travels in it, no more of a line than travels, no number twice among the pieces of an item, in whatever
 * spelling. Numbers are of whole pieces. Answers the numbered pieces.
 */
function checkContents(
  consignment: BalancedConsignment,
  units: RecordPacking['units'],
  items: ReadonlyMap<DeliveryLineId, string>,
): readonly Piece[] {
  const left = new Map<DeliveryLineId, Steps>(consignment.lines.map((line) => [line.deliveryLineId, line.planned]));
  const decimalsOf = new Map(consignment.lines.map((line) => [line.deliveryLineId, line.decimals]));
  const marks = new Set<string>();
  const numbers = new TwoKeySet<string, string>();
  const pieces: Piece[] = [];
  for (const [unitIndex, { mark, contents }] of units.entries()) {
    if (marks.has(foldIdentifier(mark))) throw refuseField('invalid-field', `/units/${unitIndex}/mark`, 'named-twice');
    marks.add(foldIdentifier(mark));
    const lines = new Set<DeliveryLineId>();
    for (const [index, { lineId, quantity: told, serials = [] }] of contents.entries()) {
      const pointer = `/units/${unitIndex}/contents/${index}`;
      const rest = left.get(lineId);
      const decimals = decimalsOf.get(lineId);
      if (rest === undefined || decimals === undefined) throw refuseField('reference-unknown', `${pointer}/lineId`);
      if (lines.has(lineId)) throw refuseField('invalid-field', `${pointer}/lineId`, 'named-twice');
      lines.add(lineId);
      const quantity = stepsFrom(told, decimals, `${pointer}/quantity`);
      if (quantity > rest) throw refuseField('exceeds-match', `${pointer}/quantity`);
      left.set(lineId, steps(rest - quantity));
      // A number is a whole piece's.
      if (serials.length > 0 && decimals > 0) throw refuseField('invalid-field', `${pointer}/serials`, 'not-counted-in-pieces');
      if (serials.length > quantity) throw refuseField('invalid-field', `${pointer}/serials`, 'more-serials-than-pieces');
      for (const serial of serials) {
        const itemType = itemOf(items, lineId);
        const number = foldIdentifier(serial);
        if (numbers.has(itemType, number)) throw refuseField('invalid-field', `${pointer}/serials`, 'named-twice');
        numbers.add(itemType, number);
        pieces.push({ itemType, serial, pointer: `${pointer}/serials` });
      }
    }
  }
  return pieces;
}
