import { inDays } from '#tests/support/in-days.ts';
import { type AllocationEnd, tellAllocation } from './allocation-chapter.ts';
import { RefusedByService, Visitor } from './client.ts';
import { type DocumentEnd, tellDocuments } from './document-chapter.ts';
import { type FollowUpEnd, tellFollowUp } from './follow-up-chapter.ts';
import { meetTheGate, obtainPapers } from './gate-chapter.ts';
import { type MorningEnd, tellMorning } from './morning-chapter.ts';
import { Narrator } from './narrator.ts';
import { type PackageEnd, tellPackage } from './package-chapter.ts';

interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}
interface Named {
  readonly names: { readonly en: string };
}
interface Coverage {
  readonly verified: number;
  readonly delivered: number;
  readonly inTransit: number;
  readonly agreed: number;
  readonly reserved: number;
  readonly gap: number;
  readonly reopened: number;
}
interface Line {
  readonly id: string;
  readonly itemType: string;
  readonly quantityBand: { readonly from: number; readonly to: number | null };
  readonly quantityRequested?: number;
  readonly quantityValidated?: number;
  readonly coverage?: Coverage;
}
interface Need {
  readonly id: string;
  readonly reference: string;
  readonly state: string;
  readonly cell: {
    readonly slug: string;
    readonly names: { readonly en: string };
    readonly regions: readonly string[];
    readonly publicSites: number;
  };
  readonly neededByMonth: string;
  readonly neededBy?: string;
  readonly unit?: Named;
  readonly lines: Line[];
}
interface Candidate {
  readonly needLineId: string;
  readonly offerLineId: string;
  readonly offerReference: string;
  readonly eligible: boolean;
  readonly score: number | null;
  readonly quantity: number;
  readonly rules: { readonly rule: string; readonly outcome: string }[];
  readonly scoreParts: { readonly part: string; readonly points: number }[];
}
interface Match {
  readonly id: string;
  readonly reference: string;
  readonly state: string;
  readonly quantity?: number;
  readonly expiresAt: string | null;
  readonly unit?: Named | null;
  readonly consignee?: { readonly en: string };
}
interface Gap {
  readonly unitId: string;
  readonly itemType: string;
  readonly authorised: number;
  readonly serviceable: number;
  readonly inbound: number;
  readonly gap: number;
}

const QUANTITY = 8;
const REJECTED = 2;

export interface StoryEnd {
  readonly need: Need;
  readonly matchState: string;
  readonly refusals: readonly string[];
  readonly allocation: AllocationEnd;
  readonly package: PackageEnd;
  readonly documents: DocumentEnd;
  readonly morning: MorningEnd;
  readonly followUp: FollowUpEnd;
}

