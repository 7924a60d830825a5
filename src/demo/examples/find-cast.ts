import { loginOf } from '../accounts.ts';
import { type Cast, firstIn, idIn, listIn } from './play.ts';
import type { Json, Service } from './service.ts';

/** The states in which a delivery has been promised, planned, and not yet come to its end. */
const UNDER_WAY = ['at-customs', 'in-transit', 'released', 'shipped'];

/** Finds a delivery under way that something holds up, and all that belongs to it. */
export async function findCast(service: Service): Promise<Cast> {
  const facilitator = loginOf('facilitator', 'unsmil');
  const read = (path: string) => service.read(facilitator, path);
  const list = (path: string) => service.list(facilitator, path);
  const [recommendation] = await list('/v1/recommendations?state=in-progress&limit=1');
  const [agreement] = await list('/v1/agreements?limit=1');
  const [assembled] = await list('/v1/packages?limit=1');
  for (const delivery of await list('/v1/deliveries?limit=200')) {
    if (!isTold(delivery)) continue;
    const match = await read(`/v1/matches/${idIn(firstIn(delivery, 'lines'), 'matchId')}`);
    const need = await read(`/v1/needs/${idIn(match, 'needId')}`);
    if (!isPlain(match, need)) continue;
    return {
      delivery,
      match,
      need,
      unit: await read(`/v1/units/${idIn(need, 'unitId')}`),
      offer: await read(`/v1/offers/${idIn(match, 'offerId')}`),
      partnership: await read(`/v1/partnerships/${idIn(match, 'partnershipId')}`),
      obstacle: await read(`/v1/obstacles/${idIn(firstIn(delivery, 'blockedBy'))}`),
      donor: match['donor'] as Json,
      recipient: match['organisation'] as Json,
      package: found(assembled),
      recommendation: found(recommendation),
      meeting: await read(`/v1/meetings/${idIn(found(recommendation), 'meetingId')}`),
      agreement: found(agreement),
    };
  }
  throw new Error('the scenario has no delivery under way that is held up');
}

const isTold = (delivery: Json): boolean =>
  UNDER_WAY.includes(String(delivery['state'])) && listIn(delivery, 'lines').length === 1 && listIn(delivery, 'blockedBy').length > 0;

/** Of an organisation that the demo accounts belong to, under an agreement, and short enough to be read. */
const isPlain = (match: Json, need: Json): boolean =>
  match['partnershipId'] !== null && (match['organisation'] as Json)['slug'] === 'ly-gasbcp' && listIn(need, 'lines').length <= 2;

function found(record: Json | undefined): Json {
  if (record === undefined) throw new Error('the scenario lacks a record that examples are made of');
  return record;
}
