import type { Visitor } from './client.ts';
import type { Narrator } from './narrator.ts';

interface Page<T> {
  readonly items: readonly T[];
}
interface Delivery {
  readonly id: string;
  readonly reference: string;
  readonly donor: { readonly slug: string };
  readonly lines: readonly { readonly unitId: string }[];
}
interface Ranked {
  readonly rank: number;
  readonly id: string;
  readonly reference: string;
  readonly kind: string;
  readonly daysLost: number;
  readonly expectedDays: number;
  readonly held: { readonly things: number; readonly weightedQuantity: number };
  readonly freedAlone: { readonly things: number };
  readonly heldTogetherWith: readonly { readonly id: string; readonly reference: string }[];
  readonly things: readonly { readonly deliveryReference: string | null }[];
}
interface Forecast {
  readonly p50On: string;
  readonly p80On: string;
}
interface Obstacle {
  readonly id: string;
  readonly reference: string;
  readonly state: string;
  readonly blocks: readonly unknown[];
}

export interface MorningEnd {
  /** How many donors' deliveries one obstacle holds, and how many of its deliveries each of them sees. */
  readonly donors: number;
  readonly seenByDonors: readonly number[];
  readonly rankedDeliveries: number;
  /** What would move if it and all that hold the same went. */
  readonly freedTogether: number;
  /** Whether the forecast of a held delivery came nearer when the obstacle went. */
  readonly cameNearer: boolean;
  readonly refusals: readonly string[];
}

type Come = (login: string) => Promise<Visitor>;

/** One obstacle holds three deliveries of two donors: what it costs, in which order to work, when things arrive, and what was learnt. */
export async function tellMorning(
  come: Come,
  tell: Narrator,
  mustRefuse: (attempt: Promise<unknown>, into: string[]) => Promise<void>,
): Promise<MorningEnd> {
  const facilitator = await come('facilitator@unsmil.demo');
  const colleague = await come('facilitator2@unsmil.demo');
  const validator = await come('validator@ly-ministry-of-interior.demo');
  const refusals: string[] = [];
  const held = await threeOfTwoDonors(facilitator);
  const { body: obstacle } = await facilitator.post<Obstacle>('/v1/obstacles', {
    kind: 'customs-hold',
    blocks: held.map(({ id }) => ({ deliveryId: id })),
    detail: { en: 'The customs system is down; nothing is released.', ar: 'نظام الجمارك متوقف؛ لا إفراج عن أي شيء.' },
  });
  const path = `/v1/obstacles/${obstacle.id}`;
  const donors = [...new Set(held.map(({ donor }) => donor.slug))];
  tell.does('Facilitator', `reports ${obstacle.reference}: customs holds ${held.map(({ reference }) => reference).join(', ')}`);
  const seenByDonors: number[] = [];
  for (const slug of donors) {
    const { body: seen } = await (await come(`donor@${slug}.demo`)).get<Obstacle>(path);
    seenByDonors.push(seen.blocks.length);
    tell.sees({ [slug]: `sees ${seen.blocks.length} of ${held.length}: its own` });
  }
  const [first] = held;
  if (!first) throw new Error('something is held');
  tell.does('Validator', `tries to release ${first.reference}`);
  await mustRefuse(validator.step(`/v1/deliveries/${first.id}`, 'release', {}), refusals);

  const { body: ranking } = await facilitator.get<Page<Ranked>>('/v1/obstacles/ranking?limit=200');
  const ranked = ranking.items.find(({ id }) => id === obstacle.id);
  if (!ranked) throw new Error('the new obstacle is ranked');
  tell.does('Facilitator', 'asks what to unblock next');
  for (const one of ranking.items.slice(0, 3)) tell.sees({ [`${one.rank}. ${one.reference}`]: summaryOf(one) });
  if (ranked.rank > 3) tell.sees({ [`${ranked.rank}. ${ranked.reference}`]: summaryOf(ranked) });
  const { body: whatIf } = await facilitator.get<{ freed: { things: number } }>(
    `/v1/obstacles/ranking/what-if?resolved=${[ranked, ...ranked.heldTogetherWith].map(({ id }) => id).join(',')}&limit=1`,
  );
  tell.sees({
    'if it went today': `${ranked.freedAlone.things} things would move: only the last that holds a thing frees it`,
    'with the others': `${whatIf.freed.things} would, if ${ranked.heldTogetherWith.map(({ reference }) => reference).join(', ')} went too`,
  });
  const forecastPath = `/v1/deliveries/${first.id}/forecast?seed=118`;
  const { body: before } = await facilitator.get<Forecast>(forecastPath);
  tell.sees({ [first.reference]: `arrives by ${before.p50On} (P50), ${before.p80On} (P80)` });

  await facilitator.step(path, 'triage', { severity: 'critical' });
  await facilitator.step(path, 'start', {});
  await facilitator.step(path, 'resolve', { evidence: 'note of the customs authority, 26/118' });
  tell.does('Facilitator', 'works it and resolves it with evidence; a colleague tries to close it');
  await mustRefuse(colleague.step(path, 'close', {}), refusals);
  await (await come(`donor@${donors[0]}.demo`)).step(path, 'close', {});
  const { body: after } = await facilitator.get<Forecast>(forecastPath);
  tell.does('A donor', 'whom it held back, closes it');
  tell.sees({ [first.reference]: `arrives by ${after.p50On} (P50), ${after.p80On} (P80)` });
  await tellWhatWasLearnt(facilitator, tell);
  return {
    donors: donors.length,
    seenByDonors,
    rankedDeliveries: new Set(ranked.things.map(({ deliveryReference }) => deliveryReference)).size,
    freedTogether: whatIf.freed.things,
    cameNearer: after.p80On < before.p80On,
    refusals,
  };
}

const summaryOf = ({ kind, held, freedAlone, daysLost, expectedDays }: Ranked): string =>
  `${kind}: holds ${held.things} things, weight ${held.weightedQuantity}; frees ${freedAlone.things} alone; ${daysLost} days lost, ${expectedDays} expected`;

/** Two deliveries of the donor whose demo account is printed, and one of another, all waiting for customs. */
async function threeOfTwoDonors(facilitator: Visitor): Promise<readonly Delivery[]> {
  const { body } = await facilitator.get<Page<Delivery>>('/v1/deliveries?state=at-customs&limit=200');
  const own = body.items.filter(({ donor }) => donor.slug === 'it-ministry-of-interior').slice(0, 2);
  const other = body.items.filter(({ donor }) => donor.slug !== 'it-ministry-of-interior').slice(0, 1);
  if (own.length + other.length < 3) throw new Error('the scenario has three deliveries of two donors at customs');
  return [...own, ...other];
}

async function tellWhatWasLearnt(facilitator: Visitor, tell: Narrator): Promise<void> {
  const { body } = await facilitator.get<{ readonly kinds: readonly Statistic[] }>('/v1/statistics/obstacles');
  tell.does('Facilitator', 'reads what became of obstacles');
  for (const one of body.kinds.slice(0, 3)) {
    tell.sees({ [one.key]: one.suppressed ? 'too few to tell' : `${one.reported} reported, ${one.resolved} resolved` });
  }
}
interface Statistic {
  readonly key: string;
  readonly suppressed: boolean;
  readonly reported: number | null;
  readonly resolved: number | null;
}
