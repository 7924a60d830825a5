import type { ActorContext } from '../../platform/auth/actor.ts';
import { type Audience, audienceOf } from './domain/audience.ts';

/** As what somebody reads records of which the database shows each organisation its own, and nobody a donor's before disclosure. */
export const readerOf = ({ actor }: Pick<ActorContext, 'actor'>): Audience => audienceOf(actor.role, true);
