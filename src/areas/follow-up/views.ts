import { daysBetween } from '../../kernel/calendar-date.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import { audienceOf, redact, type Resource } from '../disclosure/index.ts';
import type { AgreementRow, AssessmentRow, ObligationRow, PartyRow } from './agreement-queries.ts';
import type { AgreementView, ObligationView } from './contract-agreements.ts';
import type { FollowUpLinkView } from './contract-links.ts';
import type { MeetingView } from './contract-meetings.ts';
import type { RecommendationNoteView, RecommendationView } from './contract-recommendations.ts';
import { allowedAgreementActions } from './domain/agreement.ts';
import { allowedMeetingActions } from './domain/meeting.ts';
import { awaitsAssessment, nextDueOn } from './domain/obligation.ts';
import { allowedRecommendationActions, isOverdue } from './domain/recommendation.ts';
import type { LinkRow } from './link-queries.ts';
import type { MeetingRow, ParticipantRow } from './meeting-queries.ts';
import type { NoteRow, OwnerRow, RecommendationRow } from './recommendation-queries.ts';

/**
 * Records of the follow-up as this reader may see them. The database decides who sees a record at all: whoever does, does as a
 * party of it, so a donor reads as `donor-party`.
 */
const seen = <View extends object>({ actor }: Act, resource: Resource, view: View) => redact(resource, audienceOf(actor.role, true), view);

const isoOf = (instant: Date | null): string | null => instant?.toISOString() ?? null;

function viewLink(act: Act, link: LinkRow): FollowUpLinkView {
  const { needId, obstacleId, partnershipId, deliveryId, citedAgreementId, reference, state } = link;
  return seen(act, 'FollowUpLink', {
    ...(needId === null ? {} : { needId }),
    ...(obstacleId === null ? {} : { obstacleId }),
    ...(partnershipId === null ? {} : { partnershipId }),
    ...(deliveryId === null ? {} : { deliveryId }),
    ...(citedAgreementId === null ? {} : { citedAgreementId }),
    reference,
    state,
  }) as FollowUpLinkView;
}

export function viewMeeting(
  act: Act,
  meeting: MeetingRow,
  participants: readonly ParticipantRow[],
  links: readonly LinkRow[],
): MeetingView {
  return seen(act, 'Meeting', {
    ...meeting,
    agenda: [...meeting.agenda],
    heldAt: isoOf(meeting.heldAt),
    closedAt: isoOf(meeting.closedAt),
    createdAt: meeting.createdAt.toISOString(),
    participants: participants.map(({ id, slug, names, delegationSize }) =>
      seen(act, 'MeetingParticipant', { organisation: { id, slug, names }, delegationSize }),
    ),
    links: links.map((link) => viewLink(act, link)),
    allowedActions: allowedMeetingActions(meeting.state, act.actor.role),
  }) as MeetingView;
}

export const viewNote = (act: Act, { note, organisation, notedAt }: NoteRow): RecommendationNoteView =>
  seen(act, 'RecommendationNote', { note, organisation, notedAt: notedAt.toISOString() }) as RecommendationNoteView;

export function viewRecommendation(
  act: Act,
  recommendation: RecommendationRow,
  owners: readonly OwnerRow[],
  latestNote: NoteRow | undefined,
  links: readonly LinkRow[],
): RecommendationView {
  const { actor } = act;
  const today = dayOf(act.now);
  const { doneBy, ...fields } = recommendation;
  const own = actor.kind === 'system' ? [] : [actor.organisationId, ...actor.scope];
  const standing = {
    owns: owners.some(({ id }) => own.includes(id)),
    reported: actor.kind !== 'system' && doneBy === actor.userId,
    ofReporter: recommendation.doneByOrganisation !== null && own.includes(recommendation.doneByOrganisation.id),
  };
  return seen(act, 'Recommendation', {
    ...fields,
    owners: owners.map(({ id, slug, names }) => ({ id, slug, names })),
    overdue: isOverdue(recommendation.state, recommendation.dueOn, today),
    overdueSince: isoOf(recommendation.overdueSince),
    daysToDue: daysBetween(today, recommendation.dueOn),
    doneAt: isoOf(recommendation.doneAt),
    confirmedAt: isoOf(recommendation.confirmedAt),
    createdAt: recommendation.createdAt.toISOString(),
    latestNote: latestNote === undefined ? null : viewNote(act, latestNote),
    links: links.map((link) => viewLink(act, link)),
    allowedActions: allowedRecommendationActions(recommendation.state, actor.role, standing),
  }) as RecommendationView;
}

function viewObligation(act: Act, obligation: ObligationRow, assessments: readonly AssessmentRow[]): ObligationView {
  const today = dayOf(act.now);
  const { agreementId: _agreementId, releasedAt, ...fields } = obligation;
  const [latest] = assessments;
  const isOwed = releasedAt === null;
  return seen(act, 'Obligation', {
    ...fields,
    releasedAt: isoOf(releasedAt),
    nextDueOn: isOwed ? nextDueOn(obligation, today) : null,
    observance: latest?.observance ?? 'not-assessed',
    awaitsAssessment: isOwed && awaitsAssessment(obligation, latest?.assessedOn ?? null, today),
    assessments: assessments.map(({ observance, assessedOn, finding, evidence, assessedByOrganisation }) =>
      seen(act, 'ObservanceAssessment', { observance, assessedOn, finding, evidence, assessedByOrganisation }),
    ),
  }) as ObligationView;
}

export function viewAgreement(
  act: Act,
  agreement: AgreementRow,
  parts: {
    readonly parties: readonly PartyRow[];
    readonly obligations: readonly ObligationRow[];
    readonly assessmentsOf: (id: ObligationRow['id']) => readonly AssessmentRow[];
    readonly links: readonly LinkRow[];
  },
): AgreementView {
  return seen(act, 'Agreement', {
    ...agreement,
    createdAt: agreement.createdAt.toISOString(),
    parties: parts.parties.map(({ id, slug, names }) => ({ id, slug, names })),
    obligations: parts.obligations.map((obligation) => viewObligation(act, obligation, parts.assessmentsOf(obligation.id))),
    links: parts.links.map((link) => viewLink(act, link)),
    allowedActions: allowedAgreementActions(agreement.state, act.actor.role),
  }) as AgreementView;
}
