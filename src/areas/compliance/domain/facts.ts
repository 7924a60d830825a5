import { type Purpose } from '../../partnerships/domain/conditions.ts';
import type { Facts, FactValue } from './rule.ts';

/** By which door of the arms embargo a line goes, if by any. */
export const EMBARGO_CLASSES = ['standing', 'approval', 'notification', 'outside'] as const;
export type EmbargoClass = (typeof EMBARGO_CLASSES)[number];

/** What two people have found the actual model to be; only the catalogue's hints precede it, and they decide nothing. */
export interface Classification {
  readonly militaryList: readonly string[];
  readonly dualUse: readonly string[];
  readonly lethal: boolean;
  readonly purpose: Purpose;
  readonly embargoClass: EmbargoClass;
  readonly foreignOriginControlled: boolean;
  readonly ownUseOfInternationalStaff: boolean;
  readonly hrddpOutOfScope: boolean;
  readonly importerIsMinistry: boolean;
  readonly paidByLetterOfCredit: boolean;
}

/** Party codes of the European Union and its members, as the organisations of the reference data have them. */
const EU_PARTIES = 'EU AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');

export interface Party {
  readonly party: string;
  readonly kind: string;
  readonly slug: string;
  /** The slug of the organisation above it. */
  readonly parent: string | null;
}

/** What the records say of a line; undefined where they are silent. */
export interface LineRecord {
  readonly item: {
    readonly slug: string;
    readonly kind: string;
    readonly lethality: string;
    readonly control: {
      readonly other: readonly string[];
      readonly euBoatsAndMotors: boolean;
      readonly euInternalRepressionList: string | null;
    };
  };
  readonly donor: Party;
  /** Who exports: the implementer of the delivery, else the donor. Unknown while nobody plans to ship. */
  readonly exporter?: Party | undefined;
  readonly recipient: Party;
  readonly mode?: string | undefined;
  readonly modality?: string | undefined;
  readonly conditions?: readonly string[] | undefined;
  readonly matchState?: string | undefined;
  readonly neighbour?: string | null | undefined;
  /** Courses that the unit has completed, confirmed and still valid. */
  readonly completedCourses?: readonly string[] | undefined;
  /** Confirmed by a second person, or it is as good as unknown. */
  readonly classification?: Classification | undefined;
}

/** The rule field of the courses that a unit has completed: the one fact that comes about without anybody touching the delivery. */
export const COURSES = 'recipient.completed_courses';
const MINISTRY_OF_DEFENCE = 'ly-ministry-of-defence';

/** The facts that the rules ask for. Whatever the records don't tell is left out, so that the rules call it unknown. */
export function factsOf(line: LineRecord): Facts {
  const { item, donor, exporter, recipient, classification: found } = line;
  const isGovernment = recipient.kind === 'requester' || recipient.kind === 'authority';
  const known: Record<string, FactValue | undefined> = {
    'item.slug': item.slug,
    'item.kind': item.kind,
    'item.lethality': item.lethality,
    // The catalogue refuses what its exclusion list names, so nothing in it is excluded.
    'item.exclusion': [],
    'item.control.other': item.control.other,
    'item.control.eu_boats_and_motors': item.control.euBoatsAndMotors,
    'item.control.eu_internal_repression_list': item.control.euInternalRepressionList,
    'line.any': true,
    'line.classified_military_list': found?.militaryList,
    'line.classified_dual_use': found?.dualUse,
    'line.lethal': found?.lethal,
    'line.purpose': found?.purpose,
    'line.embargo_class': found?.embargoClass,
    'line.own_use_of_international_staff': found?.ownUseOfInternationalStaff,
    'line.foreign_origin_controlled': found?.foreignOriginControlled,
    'line.hrddp_out_of_scope': found?.hrddpOutOfScope,
    'line.modality': line.modality,
    'donor.party': donor.party,
    'exporter.party': exporter?.party,
    'shipment.exporter_in_eu': exporter && EU_PARTIES.includes(exporter.party),
    'shipment.mode': line.mode,
    'shipment.importer_is_ministry': found?.importerIsMinistry,
    'shipment.paid_by_letter_of_credit': found?.paidByLetterOfCredit,
    'recipient.party': recipient.party,
    'recipient.is_government': isGovernment,
    // Every requester is an agency of border security; an authority may be a civil one.
    'recipient.is_security_force': recipient.kind === 'requester' ? true : undefined,
    'recipient.is_military': recipient.parent === MINISTRY_OF_DEFENCE || recipient.slug === MINISTRY_OF_DEFENCE,
    [COURSES]: line.completedCourses,
    'supporter.is_un_entity': exporter && (donor.party === 'UN' || exporter.party === 'UN'),
    'offer.conditions': line.conditions,
    'match.state': line.matchState,
    'site.neighbour': line.neighbour === undefined ? undefined : line.neighbour,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

/** The fields that rules may ask for: those of regimes.json (`rule_fields`), and the courses that a unit has completed. */
export const RULE_FIELDS = [
  'item.slug',
  'item.kind',
  'item.lethality',
  'item.exclusion',
  'item.control.other',
  'item.control.eu_boats_and_motors',
  'item.control.eu_internal_repression_list',
  'line.classified_military_list',
  'line.classified_dual_use',
  'line.lethal',
  'line.purpose',
  'line.embargo_class',
  'line.own_use_of_international_staff',
  'line.foreign_origin_controlled',
  'line.modality',
  'line.hrddp_out_of_scope',
  'line.any',
  'donor.party',
  'exporter.party',
  'shipment.exporter_in_eu',
  'shipment.mode',
  'shipment.importer_is_ministry',
  'shipment.paid_by_letter_of_credit',
  'recipient.party',
  'recipient.is_government',
  'recipient.is_security_force',
  'recipient.is_military',
  COURSES,
  'supporter.is_un_entity',
  'offer.conditions',
  'match.state',
  'site.neighbour',
] as const;
