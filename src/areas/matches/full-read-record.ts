import { z } from 'zod';
import { count, idOf, instant } from '../../platform/http/schemas.ts';
import { Party } from '../../platform/http/shared-shapes.ts';
import { SHOWN_BY } from '../disclosure/domain/full-read.ts';
import { declareRecord, overseers, recipientSide } from '../disclosure/index.ts';
import { MATCH_STATES } from './domain/match.ts';

const ground = {
  matchId: recipientSide(idOf('match').meta({ description: 'The match that was the ground for it.' })),
  donor: recipientSide(Party),
  readerId: overseers(idOf('user').meta({ description: 'The person of the donor’s.' })),
};

export const NeedDisclosure = declareRecord('NeedDisclosure', 'Who was shown a need in full, on what ground, how often and when.', {
  ...ground,
  matchReference: recipientSide(z.string().meta({ example: 'M-7F3K-2Q' })),
  matchState: recipientSide(z.enum(MATCH_STATES)),
  stands: recipientSide(
    z.boolean().meta({ description: 'Whether the ground holds now: what is read from here on is the undisclosed view if not.' }),
  ),
  disclosedAt: recipientSide(instant.nullable().meta({ description: 'When both sides had accepted.' })),
  reads: recipientSide(count),
  firstReadAt: recipientSide(instant),
  lastReadAt: recipientSide(instant),
});

export const FullRead = declareRecord('FullRead', 'One answer that showed a need in full to a donor.', {
  id: recipientSide(idOf('full-read')),
  ...ground,
  shownBy: recipientSide(z.enum(SHOWN_BY).meta({ description: 'Which record of it the donor read.' })),
  readAt: recipientSide(instant),
});
