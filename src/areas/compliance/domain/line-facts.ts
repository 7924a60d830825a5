import { isCivilianRecipient } from '../../matching/domain/recipient.ts';
import type { ItemControl } from '../../reference/domain/stored-json.ts';
import { type Classification, factsOfClassification, isEuParty } from './classification.ts';
import type { FactValue, Facts } from './rule.ts';

/** What the service itself knows of a line, before anybody has classified it. */
export interface KnownLine {
  readonly itemType: string;
  readonly itemKind: string;
  readonly lethality: string;
  readonly control: ItemControl;
  readonly modality: string;
  readonly offerConditions: readonly string[];
  readonly matchState: string;
  readonly donorParty: string;
  readonly recipient: string;
  readonly recipientParty: string;
  readonly recipientKind: string;
  readonly neighbour: string | null;
  /** How it travels, once a delivery is planned. */
  readonly transportMode: string | null;
}

const COUNTRY = /^[A-Z]{2}$/;
const DEFENCE = 'ly-ministry-of-defence';

/** Whether a recipient belongs to the armed forces: known of those below one of the two ministries, of nobody else. */
function isMilitary(recipient: string, parents: ReadonlyMap<string, string | null>): boolean | undefined {
  if (isCivilianRecipient(recipient, parents)) return false;
  const seen = new Set<string>();
  for (let here: string | null | undefined = recipient; here && !seen.has(here); here = parents.get(here)) {
    if (here === DEFENCE) return true;
    seen.add(here);
  }
  return undefined;
}

/**
 * The facts of a line under the names of regimes.json (`meta.rule_fields`). A confirmed classification of the actual model goes before
 * what is taken from the records; the catalogue's control lists are no facts at all, because they are hints.
 */
export function factsOfLine(line: KnownLine, parents: ReadonlyMap<string, string | null>, confirmed: Classification | null): Facts {
  // Whoever gives is taken to export where it is a country; institutions export from somewhere that has to be said.
  const exporter = COUNTRY.test(line.donorParty) && !['EU', 'UN'].includes(line.donorParty) ? line.donorParty : undefined;
  const known: Record<string, FactValue | undefined> = {
    'item.slug': line.itemType,
    'item.kind': line.itemKind,
    'item.lethality': line.lethality,
    // What the exclusion list names is refused at entry, so no line has any of it.
    'item.exclusion': [],
    'item.control.other': line.control.other,
    'item.control.eu_boats_and_motors': line.control.euBoatsAndMotors,
    'item.control.eu_internal_repression_list': line.control.euInternalRepressionList,
    'line.any': true,
    'line.modality': line.modality,
    'donor.party': line.donorParty,
    'exporter.party': exporter,
    'shipment.exporter_in_eu': exporter === undefined ? undefined : isEuParty(exporter),
    'shipment.mode': line.transportMode ?? undefined,
    'recipient.party': line.recipientParty,
    'recipient.is_government': line.recipientParty === 'LY' && ['requester', 'authority'].includes(line.recipientKind),
    'recipient.is_security_force': line.recipientKind === 'requester',
    'recipient.is_military': isMilitary(line.recipient, parents),
    'supporter.is_un_entity': line.donorParty === 'UN',
    'offer.conditions': line.offerConditions,
    'match.state': line.matchState,
    'site.neighbour': line.neighbour,
    ...(confirmed === null ? {} : factsOfClassification(confirmed)),
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}
