import { z } from 'zod';
import { LANGUAGES } from '../../kernel/language.ts';
import { count, idOf } from '../../platform/http/schemas.ts';
import { Agreement } from './contract-agreements.ts';
import { Meeting } from './contract-meetings.ts';
import { Recommendation } from './contract-recommendations.ts';

export const FollowUpTotals = z
  .object({
    recommended: count,
    confirmed: count,
    done: count.meta({ description: 'Reported done, not yet confirmed by another.' }),
    inProgress: count,
    accepted: count,
    open: count.meta({ description: 'Nobody has taken it on yet.' }),
    overdue: count.meta({ description: 'Of those not done: the day has passed.' }),
    rejected: count,
    superseded: count,
  })
  .meta({ id: 'FollowUpTotals', description: 'What became of what was recommended, of those that the reader sees.' });
export type FollowUpTotalsView = z.output<typeof FollowUpTotals>;

export const CitingNeed = z
  .object({ id: idOf('need'), reference: z.string(), state: z.string() })
  .meta({ id: 'CitingNeed', description: 'A need that says that it comes from this meeting.' });

export const MeetingFollowUp = z
  .object({
    meeting: Meeting.meta({ description: 'The meeting asked for.' }),
    decidedAt: Meeting.nullable().meta({
      description: 'The meeting whose decisions these are: the one asked for, or the last before it where it has not taken place.',
    }),
    totals: FollowUpTotals,
    recommendations: z.array(Recommendation).meta({ description: 'All that it recommended, and how each stands today.' }),
    carriedOver: z.array(Recommendation).meta({ description: 'What earlier meetings recommended and nobody has finished.' }),
    agreements: z
      .array(Agreement)
      .meta({ description: 'The agreements that the meeting or its recommendations concern, and their observance.' }),
    needs: z.array(CitingNeed).meta({ description: 'The needs that come from it.' }),
    nextMeeting: Meeting.nullable().meta({ description: 'The next that is planned.' }),
  })
  .meta({ id: 'MeetingFollowUp', description: 'What was decided in a meeting and what became of it.' });
export type MeetingFollowUpView = z.output<typeof MeetingFollowUp>;

export const Brief = z.string().meta({ description: 'A page of HTML made for paper, in one language, that loads nothing else.' });

export const briefQuery = z.strictObject({
  language: z
    .enum(LANGUAGES)
    .optional()
    .meta({ description: 'The language of the brief; that of Accept-Language where absent.', example: 'ar' }),
});
