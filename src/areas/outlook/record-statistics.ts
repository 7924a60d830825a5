import { z } from 'zod';
import { REASON_CODES } from '../../kernel/reason.ts';
import { names, slug } from '../../platform/http/schemas.ts';
import { Party } from '../../platform/http/shared-shapes.ts';
import { declareRecord, parties } from '../disclosure/index.ts';

const hidden = z.boolean().meta({ description: 'Too few units stand behind it to be told to this reader.' });
const total = z.int().min(0);
const figure = z.number().min(0).nullable();

export const DurationStatistic = declareRecord('DurationStatistic', 'How many days something has taken.', {
  key: parties(slug),
  names: parties(names),
  records: parties(total.nullable()),
  medianDays: parties(figure.meta({ description: 'Calendar days, to a tenth.' })),
  p90Days: parties(figure),
  suppressed: parties(hidden),
});

export const KindStatistic = declareRecord('KindStatistic', 'What became of the obstacles of a kind.', {
  key: parties(slug),
  names: parties(names),
  reported: parties(total.nullable()),
  resolved: parties(total.nullable().meta({ description: 'How often one was resolved.' })),
  reopened: parties(total.nullable().meta({ description: 'How often one was reopened.' })),
  escalated: parties(total.nullable().meta({ description: 'How many of those reported stand above level 0.' })),
  suppressed: parties(hidden),
});

export const WaitingShare = declareRecord('WaitingShare', 'How much of the time obstacles waited on an organisation.', {
  organisation: parties(Party),
  days: parties(figure.meta({ description: 'Days that open obstacles waited on it in the period, added up; to a tenth.' })),
  sharePerMille: parties(total.nullable().meta({ description: 'Of all such days, in thousandths.' })),
  suppressed: parties(hidden),
});

export const ReasonStatistic = declareRecord('ReasonStatistic', 'How often a reason was given.', {
  key: parties(z.enum(REASON_CODES)),
  names: parties(names),
  records: parties(total.nullable()),
  suppressed: parties(hidden),
});
