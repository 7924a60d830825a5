import { inDays } from '#tests/support/in-days.ts';
import type { Visitor } from './client.ts';
import type { Narrator } from './narrator.ts';

interface Recommendation {
  readonly reference: string;
  readonly state: string;
  readonly recommends: Readonly<Partial<Record<string, string>>>;
}
interface FollowUp {
  readonly decidedAt: { readonly id: string; readonly reference: string; readonly title: Readonly<Partial<Record<string, string>>> } | null;
  readonly totals: { readonly recommended: number; readonly open: number; readonly inProgress: number; readonly done: number };
  readonly recommendations: readonly Recommendation[];
  readonly nextMeeting: { readonly title: Readonly<Partial<Record<string, string>>>; readonly startsOn: string } | null;
}
interface TrainingRecord {
  readonly id: string;
  readonly reference: string;
  readonly counts: boolean;
}

export interface FollowUpEnd {
  readonly recommended: number;
  /** Whether the brief for paper is a page in Arabic. */
  readonly isBriefArabic: boolean;
  readonly refusals: readonly string[];
  readonly trainingCounts: boolean;
}

/** What the last meeting decided and what became of it; and the training on the code of conduct that it asked for. */
export async function tellFollowUp(
  come: (login: string) => Promise<Visitor>,
  tell: Narrator,
  mustRefuse: (attempt: Promise<unknown>, into: string[]) => Promise<void>,
  unitId: string,
): Promise<FollowUpEnd> {
  const facilitator = await come('facilitator@unsmil.demo');
  const validator = await come('validator@ly-ministry-of-interior.demo');
  const { body: followUp } = await facilitator.get<FollowUp>('/v1/meetings/latest/follow-up');
  const { decidedAt, totals, recommendations, nextMeeting } = followUp;
  if (decidedAt === null) throw new Error('the scenario has a meeting that decided something');
  tell.does('Facilitator', `asks what was decided at ${decidedAt.title['en']}`);
  tell.sees({ recommendations: `${totals.recommended}: ${totals.open} open, ${totals.inProgress} in progress, ${totals.done} done` });
  for (const { reference, state, recommends } of recommendations.slice(0, 4)) tell.sees({ [reference]: `${state}: ${recommends['en']}` });
  if (nextMeeting) tell.sees({ next: `${nextMeeting.title['en']}, ${nextMeeting.startsOn}` });
  const brief = (await facilitator.download(`/v1/meetings/${decidedAt.id}/brief?language=ar`)).toString('utf8');
  tell.does('Facilitator', `prints the brief in Arabic: ${Math.round(brief.length / 1000)} thousand characters, made for paper`);

  const { body: record } = await validator.post<TrainingRecord>('/v1/training-records', {
    unitId,
    itemType: 'course-code-of-conduct',
    seats: 16,
    completedOn: inDays(-30),
    evidence: 'Register of the training centre, 26/118',
  });
  const path = `/v1/training-records/${record.id}`;
  tell.does('Validator', `records ${record.reference}: sixteen people learnt the code of conduct; it does not count yet`);
  const refusals: string[] = [];
  await mustRefuse(validator.step(path, 'confirm'), refusals);
  const { body: confirmed } = await facilitator.step<TrainingRecord>(path, 'confirm');
  tell.does('Facilitator', 'confirms it: donors’ conditions and regimes may go by it');
  return {
    recommended: totals.recommended,
    isBriefArabic: brief.includes('lang="ar"') && brief.includes('dir="rtl"'),
    refusals,
    trainingCounts: confirmed.counts,
  };
}
