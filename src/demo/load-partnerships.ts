import type { PartnershipCondition } from '../areas/partnerships/index.ts';
import { PARTNERSHIP_DUTIES, proposePartnership, recordText, signPartnership } from '../areas/partnerships/index.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { addDays } from '../kernel/calendar-date.ts';
import type { PartnershipId } from '../kernel/id.ts';
import type { Scenario, ScenarioPartnership } from './scenario-file.ts';
import type { Stage } from './stage.ts';

/** The agreements of the scenario, each proposed by the mission and signed by both sides on the day that the file names. */
export async function loadPartnerships(stage: Stage, scenario: Scenario): Promise<Map<string, PartnershipId>> {
  const loaded = new Map<string, PartnershipId>();
  for (const partnership of scenario.partnerships) loaded.set(partnership.slug, await load(stage, scenario, partnership));
  return loaded;
}

async function load(stage: Stage, scenario: Scenario, partnership: ScenarioPartnership): Promise<PartnershipId> {
  const day = partnership.signed_on ?? addDays(scenario.meta.reference_date, -30);
  const number = partnership.slug.replace('partnership-', '');
  const facilitator = stage.as('facilitator', partnership.facilitator, day);
  const id = await proposePartnership(stage.tx, facilitator, {
    donorId: stage.organisation(partnership.donor),
    recipientId: stage.organisation(partnership.recipient),
    kind: partnership.kind,
    title: `Technical arrangement ${number}`,
    validFrom: day,
    validUntil: partnership.valid_until ?? addDays(day, 730),
    conditions: sharedConditions(scenario, partnership) as never,
  });
  if (partnership.state !== 'signed') return id;
  const donor = stage.as('donor', partnership.donor, day);
  await signPartnership(stage.tx, donor, id, 1);
  await signPartnership(stage.tx, stage.as('validator', partnership.recipient, day), id, 2);
  await recordText(stage.tx, stage.as('facilitator', partnership.facilitator, day), id, 3, {
    signedReference: `TA ${day.slice(0, 4)}/${number}`,
  });
  return id;
}

/**
 * The file sets conditions on offers, not on agreements: an arrangement has those that bind and that every offer agreed under
 * it has.
 */
function sharedConditions(scenario: Scenario, { slug }: ScenarioPartnership): PartnershipCondition[] {
  const offers = new Set(scenario.matches.filter((match) => match.partnership === slug).map(({ offer }) => offer));
  const [first, ...others] = scenario.offers.filter((offer) => offers.has(offer.slug)).map(({ conditions }) => conditions);
  const taken: readonly string[] = [...PARTNERSHIP_DUTIES, 'civilian-recipient-only'];
  return (first ?? [])
    .filter(({ type }) => taken.includes(type))
    .filter((condition) => others.every((conditions) => conditions.some((other) => canonicalJson(other) === canonicalJson(condition))))
    .map(({ type }) => ({ type }) as PartnershipCondition);
}
