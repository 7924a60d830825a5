import { addDays, type CalendarDate } from '../../../kernel/calendar-date.ts';
import type { OrganisationId } from '../../../kernel/id.ts';
import type { LocalText } from '../../../kernel/language.ts';
import { refuseField } from '../../../kernel/refusal.ts';

/** The organisations around what an obstacle holds back. */
export interface Involved {
  /** Those whose units wait for it. */
  readonly recipients: readonly OrganisationId[];
  /** Donors who know for whom they give: others may learn nothing of it. */
  readonly donors: readonly OrganisationId[];
  readonly implementers: readonly OrganisationId[];
}

/** An organisation that usually owns obstacles of a kind. */
export interface TypicalOwner {
  readonly id: OrganisationId;
  /** Country or institution it belongs to. */
  readonly party: string;
}

/**
 * Whose move an obstacle of a kind usually is (obstacles.json, `default_owner_role`), when nobody has said. A licence is its
 * donor's own authority's: another country's typical authority is no guess to make.
 */
export function usualOwner(
  role: string,
  typical: readonly TypicalOwner[],
  involved: Involved,
  donorParties: readonly string[],
): OrganisationId | null {
  const [donor = null] = involved.donors;
  const [recipient = null] = involved.recipients;
  const authority = typical[0]?.id ?? null;
  switch (role) {
    case 'donor':
      return donor;
    case 'requester':
      return recipient;
    case 'implementer':
      return involved.implementers[0] ?? donor ?? authority;
    case 'licensing-authority':
      return typical.find(({ party }) => donorParties.includes(party))?.id ?? donor;
    case 'national-authority':
      return authority ?? recipient;
    default:
      return authority;
  }
}

/** A delivery that is held back, as far as its contract says who sees to what. */
export interface DeliveryTerms {
  readonly incoterm: string | null;
}

/**
 * The role that the Incoterm puts in charge of the stage at which it stands (milestones.json, `incoterm_owner`): under CIP customs
 * are the recipient's, under DDP the donor's. Null where no delivery is held back, the stage isn't one that Incoterms share out,
 * or the deliveries disagree.
 */
export function roleByIncoterm(
  incotermOwner: Readonly<Record<string, string>> | null,
  deliveries: readonly DeliveryTerms[],
): 'donor' | 'requester' | null {
  if (incotermOwner === null || deliveries.length === 0) return null;
  const roles = new Set(deliveries.map(({ incoterm }) => (incoterm === null ? undefined : incotermOwner[incoterm])));
  const [role] = roles;
  return roles.size === 1 && (role === 'donor' || role === 'requester') ? role : null;
}

/**
 * Who confirms that it is resolved, of the organisations that may close it, the likeliest first: whoever reported it or is held back by it
 * before all others. Null where nobody is left.
 */
export function whoConfirms(
  mayClose: readonly OrganisationId[],
  reporter: OrganisationId | null,
  involved: Pick<Involved, 'recipients' | 'donors'>,
): OrganisationId | null {
  const [likeliest = null] = mayClose;
  return [reporter, ...involved.recipients, ...involved.donors].find((one) => one !== null && mayClose.includes(one)) ?? likeliest;
}

/** A step of a playbook: what is done and how many days that usually takes. */
export interface PlaybookStep {
  readonly names: LocalText;
  readonly typicalDays: number;
}

export interface NextAction {
  readonly nextAction: LocalText;
  readonly nextActionOn: CalendarDate;
}

export function actionOf(step: PlaybookStep, today: CalendarDate): NextAction {
  return { nextAction: step.names, nextActionOn: addDays(today, step.typicalDays) };
}

/** A next action lies ahead: a date in the past would be a plan that nobody can keep. */
export function checkAhead(date: CalendarDate | undefined, today: CalendarDate, pointer: string): void {
  if (date !== undefined && date < today) throw refuseField('next-action-required', pointer, 'in-the-past');
}
