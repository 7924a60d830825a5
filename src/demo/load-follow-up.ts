import { sql } from 'drizzle-orm';
import {
  acceptRecommendation,
  addObligation,
  assessObservance,
  bringIntoForce,
  closeMeeting,
  confirmRecommendation,
  holdMeeting,
  markOverdueRecommendations,
  noteProgress,
  planMeeting,
  recordAgreement,
  recordMinutes,
  recordRecommendation,
  reportRecommendationDone,
  startRecommendation,
} from '../areas/follow-up/index.ts';
import type { LinkedThing } from '../areas/follow-up/index.ts';
import { reviseNeed } from '../areas/needs/index.ts';
import { must } from '../kernel/assert.ts';
import { addDays, type CalendarDate } from '../kernel/calendar-date.ts';
import type { AgreementId, MeetingId, NeedId, ObstacleId, PartnershipId, RecommendationId } from '../kernel/id.ts';
import type { Role } from '../kernel/role.ts';
import type { Person } from '../platform/auth/actor.ts';
import type { ActorContext } from '../platform/auth/actor.ts';
import type { FollowUpAgreement, FollowUpFile, FollowUpLinkOfFile, FollowUpRecommendation } from './follow-up-file.ts';
import type { Scenario } from './scenario-file.ts';
import type { Stage } from './stage.ts';

export interface LinkedIds {
  readonly needs: ReadonlyMap<string, NeedId>;
  readonly obstacles: ReadonlyMap<string, ObstacleId>;
}

/** Meetings with what they recommended, agreements with how they are observed, each step on its day by whom the file names. */
export async function loadFollowUp(stage: Stage, scenario: Scenario, file: FollowUpFile, loaded: LinkedIds): Promise<void> {
  const partnerships = await partnershipIds(stage);
  const agreements = new Map<string, AgreementId>();
  const linksOf = (links: readonly FollowUpLinkOfFile[]): LinkedThing[] =>
    links.map(({ type, slug }) => {
      switch (type) {
        case 'need':
          return { needId: must(loaded.needs.get(slug), slug) };
        case 'obstacle':
          return { obstacleId: must(loaded.obstacles.get(slug), slug) };
        case 'partnership':
          return { partnershipId: must(partnerships.get(slug), slug) };
        case 'agreement':
          return { citedAgreementId: must(agreements.get(slug), slug) };
      }
    });
  for (const agreement of file.agreements) agreements.set(agreement.slug, await loadAgreement(stage, agreement, linksOf(agreement.links)));

  const meetings = new Map<string, MeetingId>();
  for (const { slug, names, held_on, site } of scenario.meetings) {
    const meeting = must(
      file.meetings.find((one) => one.slug === slug),
      slug,
    );
    const planning = stage.as('facilitator', 'unsmil', meeting.planned_on);
    const id = await planMeeting(stage.tx, planning, {
      title: names,
      purpose: meeting.purpose,
      startsOn: held_on,
      place: meeting.place,
      ...(site === null ? {} : { site }),
      participants: meeting.participants.map(({ organisation, delegation }) => ({
        organisationId: stage.organisation(organisation),
        delegationSize: delegation,
      })),
      agenda: [...meeting.agenda],
      links: [],
    });
    meetings.set(slug, id);
    if (meeting.minutes === null) continue;
    await holdMeeting(stage.tx, stage.as('facilitator', 'unsmil', held_on), id, 1, {});
    for (const recommendation of file.recommendations) {
      const { names: recommends, owners, meeting: of } = describe(scenario, recommendation);
      if (of !== slug) continue;
      const recording = stage.as('facilitator', 'unsmil', held_on);
      const recommendationId = await recordRecommendation(stage.tx, recording, id, {
        recommends,
        ownerIds: owners.map((owner) => stage.organisation(owner)),
        dueOn: recommendation.due_on,
        links: linksOf(recommendation.links),
      });
      await takeSteps(stage, recommendation, recommendationId);
    }
    await recordMinutes(stage.tx, stage.as('facilitator', 'unsmil', addDays(held_on, 2)), id, 2, { minutes: meeting.minutes });
    await closeMeeting(stage.tx, stage.as('facilitator', 'unsmil', addDays(held_on, 6)), id, 3);
  }
  await citeMeetings(stage, file, loaded, meetings);
  await markOverdueRecommendations(stage.tx, stage.asSystem(scenario.meta.reference_date));
}

