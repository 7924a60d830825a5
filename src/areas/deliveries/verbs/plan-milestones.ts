import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { type FieldFault, Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { ReasonOf } from '../../../kernel/reason.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { PlanDelivery } from '../contract.ts';
import type { DeliveryKind } from '../domain/delivery.ts';
import { ITEM_KIND_OF, isReachedByStep } from '../domain/milestones.ts';
import { contradictions, proposeDates } from '../domain/schedule.ts';
import { namesOf, stagesOf } from '../domain/stages.ts';
import { selectMilestoneRules } from '../schedule-queries.ts';

export interface PlannedMilestone {
  readonly milestone: string;
  readonly plannedOn: CalendarDate | null;
  readonly isProposed: boolean;
  readonly omittedBecause: ReasonOf<'delivery'> | null;
}

/** A milestone has one date or is left out, and is named for that once: of two dates, one would be dropped. */
function refuseNamedTwice(lists: Readonly<Record<'milestones' | 'omitted', readonly { readonly milestone: string }[]>>): void {
  const named = new Set<string>();
  for (const [field, list] of Object.entries(lists)) {
    for (const [index, { milestone }] of list.entries()) {
      if (named.has(milestone)) throw refuseField('invalid-field', `/${field}/${index}/milestone`, 'named-twice');
      named.add(milestone);
    }
  }
}

/** Every milestone of the kind: with the donor's date, with a proposal worked out from the usual durations, or left out. */
export async function planMilestones(
  tx: Tx,
  kind: DeliveryKind,
  dated: PlanDelivery['milestones'],
  leftOut: NonNullable<PlanDelivery['omitted']>,
  agreed: CalendarDate,
): Promise<PlannedMilestone[]> {
  const rules = await selectMilestoneRules(tx);
  const ofKind = rules.filter(({ kinds }) => kinds.includes(ITEM_KIND_OF[kind]));
  const slugs = new Set(ofKind.map(({ milestone }) => milestone));
  const unknownOf = (field: 'milestones' | 'omitted', named: readonly { readonly milestone: string }[]): FieldFault[] =>
    named.flatMap(({ milestone }, index) =>
      slugs.has(milestone) ? [] : [{ pointer: `/${field}/${index}/milestone`, code: 'reference-unknown' }],
    );
  const unknown = [...unknownOf('milestones', dated), ...unknownOf('omitted', leftOut)];
  if (unknown.length > 0) throw new Refusal('reference-unknown', { fields: unknown });
  refuseNamedTwice({ milestones: dated, omitted: leftOut });
  for (const [index, { milestone }] of leftOut.entries()) {
    const rule = ofKind.find((one) => one.milestone === milestone);
    if (rule?.optionalWhen == null || isReachedByStep(milestone, kind)) {
      throw refuseField('invalid-field', `/omitted/${index}/milestone`, 'milestone-not-optional');
    }
  }
  const omitted = new Map(
    leftOut.map(({ milestone, because, ...rest }) => {
      nothingLeft(rest);
      return [milestone, because];
    }),
  );
  const given = new Map(
    dated.map(({ milestone, plannedOn, ...rest }) => {
      nothingLeft(rest);
      return [milestone, plannedOn];
    }),
  );
  const stages = stagesOf(rules, new Set([...slugs].filter((slug) => !omitted.has(slug))));
  const wrong = contradictions(stages, given);
  if (wrong.length > 0) {
    throw new Refusal('date-order', {
      fields: wrong.map(({ milestone, predecessor }) => ({
        pointer: `/milestones/${dated.findIndex((one) => one.milestone === milestone)}/plannedOn`,
        code: 'before-its-predecessor',
        limit: predecessor,
        limitNames: namesOf(rules, [predecessor]),
      })),
    });
  }
  const dates = new Map(proposeDates(stages, given, agreed).map((one) => [one.milestone, one]));
  return ofKind.map(({ milestone }) => ({
    milestone,
    plannedOn: dates.get(milestone)?.plannedOn ?? null,
    isProposed: dates.get(milestone)?.isProposed ?? false,
    omittedBecause: omitted.get(milestone) ?? null,
  }));
}
