import { confirmersOf } from '#src/areas/compliance/domain/hands.ts';
import { reportObstacle, resolveObstacle, startObstacle, triageObstacle } from '#src/areas/obstacles/index.ts';
import { selectKin } from '#src/areas/obstacles/kind-queries.ts';
import { proposePartnership, signPartnership } from '#src/areas/partnerships/index.ts';
import { proposePartnershipAmendment } from '#src/areas/partnerships/verbs/amend-partnership.ts';
import { must } from '#src/kernel/assert.ts';
import type { ComplianceEntryId, DeliveryId, ObstacleId, OrganisationId, PartnershipId } from '#src/kernel/id.ts';
import { newId } from '#src/platform/ids.ts';
import type { Role } from '#src/kernel/role.ts';
import type { TwoSided } from '#src/kernel/two-sidedness.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import type { Reply } from '#tests/support/api.ts';
import { makeUnit } from '#tests/support/people.ts';
import { showAct } from '#tests/support/regimes.ts';
import type { AccountName, Cast, Half, Player } from './two-sided-cast.ts';

/** How one decision of the table of two-sidedness is taken over HTTP. */
export interface Driver {
  /** Accounts that may take the first half; together they are of every role that the table lets begin it. */
  readonly firsts: readonly AccountName[];
  /** Whom the record concerns: nobody else takes either half, whatever their role. */
  readonly involved: readonly AccountName[];
  /** Sets the stage anew and takes the first half. */
  readonly begin: (first: Player) => Promise<Half>;
  readonly complete: (second: Player, id: string) => Promise<Reply>;
  /** Whether the second half completed it; a successful reply says so by itself where this is absent. */
  readonly isDone?: (reply: Reply) => boolean;
  /** Organisations that gain by it, or have their own part in it. */
  readonly barred?: (first: Player) => Promise<readonly OrganisationId[]>;
  /** What the record itself narrows the table by. */
  readonly narrowed?: (first: Player, second: Player) => boolean;
  /** Brings what was decided back to how it was, where the next pair needs it. */
  readonly undo?: () => Promise<unknown>;
}

const RECIPIENTS = ['requester', 'requester’s colleague', 'validator', 'validator’s colleague'] as const;
const VALIDATORS = ['validator', 'validator’s colleague'] as const;
const DONORS = ['donor', 'donor’s colleague'] as const;
const MISSION = ['facilitator', 'facilitator’s colleague', 'facilitator elsewhere'] as const;
const ADMINISTRATION = ['administrator', 'administrator’s colleague', 'administrator elsewhere'] as const;
const ALL = [...RECIPIENTS, ...DONORS, ...MISSION] as const;
const reason = 'plan-changed';
const UNWAIVABLE = 'human-rights-allegation';

/**
 * A driver for every decision of the table: one that is added to the table and has none here does not compile. What passed the gate
 * while its papers held and is recorded late takes several days of the clock: its pairs are walked in tests/areas/compliance/late-records.test.ts.
 */