function describe(scenario: Scenario, { slug, names, owners, meeting }: FollowUpRecommendation) {
  const action = scenario.actions.find((one) => one.slug === slug);
  return {
    names: must(names ?? action?.names, slug),
    owners: must(owners ?? action?.owners, slug),
    meeting: must(meeting ?? action?.meeting, slug),
  };
}

/** The file's partnerships are numbered, and so are the titles under which they were loaded. */
async function partnershipIds(stage: Stage): Promise<Map<string, PartnershipId>> {
  stage.as('facilitator', 'unsmil', '2026-01-01');
  const rows = await stage.tx.execute<{ id: PartnershipId; title: string }>(sql`select id, title from partnerships`);
  return new Map(rows.map(({ id, title }) => [`partnership-${title.slice(-3)}`, id]));
}

/** Becomes the person that the file names by login, such as `donor@it-aics`. */
function actAs(stage: Stage, login: string, on: CalendarDate): ActorContext<Person> {
  const [role, organisation] = login.split('@');
  return stage.as(role as Role, must(organisation, login), on);
}

async function takeSteps(stage: Stage, { steps }: FollowUpRecommendation, id: RecommendationId): Promise<void> {
  const { tx } = stage;
  let version = 1;
  for (const { event, on, by, note, evidence } of steps) {
    const ctx = actAs(stage, by, on);
    switch (event) {
      case 'accept':
        await acceptRecommendation(tx, ctx, id, version);
        break;
      case 'start':
        await startRecommendation(tx, ctx, id, version);
        break;
      case 'note':
        await noteProgress(tx, ctx, id, version, { note: must(note, 'a note says something'), links: [] });
        break;
      case 'report-done':
        await reportRecommendationDone(tx, ctx, id, version, { evidence });
        break;
      case 'confirm':
        await confirmRecommendation(tx, ctx, id, version);
        break;
    }
    version += 1;
  }
}

async function loadAgreement(stage: Stage, agreement: FollowUpAgreement, links: LinkedThing[]): Promise<AgreementId> {
  const { tx } = stage;
  const { kind, title, summary, parties, recorded_on, signed, signed_on, valid_until, obligations } = agreement;
  const recording = stage.as('facilitator', 'unsmil', recorded_on);
  const id = await recordAgreement(tx, recording, {
    kind,
    title,
    summary,
    partyIds: parties.map((party) => stage.organisation(party)),
    ...(valid_until === null ? {} : { validUntil: valid_until }),
    links,
  });
  await bringIntoForce(tx, recording, id, 1, { signedOn: signed?.replaceAll('/', '-') ?? must(signed_on, 'it was signed on a day') });
  let version = 2;
  for (const { duty, by, to, due_on, every_months, assessments } of obligations) {
    const adding = stage.as('facilitator', 'unsmil', recorded_on);
    const obligationId = await addObligation(tx, adding, id, version, {
      duty,
      owedById: stage.organisation(by),
      ...(to === null ? {} : { owedToId: stage.organisation(to) }),
      dueOn: due_on,
      ...(every_months === null ? {} : { everyMonths: every_months }),
    });
    version += 1;
    for (const { observance, on, finding, evidence, by: assessor } of assessments) {
      // What was found before the agreement was recorded here is written down on that day, of the day that it speaks of.
      const assessing = actAs(stage, assessor ?? 'facilitator@unsmil', on > recorded_on ? on : recorded_on);
      await assessObservance(tx, assessing, id, version, {
        obligationId,
        observance,
        assessedOn: on,
        ...(finding === null ? {} : { finding }),
        ...(evidence === null ? {} : { evidence }),
      });
      version += 1;
    }
  }
  return id;
}

/** Needs that are still being written say that they come from a meeting. */
async function citeMeetings(
  stage: Stage,
  file: FollowUpFile,
  { needs }: LinkedIds,
  meetings: ReadonlyMap<string, MeetingId>,
): Promise<void> {
  for (const { need, meeting, by, on } of file.citing_needs) {
    const ctx = actAs(stage, by, on);
    const id = must(needs.get(need), need);
    const [row] = await stage.tx.execute<{ version: number }>(sql`select version from needs where id = ${id}`);
    await reviseNeed(stage.tx, ctx, id, must(row, need).version, { citedMeetingId: must(meetings.get(meeting), meeting) });
  }
}
