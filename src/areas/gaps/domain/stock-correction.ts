import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { UnitId } from '../../../kernel/id.ts';
import type { Quantity } from '../../../kernel/quantity.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import type { ProposalState, ReportSource } from './proposal.ts';

/** What was recorded of a unit's stock, as people say it: the fields that the record has, in units of measure. */
export interface StockValues {
  readonly unitId: UnitId;
  readonly itemType: string;
  readonly serviceable?: Quantity;
  readonly unserviceableRepairable?: Quantity;
  readonly beyondRepair?: Quantity;
  readonly asOf?: CalendarDate;
  readonly authorised?: Quantity;
  readonly effectiveOn?: CalendarDate;
  readonly withdrawn: boolean;
}

export const STOCK_RECORDS = ['holding-report', 'requirement', 'proposed-holding'] as const;
export type StockRecord = (typeof STOCK_RECORDS)[number];

/** Who puts it right: whoever may record it in the first place, with one hand as there. */
export const CORRECTS = {
  'holding-report': ['requester', 'validator'],
  requirement: ['validator'],
  'proposed-holding': ['requester'],
} as const satisfies Record<StockRecord, readonly Role[]>;

export const STOCK_ACTIONS = ['correct'] as const;
export type StockAction = (typeof STOCK_ACTIONS)[number];
export const PROPOSED_HOLDING_ACTIONS = ['confirm', 'correct'] as const;
export type ProposedHoldingAction = (typeof PROPOSED_HOLDING_ACTIONS)[number];

/** What a role may do with a report or a requirement of a unit that it answers for. */
export const actionsOfStock = (record: 'holding-report' | 'requirement', role: ActingRole): readonly StockAction[] =>
  (CORRECTS[record] as readonly ActingRole[]).includes(role) ? STOCK_ACTIONS : [];

export const actionsOfProposedHolding = (role: ActingRole): readonly ProposedHoldingAction[] =>
  (CORRECTS['proposed-holding'] as readonly ActingRole[]).includes(role) ? PROPOSED_HOLDING_ACTIONS : [];

/** Why a report can't be put right as a count: what a receipt or goods that left have made of it follows from these. */
export const refusalOfCorrectingReport = ({ source }: { readonly source: ReportSource }): Refusal | null =>
  source === 'count' ? null : new Refusal('transition-not-allowed', { facts: { state: source, event: 'correct', allowed: [] } });

/** Only what the unit has confirmed itself; what a count has found is put right at the count. */
export const refusalOfCorrectingProposal = ({ state }: { readonly state: ProposalState }): Refusal | null =>
  state === 'confirmed' || state === 'corrected'
    ? null
    : new Refusal('transition-not-allowed', { facts: { state, event: 'correct', allowed: [] } });

export const refusalOfConfirming = ({ state }: { readonly state: ProposalState }): Refusal | null =>
  state === 'proposed' ? null : new Refusal('transition-not-allowed', { facts: { state, event: 'confirm', allowed: [] } });

/** Of a type of unit it is no organisation's own. */
export const refusalOfCorrectingRequirement = ({ unitId }: { readonly unitId: UnitId | null }): Refusal | null =>
  unitId === null ? new Refusal('not-your-own') : null;
