import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import type { DeliveryAction, DeliveryKind } from './delivery.ts';
import type { MilestoneSlug } from '../../reference/domain/named-slugs.ts';

/** Kinds of items that a milestone names in its `applies_to_kinds`, by the kind of delivery. */
export const ITEM_KIND_OF: Readonly<Record<DeliveryKind, string>> = {
  goods: 'equipment',
  training: 'training',
  service: 'service',
  works: 'works',
};

/** What happens where the donor is: until the goods have left, and but for what the recipient brings. Its days are the donor's. */
const AT_THE_DONOR: readonly string[] = [
  'pledged',
  'funding-committed',
  'contract-signed',
  'production-completed',
  'export-licence-granted',
  'ready-to-ship',
  'shipped',
] satisfies readonly MilestoneSlug[];
export const isAtTheDonor = (milestone: string): boolean => AT_THE_DONOR.includes(milestone);

/** What a step of the lifecycle reaches: the milestone that no open obstacle may block, and the one whose date it sets. */
interface MilestoneEffect {
  readonly asks: MilestoneSlug;
  readonly sets: MilestoneSlug | null;
}

/**
 * The milestones of the steps. Performing and moving inland reach none of their own, but what stands in the way of shipping or
 * of leaving the port stands in theirs. A course is in service when it is completed.
 */
export function milestoneEffectOf(action: DeliveryAction, kind: DeliveryKind): MilestoneEffect | null {
  switch (action) {
    case 'pack':
      return reaching('ready-to-ship');
    case 'ship':
      return reaching('shipped');
    case 'perform':
      return { asks: 'shipped', sets: null };
    case 'arrive':
      return reaching('arrived-port-of-entry');
    case 'release':
      return reaching('customs-cleared');
    case 'move-inland':
      return { asks: 'customs-cleared', sets: null };
    case 'receive':
      return reaching('inland-delivered');
    case 'hand-over':
      return reaching('handover-accepted');
    case 'put-in-service':
      return reaching(kind === 'training' ? 'training-completed' : 'in-service');
    case 'verify':
      return reaching('end-use-verified');
    case 'enter-customs':
      return { asks: 'arrived-port-of-entry', sets: null };
    case 'report-loss':
    case 'report-found':
    case 'return-accepted':
    case 'settle-surplus':
    case 'take-back':
    case 'return':
    case 'seize':
    case 'release-from-seizure':
    case 'report-diversion':
    case 'arrange':
    case 'record-packing':
    case 'describe-goods':
    case 'add-document':
    case 'withdraw-document':
    case 'record-milestone':
    case 'revise-eta':
    case 'revise':
    case 'cancel':
    case 'reinstate':
      return null;
  }
}

const reaching = (milestone: MilestoneSlug): MilestoneEffect => ({ asks: milestone, sets: milestone });

const STEPS: readonly DeliveryAction[] = ['pack', 'ship', 'arrive', 'release', 'receive', 'hand-over', 'put-in-service', 'verify'];

/** Whether a step of the lifecycle reaches a milestone, which is then not for anybody to write by hand. */
export const isReachedByStep = (milestone: string, kind: DeliveryKind): boolean =>
  STEPS.some((step) => milestoneEffectOf(step, kind)?.sets === milestone);

const ARRIVAL_OF: Readonly<Record<DeliveryKind, MilestoneSlug>> = {
  goods: 'inland-delivered',
  training: 'training-completed',
  service: 'handover-accepted',
  works: 'handover-accepted',
};

/** The milestone whose day is the arrival: goods at the named place; works and services handed over; a course held. */
export const arrivalOf = (kind: DeliveryKind): MilestoneSlug => ARRIVAL_OF[kind];

export interface MilestoneOwnership {
  readonly defaultOwnerRole: string;
  /** Under some Incoterms another than usual sees to it. */
  readonly incotermOwner: Readonly<Record<string, string>> | null;
}

/** Who records a milestone: the donor its own and its implementers', the validator the recipients' and authorities', a facilitator any. */
export function mayRecord(role: ActingRole, { defaultOwnerRole, incotermOwner }: MilestoneOwnership, incoterm: string | null): boolean {
  if (role === 'facilitator' || role === 'system') return true;
  const owner = (incoterm === null ? undefined : incotermOwner?.[incoterm]) ?? defaultOwnerRole;
  const isRecipients = owner === 'requester' || owner === 'national-authority';
  return role === (isRecipients ? 'validator' : 'donor');
}

export interface DatedMilestone {
  readonly milestone: string;
  /** Its place in the order of the reference data. */
  readonly position: number;
  readonly actualOn: CalendarDate | null;
}

/** Where a delivery stands: the milestone reached last, the later in the order where two were reached on one day. */
export function currentMilestone(milestones: readonly DatedMilestone[]): string | null {
  let current: (DatedMilestone & { readonly actualOn: CalendarDate }) | null = null;
  for (const { milestone, position, actualOn } of milestones) {
    if (actualOn === null) continue;
    if (current === null || actualOn > current.actualOn || (actualOn === current.actualOn && position > current.position)) {
      current = { milestone, position, actualOn };
    }
  }
  return current?.milestone ?? null;
}

/** Whether a new forecast is a delay, which must say why: late is a revised date with a reason. */
export const isDelay = (expectedBefore: CalendarDate | null, forecastOn: CalendarDate): boolean =>
  expectedBefore !== null && forecastOn > expectedBefore;