/** Plays the main job through the public API alone, as the different people, and tells what each of them sees. */
export async function playStory(base: string, password: string, write: (line: string) => void): Promise<StoryEnd> {
  const tell = new Narrator(write);
  const refusals: string[] = [];
  const come = async (login: string): Promise<Visitor> => {
    const visitor = new Visitor(base);
    await visitor.signIn(login, password);
    return visitor;
  };
  /** Tries what must be refused, and shows the refusal. */
  const mustRefuse = async (attempt: Promise<unknown>, into: string[] = refusals): Promise<void> => {
    try {
      await attempt;
    } catch (error) {
      if (!(error instanceof RefusedByService)) throw error;
      into.push(error.code);
      tell.refuses(error.code, error.detail);
      return;
    }
    throw new Error('this should have been refused');
  };

  const requester = await come('requester@ly-gasbcp.demo');
  const validator = await come('validator@ly-ministry-of-interior.demo');
  const donor = await come('donor@it-ministry-of-interior.demo');
  const facilitator = await come('facilitator@unsmil.demo');
  const secondFacilitator = await come('facilitator2@unsmil.demo');
  const auditor = await come('auditor@un-panel-of-experts-libya.demo');

  tell.title('Wasl: from a gap to goods that work');

  tell.chapter('A unit’s gap is computed');
  const { body: gaps } = await requester.get<Page<Gap>>('/v1/gaps?onlyGaps=true&sort=biggest&limit=200');
  const gap =
    gaps.items.find((one) => one.itemType === 'uniform-set-desert' && one.gap >= QUANTITY) ?? gaps.items.find((one) => one.gap >= QUANTITY);
  if (!gap) throw new Error('no unit has a gap large enough for the story');
  const { body: unit } = await requester.get<Named & { id: string }>(`/v1/units/${gap.unitId}`);
  tell.does('Requester', `looks at what ${unit.names.en} lacks`);
  tell.sees({ 'item type': gap.itemType, authorised: gap.authorised, serviceable: gap.serviceable, inbound: gap.inbound, gap: gap.gap });

  tell.chapter('A need goes from draft to published');
  const { body: drafted } = await requester.post<Need>('/v1/needs', {
    unitId: gap.unitId,
    priority: 'urgent',
    justification: { ar: 'لا تكفي الموجودات للنوبة الليلية.', en: 'What is serviceable does not cover the night shift.' },
    neededBy: inDays(200),
    respondBy: inDays(60),
    lines: [{ itemType: gap.itemType, quantityRequested: QUANTITY + 1 }],
  });
  const need = `/v1/needs/${drafted.id}`;
  tell.does('Requester', `drafts ${drafted.reference} for ${QUANTITY + 1} and submits it`);
  await requester.step(need, 'submit');
  const { body: submitted } = await validator.get<Need>(need);
  const line = submitted.lines[0];
  if (!line) throw new Error('the need has no line');
  await validator.step(need, 'validate', {
    lines: [{ lineId: line.id, quantityValidated: QUANTITY, reason: 'reduced-to-authorised-establishment' }],
  });
  tell.does('Validator', `approves ${QUANTITY} of ${QUANTITY + 1}; what was asked stays on record`);
  await facilitator.step(need, 'publish', {
    disclosureLevel: 'partners',
    summary: { en: 'Equipment for a crossing in the west', ar: 'تجهيزات لمنفذ في المنطقة الغربية' },
  });
  tell.does('Facilitator', 'publishes it to partners with a summary');
  const { body: asDonorBefore } = await donor.get<Need>(need);
  tell.does('Donor', 'sees what may be known so far');
  const band = asDonorBefore.lines[0]?.quantityBand;
  tell.sees({
    place: `one of ${asDonorBefore.cell.publicSites} sites in ${asDonorBefore.cell.names.en}`,
    quantity: `${band?.from} to ${band?.to}`,
    'needed in': asDonorBefore.neededByMonth,
    unit: asDonorBefore.unit?.names.en,
    'exact date': asDonorBefore.neededBy,
  });

  tell.chapter('An offer becomes available');
  const { body: offer } = await donor.post<{ id: string; reference: string; lines: { id: string }[] }>('/v1/offers', {
    modality: 'in-kind-new',
    validFrom: inDays(0),
    validUntil: inDays(300),
    incoterm: 'CIP',
    incotermPlace: 'port-tripoli',
    conditions: [{ type: 'no-retransfer' }, { type: 'region-only', regions: asDonorBefore.cell.regions }],
    lines: [{ kind: 'item', itemType: gap.itemType, quantity: 12, goodsCondition: 'new', specifications: [] }],
  });
  const offerPath = `/v1/offers/${offer.id}`;
  await donor.step(offerPath, 'submit');
  await facilitator.step(offerPath, 'make-available');
  tell.does('Donor', `offers 12 as ${offer.reference}, for this region only, no re-transfer`);
  tell.does('Facilitator', 'makes it available');

  tell.chapter('The two are matched, with the reasons');
  const { body: candidates } = await facilitator.get<Page<Candidate>>(`/v1/need-lines/${line.id}/candidates?include=excluded&limit=200`);
  const candidate = candidates.items.find((one) => one.offerReference === offer.reference);
  if (!candidate) throw new Error('the new offer is not among the candidates');
  tell.does(
    'Facilitator',
    `asks what could serve ${drafted.reference}: ${candidates.items.filter((one) => one.eligible).length} eligible, ${candidates.items.filter((one) => !one.eligible).length} excluded with their rule`,
  );
  tell.passes(
    `${candidate.offerReference}: ${candidate.rules
      .filter((rule) => rule.outcome === 'pass')
      .map((rule) => rule.rule)
      .join(', ')}`,
  );
  tell.sees({
    score: `${((candidate.score ?? 0) / 1_000_000).toFixed(3)} = ${candidate.scoreParts.map((part) => `${part.part} ${(part.points / 1_000_000).toFixed(3)}`).join(' + ')}`,
    quantity: candidate.quantity,
  });

  tell.chapter('Both sides accept; the quantity is reserved, then agreed');
  const { body: proposed } = await facilitator.post<Match>('/v1/matches', {
    needLineId: line.id,
    offerLineId: candidate.offerLineId,
    quantity: QUANTITY,
  });
  const match = `/v1/matches/${proposed.id}`;
  tell.does('Facilitator', `proposes ${proposed.reference} for ${QUANTITY}; a proposal covers nothing`);
  await donor.step(match, 'accept');
  const { body: reserved } = await requester.step<Match>(match, 'accept');
  tell.does('Both', `accept: ${reserved.state} until ${reserved.expiresAt?.slice(0, 10)}`);
  const { body: asDonorAfter } = await donor.get<Match>(match);
  tell.does('Donor', 'now sees whom it is for');
  tell.sees({ unit: asDonorAfter.unit?.names.en, consignee: asDonorAfter.consignee?.en, quantity: asDonorAfter.quantity });
  const partnershipId = await partnershipInForce(validator, donor);
  await donor.step(match, 'agree', { partnershipId });
  const { body: agreed } = await validator.step<Match>(match, 'agree', {});
  tell.does('Both', `agree under their partnership: ${agreed.state}`);
  await donor.step(match, 'start-procurement');
  await donor.step(match, 'mark-ready');

  tell.chapter('A delivery is held up by an obstacle');
  const { body: delivery } = await donor.post<{ id: string; reference: string; lines: { id: string }[] }>('/v1/deliveries', {
    kind: 'goods',
    transportMode: 'sea',
    incoterm: 'CIP',
    incotermPlace: 'port-tripoli',
    portOfEntry: 'port-tripoli',
    lines: [{ matchId: proposed.id, planned: QUANTITY }],
  });
  const deliveryPath = `/v1/deliveries/${delivery.id}`;
  const { body: gate } = await donor.get<{ isClear: boolean; missing: { regime: string | null; documentType: string | null }[] }>(
    `${deliveryPath}/clearance`,
  );
  tell.does('Donor', `asks what is missing before ${delivery.reference} may leave`);
  tell.sees({ clear: String(gate.isClear), missing: gate.missing.map(({ regime, documentType }) => regime ?? documentType).join(', ') });
  await meetTheGate({ donor, requester, validator, facilitator, match, deliveryId: delivery.id, quantity: QUANTITY });
  const { body: cleared } = await donor.get<{ state: string }>(deliveryPath);
  tell.does('All sides', `classify the model, say that the unit is ready, record each paper and confirm it: ${cleared.state}`);
  for (const step of ['pack', 'ship', 'arrive', 'enter-customs']) await donor.step(deliveryPath, step, {});
  tell.does('Donor', `ships ${delivery.reference}; it stands at customs in Tripoli`);
  const { body: obstacle } = await donor.post<{ id: string; reference: string; waitingOn?: Named | null }>('/v1/obstacles', {
    kind: 'duty-exemption-pending',
    blocks: [{ deliveryId: delivery.id }],
    detail: { en: 'The exemption form has not been issued.', ar: 'لم يصدر نموذج الإعفاء.' },
  });
  const obstaclePath = `/v1/obstacles/${obstacle.id}`;
  tell.does('Donor', `reports ${obstacle.reference}: duty exemption pending, which blocks customs clearance`);
  tell.does('Validator', 'tries to release the goods all the same');
  await mustRefuse(validator.step(deliveryPath, 'release', {}));

  tell.chapter('The obstacle is worked and closed');
  const authority = await organisationId(facilitator, 'ly-customs-authority');
  await facilitator.step(obstaclePath, 'triage', {
    severity: 'high',
    waitingOnId: authority,
    nextAction: { en: 'Follow up the note verbale', ar: 'متابعة المذكرة الشفوية' },
    nextActionOn: inDays(3),
  });
  await facilitator.step(obstaclePath, 'start', {});
  await facilitator.step(obstaclePath, 'wait', { authorityId: authority, externalReference: 'NV-118/2026', expectedOn: inDays(10) });
  tell.does('Facilitator', 'triages it, starts, and waits for the customs authority under NV-118/2026');
  await facilitator.step(obstaclePath, 'resume', {});
  await facilitator.step(obstaclePath, 'resolve', { evidence: 'diplomatic-exemption-form 2026-118' });
  tell.does('Facilitator', 'resolves it with the exemption form as evidence, and tries to close it too');
  await mustRefuse(facilitator.step(obstaclePath, 'close', {}));
  tell.does('Colleague', 'of the same organisation tries the same');
  await mustRefuse(secondFacilitator.step(obstaclePath, 'close', {}));
  await donor.step(obstaclePath, 'close', {});
  tell.does('Donor', 'whose goods it held back, closes it: what one side resolved, another says is gone');
  await obtainPapers({ donor, validator, facilitator, deliveryId: delivery.id }, ['release']);
  await validator.step(deliveryPath, 'release', {});
  await donor.step(deliveryPath, 'move-inland', {});
  tell.does('Validator', 'releases the goods; they move inland');

  tell.chapter('The goods arrive short, and the need re-opens');
  const deliveryLine = delivery.lines[0];
  await requester.step(deliveryPath, 'receive', {
    lines: [{ lineId: deliveryLine?.id, accepted: QUANTITY - REJECTED, rejected: REJECTED, rejectionReason: 'damaged' }],
  });
  tell.does('Requester', `accepts ${QUANTITY - REJECTED} of ${QUANTITY}, rejects ${REJECTED}: damaged in transport`);
  await requester.step(deliveryPath, 'hand-over', {
    handedOverOn: inDays(0),
    handedOverBy: 'For the donor',
    takenOverBy: 'For the unit',
    document: 'handover-certificate 1',
  });
  tell.does('Requester', 'tries to verify its own receipt');
  await mustRefuse(requester.step(deliveryPath, 'verify', { inUse: true }));
  await donor.step(deliveryPath, 'verify', { inUse: true });
  tell.does('Donor', 'verifies what was handed over');
  const { body: end } = await requester.get<Need>(need);
  const coverage = end.lines[0]?.coverage;
  if (!coverage) throw new Error('the requester sees no coverage');
  tell.sees({ need: `${end.reference} is ${end.state}`, coverage: tell.bar(coverage), 're-opened': coverage.reopened });

  tell.chapter('Papers and pictures stay with the record, and go to those who see it');
  const documents = await tellDocuments(come, tell, delivery.id);

  tell.chapter('A facilitator’s morning: one obstacle, three deliveries, two donors');
  const morning = await tellMorning(come, tell, mustRefuse);

  tell.chapter('What was decided in the last meeting, and what became of it');
  const followUp = await tellFollowUp(come, tell, mustRefuse, gap.unitId);

  tell.chapter('Everything at once: who gets what, why, and what more money would do');
  const lacking = gaps.items.find((one) => one.unitId === gap.unitId && one.itemType !== gap.itemType && one.gap > 0);
  if (lacking) {
    const published = await publishNeed({ requester, validator, facilitator }, lacking);
    tell.does('Requester', `also asks for ${lacking.gap} of ${lacking.itemType}: ${published}`);
  }
  const allocation = await tellAllocation(facilitator, tell);

  tell.chapter('A vehicle without its spares and its drivers is no capability');
  const packaged = await tellPackage(come, tell);

  tell.chapter('And every step is on record');
  const { body: ended } = await facilitator.get<Match>(match);
  const { body: events } = await auditor.get<Page<{ at: string; action: string; actorRole: string }>>(
    `/v1/events?subjectId=${proposed.id}&limit=50`,
  );
  tell.does('Auditor', `reads the record of ${proposed.reference}`);
  for (const event of [...events.items].reverse()) tell.sees({ [event.actorRole]: event.action });
  write('');
  return { need: end, matchState: ended.state, refusals, allocation, package: packaged, documents, morning, followUp };
}