export async function makeDrivers(cast: Cast): Promise<Record<Exclude<TwoSided, 'confirm-late-record'>, Driver>> {
  const { as, accounts, database, handedOver, match, people, plan, superuser, unit } = cast;
  const { donor, validator, requester, facilitator } = people;
  const versionOf = async (table: string, id: string, key = 'id'): Promise<number> =>
    must(
      (
        await superuser<
          { version: number }[]
        >`select version from ${superuser(table)} where ${superuser(key)} = ${id} order by version desc limit 1`
      )[0],
      table,
    ).version;
  const post = async ({ call }: Player, path: string, table: string, id: string, body?: object): Promise<Reply> =>
    call('POST', path, { ifMatch: `"${await versionOf(table, id)}"`, ...(body === undefined ? {} : { body }) });
  const onMatch = (by: Player, id: string, step: string, body?: object) => post(by, `/v1/matches/${id}/${step}`, 'matches', id, body);
  const onNeed = (by: Player, id: string, step: string, body?: object) => post(by, `/v1/needs/${id}/${step}`, 'needs', id, body);
  const onObstacle = (by: Player, id: string, step: string, body?: object) =>
    post(by, `/v1/obstacles/${id}/${step}`, 'obstacles', id, body);
  const onPartnership = (by: Player, id: string, step: string, body?: object) =>
    post(by, `/v1/partnerships/${id}/${step}`, 'partnerships', id, body);

  const needOfOneLine = async (): Promise<string> => {
    const [need, line] = [newId<'need'>(), newId<'need-line'>()];
    await superuser`
      insert into needs (id, organisation_id, unit_id, region, cell, state, priority, justification, summary, disclosure_level, needed_by, respond_by, confirmed_at, created_at, author_id)
      select ${need}, units.organisation_id, units.id, sites.region, site_cells.cell, 'published', 'urgent', '{"en": "x"}', '{"en": "x"}', 'partners', '2027-08-01', '2027-02-01', now(), now(), ${requester.userId}
      from units join sites on sites.slug = units.site join site_cells on site_cells.site = sites.slug where units.id = ${unit.id}`;
    await superuser`
      insert into need_lines (id, need_id, organisation_id, unit_id, position, item_type, quantity_requested, quantity_validated, specifications)
      values (${line}, ${need}, ${unit.organisationId}, ${unit.id}, 1, 'radio-vhf-handheld', 1000, 1000, '[]')`;
    return need;
  };
  const isInvolved = ({ person }: Player): boolean => ALL.some((name) => accounts[name].userId === person.userId);
  const obstacle = async (by: Person, kind: string, ownerId: OrganisationId | undefined): Promise<ObstacleId> => {
    const { matchId } = await match(5);
    return as(by, (tx, ctx) =>
      reportObstacle(tx, ctx, {
        kind,
        detail: { en: 'For a test.' },
        blocks: [{ matchId }],
        ...(ownerId === undefined ? {} : { ownerId }),
      }),
    );
  };
  const inProgress = async (kind: string, ownerId: OrganisationId): Promise<ObstacleId> => {
    const id = await obstacle(facilitator, kind, ownerId);
    await as(facilitator, (tx, ctx) => triageObstacle(tx, ctx, id, 1, {}));
    await as(facilitator, (tx, ctx) => startObstacle(tx, ctx, id, 2, {}));
    return id;
  };
  const partnership = (): Promise<PartnershipId> =>
    as(facilitator, (tx, ctx) =>
      proposePartnership(tx, ctx, {
        donorId: donor.organisationId,
        recipientId: validator.organisationId,
        kind: 'memorandum',
        title: 'For a test',
        validFrom: '2026-11-01',
        validUntil: '2027-10-31',
      }),
    );
  const deliveryId: DeliveryId = await plan([{ matchId: (await match(10)).matchId, planned: 10 }]);
  // Of the mission's part nothing but the human-rights file is asked for in this delivery: one of the donor's papers stands for the others.
  await superuser`update compliance_entries set owner_role = 'facilitator' where id =
    (select id from compliance_entries where delivery_id = ${deliveryId} and kind = 'document' and owner_role = 'donor' order by creation_order limit 1)`;
  const entriesOf = await superuser<
    { id: ComplianceEntryId; owner_role: 'donor' | 'recipient' | 'facilitator'; kind: string; restricted: boolean; regime: string | null }[]
  >`
    select id, owner_role, kind, restricted, regime from compliance_entries where delivery_id = ${deliveryId} order by kind desc, creation_order`;
  const SIDE: Readonly<Partial<Record<Role, 'donor' | 'recipient' | 'facilitator'>>> = {
    donor: 'donor',
    validator: 'recipient',
    facilitator: 'facilitator',
  };
  const entryFor = (role: Role) =>
    must(
      entriesOf.find(({ owner_role, restricted }) => owner_role === (SIDE[role] ?? 'donor') && !restricted),
      `an entry of the ${role}`,
    );
  const [fileOfHumanRights] = await superuser<(typeof entriesOf)[number][]>`
    insert into compliance_entries (id, delivery_id, kind, regime, asked_by, owner_role, state, needed_for, restricted, unknown_fields, created_at)
    values (gen_random_uuid(), ${deliveryId}, 'decision', 'un-hrddp', '[{"regime": "un-hrddp", "version": 1}]', 'facilitator', 'required', 'hand-over', true, '{}', now())
    on conflict (delivery_id, regime) do update set restricted = true, owner_role = 'facilitator', reference_number = null, evidence = null, evidence_document_id = null
    returning id, owner_role, kind, restricted, regime`;
  const recordEntry = async (by: Player, entry: (typeof entriesOf)[number]): Promise<Half> => {
    await superuser`update compliance_entries set state = 'required', outcome = null, reference_number = null, recorded_by = null, recorded_by_organisation = null,
      recorded_by_role = null, confirmed_by = null, confirmed_by_organisation = null, confirmed_at = null, version = version + 1 where id = ${entry.id}`;
    const [outcome] = await superuser<{ outcome: string }[]>`
      select outcome from regimes, unnest(outcomes) as outcome where slug = ${entry.regime} and outcome in ('cleared', 'granted', 'approved', 'issued', 'signed', 'clear', 'complied') limit 1`;
    const body = entry.kind === 'document' ? { referenceNumber: 'A-1' } : { outcome: outcome?.outcome, referenceNumber: 'A-1' };
    const { id } = entry;
    return { id, reply: await post(by, `/v1/compliance-entries/${id}/record`, 'compliance_entries', id, body) };
  };
  const confirmEntry = (by: Player, id: string) => post(by, `/v1/compliance-entries/${id}/confirm`, 'compliance_entries', id);
  await superuser`update users set designated = true where id = any (${[people.facilitator, cast.others.facilitator, cast.others.mission].map(({ userId }) => userId)}::uuid[])`;

  const subject = await cast.accountFor('facilitator', 'unsmil');
  const closed = await cast.accountFor('facilitator', 'unsmil');
  const moved = await cast.accountFor('donor', 'it-ministry-of-interior');
  const [unsmil, interior] = [facilitator.organisationId, donor.organisationId];
  const maeci = await cast.organisation('it-maeci');
  await superuser`update users set suspended_at = now() where id = ${closed.userId}`;
  let logins = 0;
  let proposedQuantity = 0;
  /** On whom the obstacle that was resolved last had waited until then. */
  let waitedOn: OrganisationId | null = null;
  const onProposal =
    (records: string, step: string) =>
    ({ call }: Player, id: string) =>
      call('POST', `/v1/${records}/${id}/${step}`, { ifMatch: '"1"' });
  const change =
    (body: object) =>
    async ({ call }: Player): Promise<Half> => {
      await superuser`update account_changes set state = 'withdrawn' where state = 'proposed'`;
      const reply = await call('POST', '/v1/account-changes', { body: { reason, ...body } });
      return { reply, id: String(reply.body['id']) };
    };
  const administration = {
    firsts: ['administrator', 'administrator elsewhere'],
    involved: [...ADMINISTRATION, ...MISSION],
  } as const;

  return {
    'validate-need': {
      firsts: ['requester', 'requester’s colleague'],
      involved: VALIDATORS,
      begin: async (first) => {
        const line = { itemType: 'radio-vhf-handheld', quantityRequested: 10 };
        const body = {
          unitId: unit.id,
          priority: 'urgent',
          justification: { en: 'x' },
          neededBy: '2027-08-01',
          respondBy: '2027-02-01',
          lines: [line],
        };
        const drafted = await first.call('POST', '/v1/needs', { body });
        if (drafted.status !== 201) return { reply: drafted, id: '' };
        const id = String(drafted.body['id']);
        return { id, reply: await onNeed(first, id, 'submit') };
      },
      complete: (second, id) => onNeed(second, id, 'validate', { lines: [] }),
    },
    'change-published-need': {
      firsts: ['requester', 'requester’s colleague'],
      involved: VALIDATORS,
      begin: async (first) => {
        const id = await needOfOneLine();
        return { id, reply: await onNeed(first, id, 'revision', { priority: 'routine', reason }) };
      },
      complete: (second, id) => onNeed(second, id, 'revision/approve'),
    },
    'close-need-with-gap': {
      firsts: ['validator', 'validator’s colleague', 'facilitator', 'facilitator elsewhere'],
      involved: [...VALIDATORS, ...MISSION],
      begin: async (first) => {
        const id = await needOfOneLine();
        return { id, reply: await onNeed(first, id, 'close', { reason }) };
      },
      complete: (second, id) => onNeed(second, id, 'close', { reason }),
      isDone: ({ body }) => body['state'] === 'closed-with-gap',
    },
    'accept-match': {
      firsts: ['requester', 'donor', 'donor’s colleague'],
      involved: ['requester', 'requester’s colleague', ...DONORS],
      begin: async (first) => {
        const { matchId: id } = await match(5, { state: 'proposed' });
        return { id, reply: await onMatch(first, id, 'accept') };
      },
      complete: (second, id) => onMatch(second, id, 'accept'),
      isDone: ({ body }) => body['state'] === 'reserved',
    },
    'amend-match': {
      firsts: ['requester', 'validator', 'donor'],
      involved: [...RECIPIENTS, ...DONORS],
      begin: async (first) => {
        const { matchId: id } = await match(5);
        return { id, reply: await onMatch(first, id, 'amendment', { quantity: 4, reason }) };
      },
      complete: (second, id) => onMatch(second, id, 'amendment/accept'),
    },
    'agree-match': {
      firsts: ['validator', 'donor', 'donor’s colleague'],
      involved: [...VALIDATORS, ...DONORS],
      begin: async (first) => {
        const { matchId: id } = await match(5, { state: 'reserved' });
        const [{ partnership_id: partnershipId } = { partnership_id: '' }] = await superuser<
          { partnership_id: string }[]
        >`select partnership_id from matches where id = ${id}`;
        await superuser`update matches set partnership_id = null, agreed_at = null, expires_at = '2027-01-01' where id = ${id}`;
        return { id, reply: await onMatch(first, id, 'agree', { partnershipId }) };
      },
      complete: (second, id) => onMatch(second, id, 'agree', {}),
      isDone: ({ body }) => body['state'] === 'agreed',
    },
    'sign-partnership': {
      firsts: ['validator', 'donor', 'donor’s colleague'],
      involved: [...VALIDATORS, ...DONORS],
      begin: async (first) => {
        const id = await partnership();
        return { id, reply: await onPartnership(first, id, 'sign') };
      },
      complete: (second, id) => onPartnership(second, id, 'sign'),
      isDone: ({ body }) => body['state'] === 'signed',
    },
    'amend-partnership': {
      firsts: ['validator', 'donor', 'donor’s colleague'],
      involved: [...VALIDATORS, ...DONORS],
      begin: async (first) => {
        const id = await partnership();
        await as(donor, (tx, ctx) => signPartnership(tx, ctx, id, 1));
        await as(validator, (tx, ctx) => signPartnership(tx, ctx, id, 2));
        await as(facilitator, (tx, ctx) => proposePartnershipAmendment(tx, ctx, id, 3, { title: 'Another', reason: 'terms-changed' }));
        return { id, reply: await onPartnership(first, id, 'amendment/sign') };
      },
      complete: (second, id) => onPartnership(second, id, 'amendment/sign'),
      isDone: ({ body }) => body['title'] === 'Another',
    },
    'close-obstacle': {
      firsts: ['requester', 'validator', 'donor', 'facilitator', 'facilitator elsewhere'],
      involved: ALL,
      begin: async (first) => {
        const owner = isInvolved(first) ? first.person : requester;
        const id = await inProgress('no-transport', owner.organisationId);
        const [stands] = await superuser<{ on: OrganisationId | null }[]>`select waiting_on_id as on from obstacles where id = ${id}`;
        waitedOn = stands?.on ?? null;
        return { id, reply: await onObstacle(first, id, 'resolve', { evidence: 'seen' }) };
      },
      complete: (second, id) => onObstacle(second, id, 'close', {}),
      barred: ({ person }) => as(facilitator, (tx) => selectKin(tx, [person.organisationId, waitedOn])),
    },
    'close-as-named': {
      firsts: ['auditor'],
      involved: MISSION,
      begin: async (first) => {
        const id = await inProgress('no-transport', requester.organisationId);
        await as(facilitator, (tx, ctx) => resolveObstacle(tx, ctx, id, 3, { evidence: 'seen' }));
        // Everybody has their part in it: nobody is left.
        await superuser`update obstacles set barred_from_closing = (select array_agg(id) from organisations) where id = ${id}`;
        return { id, reply: await onObstacle(first, id, 'name-closer', { userId: accounts['facilitator elsewhere'].userId, reason }) };
      },
      complete: (second, id) => onObstacle(second, id, 'close', {}),
      narrowed: (_, { person }) => person.userId === accounts['facilitator elsewhere'].userId,
    },
    'lift-obstacle': {
      firsts: ['requester', 'validator', 'donor', 'donor’s colleague', 'facilitator'],
      involved: ALL,
      begin: async (first) => {
        const reporter =
          first.person.role === 'facilitator' || first.person.role === 'auditor' || first.person.role === 'administrator'
            ? facilitator
            : first.person;
        const id = await obstacle(isInvolved(first) ? reporter : facilitator, UNWAIVABLE, undefined);
        const lift =
          first.person.role === 'facilitator'
            ? { step: 'dismiss', body: { reason } }
            : { step: 'put-right', body: { kind: 'no-transport', reason } };
        return { id, reply: await onObstacle(first, id, lift.step, lift.body) };
      },
      complete: (second, id) => onObstacle(second, id, 'lift/confirm'),
    },
    'accept-risk': {
      firsts: ['donor', 'donor’s colleague', 'facilitator', 'facilitator elsewhere'],
      involved: [...DONORS, ...MISSION],
      begin: async (first) => {
        const id = await inProgress('no-transport', requester.organisationId);
        return { id, reply: await onObstacle(first, id, 'accept-risk', { reason }) };
      },
      complete: (second, id) => onObstacle(second, id, 'accept-risk', { reason }),
      isDone: ({ body }) => body['state'] === 'accepted-risk',
    },
    'confirm-entry': {
      firsts: ['donor', 'donor’s colleague', 'validator', 'facilitator'],
      involved: [...VALIDATORS, ...DONORS, ...MISSION],
      begin: (first) => recordEntry(first, entryFor(first.person.role)),
      complete: confirmEntry,
      narrowed: (first, { person }) => {
        const { owner_role: ownerRole, restricted } = entryFor(first.person.role);
        return (confirmersOf({ ownerRole, restricted }) as readonly Role[]).includes(person.role);
      },
    },
    'confirm-human-rights-file': {
      firsts: ['facilitator', 'facilitator elsewhere'],
      involved: MISSION,
      begin: (first) => recordEntry(first, must(fileOfHumanRights, 'a human-rights file')),
      complete: confirmEntry,
    },
    'confirm-classification': {
      firsts: ['donor', 'donor’s colleague', 'facilitator', 'facilitator elsewhere'],
      involved: [...DONORS, ...MISSION],
      begin: async (first) => {
        const { matchId: id } = await match(10);
        const facts = {
          model: 'a model',
          militaryList: [],
          dualUse: [],
          lethal: false,
          purpose: 'security-assistance',
          foreignOriginControlled: false,
          ownUseOfInternationalStaff: false,
          hrddpOutOfScope: false,
          importerIsMinistry: true,
          paidByLetterOfCredit: false,
          parts: [{ embargoClass: 'outside', quantity: 10 }],
        };
        return { id, reply: await first.call('POST', `/v1/matches/${id}/classification`, { body: facts }) };
      },
      complete: async ({ call }, id) =>
        call('POST', `/v1/matches/${id}/classification/confirm`, { ifMatch: `"${await versionOf('classifications', id, 'match_id')}"` }),
    },
    'confirm-training': {
      firsts: ['validator', 'validator’s colleague'],
      involved: [...VALIDATORS, ...MISSION],
      begin: async ({ call }) => {
        const body = { unitId: unit.id, itemType: 'course-radio-operator', seats: 14, completedOn: '2026-10-01', evidence: 'file 12/2026' };
        const reply = await call('POST', '/v1/training-records', { body });
        return { reply, id: String(reply.body['id']) };
      },
      complete: (second, id) => post(second, `/v1/training-records/${id}/confirm`, 'training_records', id),
    },
    'verify-delivery': {
      firsts: ['requester', 'requester’s colleague'],
      involved: [...DONORS, ...MISSION],
      begin: async (first) => {
        const agreed = await match(5);
        const id = await cast.arrived([{ matchId: agreed.matchId, planned: 5 }]);
        const lineId = await cast.lineOf(id, agreed.matchId);
        const path = `/v1/deliveries/${id}`;
        const received = await post(first, `${path}/receive`, 'deliveries', id, { lines: [{ lineId, accepted: 5, rejected: 0, lost: 0 }] });
        if (received.status !== 200) return { id, reply: received };
        const handover = { handedOverOn: '2026-11-23', handedOverBy: 'A', takenOverBy: 'B', document: 'certificate 1' };
        return { id, reply: await post(first, `${path}/hand-over`, 'deliveries', id, handover) };
      },
      complete: (second, id) => post(second, `/v1/deliveries/${id}/verify`, 'deliveries', id, { inUse: true }),
    },
    'correct-delivery': {
      firsts: ['requester', 'validator', 'donor', 'facilitator'],
      involved: ALL,
      begin: async (first) => {
        const delivery = await handedOver([{ matchId: (await match(5)).matchId, planned: 5 }]);
        // Each of them records another day of the way.
        const milestone = first.person.role === 'validator' ? 'customs-cleared' : 'shipped';
        await superuser`update delivery_milestones set actual_on = '2026-11-23' where delivery_id = ${delivery} and milestone = ${milestone}`;
        const putRight =
          first.person.role === 'requester'
            ? { kind: 'handover', takenOverBy: 'C' }
            : { kind: 'milestone', milestone, actualOn: '2026-11-23', evidence: 'Declaration 7' };
        const reply = await post(first, `/v1/deliveries/${delivery}/corrections`, 'deliveries', delivery, { putRight, reason });
        return { reply, id: String(reply.body['id']) };
      },
      complete: (second, id) => post(second, `/v1/corrections/${id}/confirm`, 'corrections', id),
    },
    'give-account': {
      ...administration,
      begin: async ({ call }) => {
        const body = { login: `person-${(logins += 1)}@test`, organisationId: unsmil, role: 'facilitator' };
        const reply = await call('POST', '/v1/invitations', { body });
        return { reply, id: String(reply.body['id']) };
      },
      complete: onProposal('invitations', 'approve'),
      barred: async () => [unsmil],
    },
    'change-role': {
      ...administration,
      begin: change({ change: 'role', userId: moved.userId, role: 'donor', organisationId: maeci }),
      complete: onProposal('account-changes', 'confirm'),
      barred: async () => [interior, maeci],
      undo: () => superuser`update users set organisation_id = ${interior} where id = ${moved.userId}`,
    },
    'designate-for-human-rights': {
      ...administration,
      begin: change({ change: 'designation', userId: subject.userId }),
      complete: onProposal('account-changes', 'confirm'),
      barred: async () => [unsmil],
      undo: () => superuser`update users set designated = false where id = ${subject.userId}`,
    },
    'reinstate-account': {
      ...administration,
      begin: change({ change: 'reinstatement', userId: closed.userId }),
      complete: onProposal('account-changes', 'confirm'),
      barred: async () => [unsmil],
      undo: () => superuser`update users set suspended_at = now() where id = ${closed.userId}`,
    },
    'end-unit': {
      firsts: VALIDATORS,
      involved: [...VALIDATORS, ...MISSION],
      begin: async (first) => {
        const { id } = await makeUnit(database, { organisation: 'ly-gasbcp' });
        const reply = await post(first, `/v1/units/${id}/changes`, 'units', id, { change: 'close', reason });
        return { reply, id: String(reply.body['id']) };
      },
      complete: onProposal('unit-changes', 'confirm'),
    },
    'change-type-requirement': {
      // It concerns every organisation that has units of the type.
      firsts: [...VALIDATORS, 'validator elsewhere', ...MISSION],
      involved: [...VALIDATORS, 'validator elsewhere', ...MISSION],
      begin: async ({ call }) => {
        await superuser`update requirement_proposals set state = 'withdrawn' where state = 'proposed'`;
        proposedQuantity += 1;
        const reply = await call('POST', '/v1/requirement-proposals', {
          body: {
            unitType: 'desert-post',
            itemType: 'radio-vhf-handheld',
            authorised: 1000 + proposedQuantity,
            effectiveOn: '2026-11-23',
            reason,
          },
        });
        return { reply, id: String(reply.body['id']) };
      },
      complete: onProposal('requirement-proposals', 'confirm'),
    },
    'record-rate': {
      firsts: ['administrator', 'administrator elsewhere', 'facilitator', 'facilitator elsewhere'],
      involved: [...ADMINISTRATION, ...MISSION],
      begin: async ({ call }) => {
        const body = {
          base: 'EUR',
          quote: 'JPY',
          rate: '160',
          validFrom: '2026-11-23',
          validUntil: '2026-11-23',
          source: 'A central bank',
        };
        const reply = await call('POST', '/v1/exchange-rates', { body });
        return { reply, id: String(reply.body['id']) };
      },
      complete: onProposal('exchange-rates', 'confirm'),
    },
    'publish-regime': {
      ...administration,
      begin: async ({ call, person }) => {
        await superuser`update regime_proposals set state = 'withdrawn' where state = 'proposed'`;
        const reply = await call('POST', '/v1/regimes/ly-ectn/proposals', {
          body: { validFrom: '2026-11-23', adoptedBy: 'Customs decree 9' },
          ifMatch: `"${await versionOf('regime_versions', 'ly-ectn', 'regime')}"`,
        });
        if (reply.status === 201) await showAct(database, person, reply.body['id'] as never);
        return { reply, id: String(reply.body['id']) };
      },
      complete: onProposal('regime-proposals', 'confirm'),
    },
  };
}
