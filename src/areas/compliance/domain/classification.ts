import type { FactValue, Facts } from './rule.ts';

export const PURPOSES = ['humanitarian', 'protective', 'security-assistance', 'reunification', 'other'] as const;
export const EMBARGO_CLASSES = ['standing', 'approval', 'notification', 'outside'] as const;
export type EmbargoClass = (typeof EMBARGO_CLASSES)[number];

/**
 * What somebody has found out of the actual model and its use. What is absent is not known; an empty list says that no list names it.
 * The catalogue's flags are hints for whoever finds out, and decide nothing.
 */
export interface Classification {
  readonly militaryList?: readonly string[] | undefined;
  readonly dualUse?: readonly string[] | undefined;
  readonly lethal?: boolean | undefined;
  readonly purpose?: (typeof PURPOSES)[number] | undefined;
  readonly embargoClass?: EmbargoClass | undefined;
  readonly ownUseOfInternationalStaff?: boolean | undefined;
  readonly foreignOriginControlled?: boolean | undefined;
  readonly hrddpOutOfScope?: boolean | undefined;
  readonly exporterParty?: string | undefined;
  readonly importerIsMinistry?: boolean | undefined;
  readonly paidByLetterOfCredit?: boolean | undefined;
  readonly recipientIsMilitary?: boolean | undefined;
}

/** EU members, whose exporters the Union's rules bind; by ISO 3166-1 code, and the Union itself. */
const EU_PARTIES: readonly string[] = 'EU AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' ');

export const isEuParty = (party: string): boolean => EU_PARTIES.includes(party);

/** The facts that a classification gives to rules, under the names of regimes.json (`meta.rule_fields`). */
export function factsOfClassification(classification: Classification): Facts {
  const { exporterParty } = classification;
  const facts: Record<string, FactValue | undefined> = {
    'line.classified_military_list': classification.militaryList,
    'line.classified_dual_use': classification.dualUse,
    'line.lethal': classification.lethal,
    'line.purpose': classification.purpose,
    'line.embargo_class': classification.embargoClass,
    'line.own_use_of_international_staff': classification.ownUseOfInternationalStaff,
    'line.foreign_origin_controlled': classification.foreignOriginControlled,
    'line.hrddp_out_of_scope': classification.hrddpOutOfScope,
    'exporter.party': exporterParty,
    'shipment.exporter_in_eu': exporterParty === undefined ? undefined : isEuParty(exporterParty),
    'shipment.importer_is_ministry': classification.importerIsMinistry,
    'shipment.paid_by_letter_of_credit': classification.paidByLetterOfCredit,
    'recipient.is_military': classification.recipientIsMilitary,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** Who may classify and confirm: the parties of a match and the mission, two persons in any case. */
export const CLASSIFIER_ROLES = ['donor', 'validator', 'facilitator'] as const;
