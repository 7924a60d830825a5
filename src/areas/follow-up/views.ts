import { daysBetween } from '../../kernel/calendar-date.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { whatIsPossible } from '../../kernel/possible.ts';
import { type ActorContext, ownOf } from '../../platform/auth/actor.ts';
import { type Audience, readerOf, withVersionOfView } from '../disclosure/index.ts';
import type { AgreementRow, AssessmentRow, ObligationRow, PartyRow } from './agreement-rows.ts';
import { agreementStepsOf, refusalOfAgreementStep } from './domain/agreement.ts';
import { meetingStepsOf, refusalOfMeetingStep } from './domain/meeting.ts';
import { awaitsAssessment, nextDueOn } from './domain/obligation.ts';
import { shownVersion } from './domain/shown-version.ts';
import { isOverdue, recommendationStepsOf, refusalOfRecommendationStep } from './domain/recommendation.ts';
import type { LinkRow } from './link-queries.ts';
import type { MeetingRow, ParticipantRow } from './meeting-rows.ts';
import type { NoteRow, OwnerRow, RecommendationRow } from './recommendation-rows.ts';
import {
  Agreement,
  type AgreementView,
  FollowUpLink,
  Meeting,
  MeetingParticipant,
  type MeetingView,
  Obligation,
  ObservanceAssessment,
  Recommendation,
  RecommendationNote,
  type RecommendationView,
} from './record.ts';
import { todayOfMission } from '../reference/index.ts';

// The database decides who sees a record at all: whoever does, does as a party of it, so a donor reads as `donor-party`.

function viewLink(audience: Audience, link: LinkRow) {
  const { sourceId, needId, obstacleId, partnershipId, deliveryId, citedAgreementId, ...end } = link;
  return FollowUpLink.show(audience, end, {
    needId: needId ?? undefined,
    obstacleId: obstacleId ?? undefined,
    partnershipId: partnershipId ?? undefined,
    deliveryId: deliveryId ?? undefined,
    citedAgreementId: citedAgreementId ?? undefined,
  });
}

function viewOwner({ recommendationId, id, slug, names, ...rest }: OwnerRow) {
  nothingLeft(rest);
  return { id, slug, names };
}

function viewParty({ agreementId, id, slug, names, ...rest }: PartyRow) {
  nothingLeft(rest);
  return { id, slug, names };
}

export function viewMeeting(
  ctx: ActorContext,
  meeting: MeetingRow,
  participants: readonly ParticipantRow[],
  links: readonly LinkRow[],
): MeetingView {
  const audience = readerOf(ctx);
  const view = Meeting.show(audience, {
    ...meeting,
    participants: participants.map(({ meetingId, ...participant }) => MeetingParticipant.show(audience, participant)),
    links: links.map((link) => viewLink(audience, link)),
    ...whatIsPossible(meetingStepsOf(meeting.state, ctx.actor.role), (event) => refusalOfMeetingStep(meeting, event, todayOfMission(ctx))),
  });
  return ctx.actor.role === 'donor' ? withVersionOfView(view) : view;
}

export const viewNote = (audience: Audience, { id, recommendationId, ...note }: NoteRow) => RecommendationNote.show(audience, note);

export function viewRecommendation(
  ctx: ActorContext,
  recommendation: RecommendationRow,
  owners: readonly OwnerRow[],
  latestNote: NoteRow | undefined,
  links: readonly LinkRow[],
): RecommendationView {
  const { actor } = ctx;
  const audience = readerOf(ctx);
  const today = todayOfMission(ctx);
  const { doneBy, hiddenChanges, version, ...fields } = recommendation;
  const own = ownOf(actor);
  const standing = {
    owns: owners.some(({ id }) => own.includes(id)),
    reported: actor.kind !== 'system' && doneBy === actor.userId,
    ofReporter: recommendation.doneByOrganisation !== null && own.includes(recommendation.doneByOrganisation.id),
  };
  return Recommendation.show(audience, {
    ...fields,
    version: shownVersion(ctx.actor.role, { version, hiddenChanges }),
    owners: owners.map(viewOwner),
    overdue: isOverdue(recommendation.state, recommendation.dueOn, today),
    daysToDue: daysBetween(today, recommendation.dueOn),
    latestNote: latestNote === undefined ? null : viewNote(audience, latestNote),
    links: links.map((link) => viewLink(audience, link)),
    ...whatIsPossible(recommendationStepsOf(recommendation.state, actor.role), (event) =>
      refusalOfRecommendationStep(event, actor.role, standing),
    ),
  });
}

function viewObligation(ctx: ActorContext, obligation: ObligationRow, assessments: readonly AssessmentRow[]) {
  const audience = readerOf(ctx);
  const today = todayOfMission(ctx);
  const { agreementId, ...fields } = obligation;
  const [latest] = assessments;
  const isOwed = obligation.releasedAt === null;
  return Obligation.show(audience, {
    ...fields,
    nextDueOn: isOwed ? nextDueOn(obligation, today) : null,
    observance: latest?.observance ?? 'not-assessed',
    awaitsAssessment: isOwed && awaitsAssessment(obligation, latest?.assessedOn ?? null, today),
    assessments: assessments.map(({ obligationId, ...assessment }) => ObservanceAssessment.show(audience, assessment)),
  });
}

export function viewAgreement(
  ctx: ActorContext,
  agreement: AgreementRow,
  parts: {
    readonly parties: readonly PartyRow[];
    readonly obligations: readonly ObligationRow[];
    readonly assessmentsOf: (id: ObligationRow['id']) => readonly AssessmentRow[];
    readonly links: readonly LinkRow[];
  },
): AgreementView {
  const audience = readerOf(ctx);
  const { actor } = ctx;
  const { hiddenChanges, version, ...fields } = agreement;
  const owed = parts.obligations.flatMap(({ releasedAt, owedBy }) => (releasedAt === null ? [{ owedById: owedBy.id }] : []));
  return Agreement.show(audience, {
    ...fields,
    version: shownVersion(ctx.actor.role, { version, hiddenChanges }),
    parties: parts.parties.map(viewParty),
    obligations: parts.obligations.map((obligation) => viewObligation(ctx, obligation, parts.assessmentsOf(obligation.id))),
    links: parts.links.map((link) => viewLink(audience, link)),
    ...whatIsPossible(agreementStepsOf(agreement.state, actor.role), (event) =>
      refusalOfAgreementStep(event, owed, { role: actor.role, own: ownOf(actor) }),
    ),
  });
}
