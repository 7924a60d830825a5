import type { Test } from 'tap';
import type { RecordAgreement } from '#src/areas/follow-up/contract-agreements.ts';
import type { PlanMeeting } from '#src/areas/follow-up/contract-meetings.ts';
import type { RecordRecommendation } from '#src/areas/follow-up/contract-recommendations.ts';
import { Agreement, Meeting, Recommendation } from '#src/areas/follow-up/record.ts';
import { holdMeeting, planMeeting, recordAgreement, recordRecommendation } from '#src/areas/follow-up/index.ts';
import { findAgreement } from '#src/areas/follow-up/agreement-queries.ts';
import { findMeeting } from '#src/areas/follow-up/meeting-queries.ts';
import { findRecommendation } from '#src/areas/follow-up/recommendation-queries.ts';
import type { AgreementId, MeetingId, OrganisationId, RecommendationId } from '#src/kernel/id.ts';
import type { ActorContext, Actor } from '#src/platform/auth/actor.ts';
import { asActor, type Tx } from '#src/platform/db/transaction.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { actOf, makePerson, REFERENCE_INSTANT } from '#tests/support/people.ts';

export const LATER = new Date('2026-12-20T09:00:00.000Z');

type Verb<Id, Input> = (tx: Tx, ctx: ActorContext, id: Id, version: number, input: Input) => Promise<unknown>;

/** A database with those who take part in a meeting, those who don't, and what tests of the follow-up do again and again. */
export async function makeFollowUpWorld(t: Pick<Test, 'teardown'>) {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const superuser = connectAsSuperuser(t, database);
  const people = {
    requester: await makePerson(database, { role: 'requester', organisation: 'ly-gasbcp' }),
    validator: await makePerson(database, { role: 'validator', organisation: 'ly-ministry-of-interior' }),
    donor: await makePerson(database, { role: 'donor', organisation: 'it-ministry-of-interior' }),
    facilitator: await makePerson(database, { role: 'facilitator', organisation: 'unsmil' }),
    otherFacilitator: await makePerson(database, { role: 'facilitator', organisation: 'unsmil' }),
    auditor: await makePerson(database, { role: 'auditor', organisation: 'un-panel-of-experts-libya' }),
    administrator: await makePerson(database, { role: 'administrator', organisation: 'unsmil' }),
  };
  const colleague = await makePerson(database, { role: 'donor', organisation: 'it-ministry-of-interior' });
  const strangers = {
    donor: await makePerson(database, { role: 'donor', organisation: 'eu-dg-mena' }),
    requester: await makePerson(database, { role: 'requester', organisation: 'ly-coast-guard' }),
  };
  const { facilitator, donor, requester } = people;

  const as = <T>(actor: Actor, work: (tx: Tx, ctx: ActorContext) => Promise<T>, now = REFERENCE_INSTANT): Promise<T> => {
    const ctx = actOf(actor, now);
    return asActor(database.db, ctx, (tx) => work(tx, ctx));
  };

  const plan = (change: Partial<PlanMeeting> = {}, by: Actor = facilitator): Promise<MeetingId> =>
    as(by, (tx, ctx) =>
      planMeeting(tx, ctx, {
        title: { en: 'Follow-up meeting', ar: 'اجتماع المتابعة' },
        purpose: { en: 'To see what is lacking.' },
        startsOn: '2026-11-20',
        place: { en: 'Ghadames' },
        participants: [{ organisationId: donor.organisationId, delegationSize: 3 }, { organisationId: requester.organisationId }],
        agenda: [{ en: 'Needs' }],
        links: [],
        ...change,
      }),
    );
  const readMeeting = (id: MeetingId, by: Actor = facilitator) =>
    as(by, async (tx, ctx) => Meeting.schema.parse(await findMeeting(tx, ctx, id)));
  const takeMeeting = async <Input>(by: Actor, id: MeetingId, verb: Verb<MeetingId, Input>, input: Input, now = REFERENCE_INSTANT) => {
    const { version } = await readMeeting(id);
    await as(by, (tx, ctx) => verb(tx, ctx, id, version, input), now);
  };
  const held = async (change: Partial<PlanMeeting> = {}): Promise<MeetingId> => {
    const id = await plan(change);
    await takeMeeting(facilitator, id, holdMeeting, {});
    return id;
  };

  const recommend = (
    meetingId: MeetingId,
    change: Partial<RecordRecommendation> = {},
    by: Actor = facilitator,
  ): Promise<RecommendationId> =>
    as(by, (tx, ctx) =>
      recordRecommendation(tx, ctx, meetingId, {
        recommends: { en: 'Clear the duty exemptions.' },
        ownerIds: [donor.organisationId],
        dueOn: '2026-12-15',
        links: [],
        ...change,
      }),
    );
  const read = (id: RecommendationId, by: Actor = facilitator, now = REFERENCE_INSTANT) =>
    as(by, async (tx, ctx) => Recommendation.schema.parse(await findRecommendation(tx, ctx, id)), now);
  const take = async <Input>(
    by: Actor,
    id: RecommendationId,
    verb: Verb<RecommendationId, Input>,
    input: Input,
    now = REFERENCE_INSTANT,
  ): Promise<void> => {
    const { version } = await read(id);
    await as(by, (tx, ctx) => verb(tx, ctx, id, version, input), now);
  };

  const agree = (partyIds: readonly OrganisationId[], change: Partial<RecordAgreement> = {}): Promise<AgreementId> =>
    as(facilitator, (tx, ctx) =>
      recordAgreement(tx, ctx, {
        kind: 'memorandum',
        title: { en: 'Memorandum on spares' },
        summary: { en: 'Who brings spares.' },
        partyIds: [...partyIds],
        links: [],
        ...change,
      }),
    );
  const readAgreement = (id: AgreementId, by: Actor = facilitator, now = REFERENCE_INSTANT) =>
    as(by, async (tx, ctx) => Agreement.schema.parse(await findAgreement(tx, ctx, id)), now);
  const takeAgreement = async <Input>(
    by: Actor,
    id: AgreementId,
    verb: Verb<AgreementId, Input>,
    input: Input,
    now = REFERENCE_INSTANT,
  ): Promise<void> => {
    const { version } = await readAgreement(id);
    await as(by, (tx, ctx) => verb(tx, ctx, id, version, input), now);
  };

  const eventsOf = async (id: string): Promise<string[]> =>
    (await superuser<{ action: string }[]>`select action from events where subject_id = ${id} order by creation_order`).map(
      ({ action }) => action,
    );

  return {
    database,
    superuser,
    people,
    colleague,
    strangers,
    as,
    plan,
    held,
    readMeeting,
    takeMeeting,
    recommend,
    read,
    take,
    agree,
    readAgreement,
    takeAgreement,
    eventsOf,
  };
}