async function organisationId(visitor: Visitor, slug: string): Promise<string> {
  const { body } = await visitor.get<Page<{ id: string; slug: string }>>('/v1/organisations?limit=200');
  const found = body.items.find((organisation) => organisation.slug === slug);
  if (!found) throw new Error(`no organisation ${slug}`);
  return found.id;
}

/** A signed partnership of the two, found or made. */
async function partnershipInForce(validator: Visitor, donor: Visitor): Promise<string> {
  const { body } = await validator.get<Page<{ id: string; donor: { slug: string }; recipient: { slug: string }; validUntil: string }>>(
    '/v1/partnerships?state=signed&limit=200',
  );
  const found = body.items.find(
    (one) => one.donor.slug === 'it-ministry-of-interior' && one.recipient.slug === 'ly-ministry-of-interior' && one.validUntil > inDays(0),
  );
  if (found) return found.id;
  const { body: made } = await donor.post<{ id: string }>('/v1/partnerships', {
    recipientId: await organisationId(donor, 'ly-ministry-of-interior'),
    kind: 'technical-arrangement',
    title: 'Technical arrangement on border equipment',
    validFrom: inDays(0),
    validUntil: inDays(700),
  });
  await donor.step(`/v1/partnerships/${made.id}`, 'sign');
  await validator.step(`/v1/partnerships/${made.id}`, 'sign');
  return made.id;
}

/** A need for a whole gap, approved and published as it was asked for. Answers its reference. */
async function publishNeed(
  { requester, validator, facilitator }: Record<'requester' | 'validator' | 'facilitator', Visitor>,
  { unitId, itemType, gap }: Gap,
): Promise<string> {
  const { body: drafted } = await requester.post<Need>('/v1/needs', {
    unitId,
    priority: 'important',
    justification: { en: 'What is serviceable does not cover a shift.' },
    neededBy: inDays(200),
    respondBy: inDays(60),
    lines: [{ itemType, quantityRequested: gap }],
  });
  const need = `/v1/needs/${drafted.id}`;
  await requester.step(need, 'submit');
  await validator.step(need, 'validate', { lines: drafted.lines.map(({ id }) => ({ lineId: id, quantityValidated: gap })) });
  await facilitator.step(need, 'publish', { disclosureLevel: 'partners', summary: { en: 'Equipment for a crossing in the west' } });
  return drafted.reference;
}
