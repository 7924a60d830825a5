import { asc, eq } from 'drizzle-orm';
import { canonicalJson } from '../../../kernel/canonical-json.ts';
import { must } from '../../../kernel/assert.ts';
import { groupBy } from '../../../kernel/group-by.ts';
import type { ConsignmentId, DeliveryId, DeliveryLineId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import { TwoKeySet } from '../../../kernel/two-key-map.ts';
import { type Steps, steps, stepsFrom } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { BalancedConsignment } from '../consignment-queries.ts';
import { packedContents, packingUnits, serialNumbers } from '../consignment-tables.ts';
import type { RecordPacking } from '../contract-goods.ts';
import { hasLeft } from '../domain/consignments.ts';
import { stepDelivery, beginStep } from './change-delivery.ts';

/** The packing list of a consignment that hasn't left, in place of the one before: what is in which crate, with serial numbers. */
export async function recordPacking(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: RecordPacking): Promise<void> {
  const { consignmentId, units: told, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'record-packing');
  const consignment = locked.consignments.find((one) => one.id === consignmentId);
  if (!consignment || hasLeft(consignment.state)) throw refuseField('reference-unknown', '/consignmentId');
  checkContents(consignment, told);
  if (canonicalJson(await selectPacked(tx, consignmentId)) === canonicalJson(asKept(consignment, told))) return;
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
        serials: serials.map((serial) => ({ ...common, ...whose, consignmentId, serial })),
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

/** Each mark once, each line one that travels in it, no more of a line than travels, no number twice on a line. Numbers are of whole pieces. */
function checkContents(consignment: BalancedConsignment, units: RecordPacking['units']): void {
  const left = new Map<DeliveryLineId, Steps>(consignment.lines.map((line) => [line.deliveryLineId, line.planned]));
  const decimalsOf = new Map(consignment.lines.map((line) => [line.deliveryLineId, line.decimals]));
  const marks = new Set<string>();
  const numbers = new TwoKeySet<DeliveryLineId, string>();
  for (const [unitIndex, { mark, contents }] of units.entries()) {
    if (marks.has(mark)) throw refuseField('invalid-field', `/units/${unitIndex}/mark`, 'named-twice');
    marks.add(mark);
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
        if (numbers.has(lineId, serial)) throw refuseField('invalid-field', `${pointer}/serials`, 'named-twice');
        numbers.add(lineId, serial);
      }
    }
  }
}
