import { Refusal } from '../../../kernel/refusal.ts';

/**
 * What no facilitator lets pass without, whatever the reason: what the kinds of obstacles that nobody may waive (obstacles/domain/risk.ts) stand
 * for in the checklist, by the same sources, and the screening against the asset freeze, which has no kind of its own (resolution 1970 (2011),
 * paragraphs 17 to 21). Human rights: the UN's due-diligence policy, A/67/775-S/2013/110. The basis under the arms embargo: resolution 1970
 * (2011), paragraphs 9 to 13, as amended. Diversion: paragraph 12 of resolution 2213 (2015).
 */
export const REGIMES_NOT_TO_BE_WAIVED = [
  'un-hrddp',
  'donor-unit-vetting',
  'data-protection-assessment',
  'eu-dual-use-cyber-surveillance',
  'policy-lethal-exclusion',
  'unsc-standing-nonlethal-government',
  'unsc-standing-humanitarian-protective',
  'unsc-standing-protective-clothing',
  'unsc-reunification-training',
  'unsc-notification-salw-international-staff',
  'unsc-approval-libyan-authorities',
  'unsc-approval-other',
  'unsc-asset-freeze-screening',
  'unsc-diversion-reporting',
] as const;

/** The papers that those are shown by. */
export const DOCUMENTS_NOT_TO_BE_WAIVED = [
  'hrddp-risk-assessment',
  'unit-vetting-result',
  'dpia-report',
  'embargo-basis-memo',
  'committee-notification-letter',
  'committee-approval-letter',
] as const;

interface Asked {
  readonly regime: string | null;
  readonly documentType: string | null;
}

/** Why nobody lets a checklist entry pass without; null where a facilitator may. */
export function refusalOfWaiving({ regime, documentType }: Asked): Refusal | null {
  const isClosed =
    (REGIMES_NOT_TO_BE_WAIVED as readonly (string | null)[]).includes(regime) ||
    (DOCUMENTS_NOT_TO_BE_WAIVED as readonly (string | null)[]).includes(documentType);
  return isClosed ? new Refusal('entry-not-to-be-waived', { facts: { asked: regime ?? documentType } }) : null;
}
