import { sql } from 'drizzle-orm';
import {
  arrangeConsignments,
  cancelDelivery,
  clearWhereMet,
  handOverDelivery,
  moveDelivery,
  planDelivery,
  putInService,
  receiveDelivery,
  reinstateDelivery,
  reportLoss,
  returnToDonor,
  reviseDelivery,
  shipDelivery,
  verifyDelivery,
} from '#src/areas/deliveries/index.ts';
import { accepts, DELIVERABLE_MATCH_STATES, DELIVERY_STATES, type DeliveryAction } from '#src/areas/deliveries/domain/delivery.ts';
import { COVERING_STATES, MATCH_TRANSITIONS, type MatchEvent } from '#src/areas/matches/domain/match.ts';
import { NEED_TRANSITIONS, type NeedEvent } from '#src/areas/needs/domain/need.ts';
import { OBSTACLE_TRANSITIONS, type ObstacleEvent } from '#src/areas/obstacles/domain/obstacle.ts';
import { OFFER_TRANSITIONS, type OfferEvent } from '#src/areas/offers/domain/offer.ts';
import {
  acceptMatch,
  agreeMatch,
  cancelMatch,
  decideAmendment,
  declineMatch,
  markReady,
  proposeAmendment,
  proposeMatch,
  reviseAmendment,
  startProcurement,
  withdrawAmendment,
} from '#src/areas/matches/index.ts';
import { confirmNeed, draftNeed, holdNeed, publishNeed, returnNeed, submitNeed, validateNeed } from '#src/areas/needs/index.ts';
import { reinstateNeed, rejectNeed, withdrawNeed } from '#src/areas/needs/verbs/end-need.ts';
import { recallNeed, resumeNeed } from '#src/areas/needs/verbs/move-need.ts';
import { approveNeedRevision, proposeNeedRevision, withdrawNeedRevision } from '#src/areas/needs/verbs/revise-published-need.ts';
import { renewAcceptance, takeBackAcceptance } from '#src/areas/matches/verbs/accept-match.ts';
import {
  acceptRisk,
  closeObstacle,
  dismissObstacle,
  escalateObstacle,
  markDuplicate,
  reopenObstacle,
  reportObstacle,
  resolveObstacle,
  resumeObstacle,
  startObstacle,
  triageObstacle,
  waitForAuthority,
} from '#src/areas/obstacles/index.ts';
import {
  approveOfferRevision,
  draftOffer,
  makeOfferAvailable,
  proposeOfferRevision,
  recallOffer,
  reinstateOffer,
  resumeOffer,
  submitOffer,
  suspendOffer,
  withdrawOffer,
} from '#src/areas/offers/index.ts';
import { addDays } from '#src/kernel/calendar-date.ts';
import type {
  DeliveryId,
  DeliveryLineId,
  MatchId,
  NeedId,
  NeedLineId,
  ObstacleId,
  OfferId,
  OfferLineId,
  PartnershipId,
  UnitId,
} from '#src/kernel/id.ts';
import type { ActorContext, Person } from '#src/platform/auth/actor.ts';
import { MISSION_ZONE } from '#src/kernel/time-zone.ts';
import { dayAt } from '#src/platform/clock.ts';
import type { Tx } from '#src/platform/db/transaction.ts';

/** Who there is in a history: two sides, a rival donor, and two people who broker, so that one can close what the other resolved. */
export interface Players {
  readonly requester: Person;
  readonly validator: Person;
  readonly donor: Person;
  readonly rival: Person;
  readonly facilitator: Person;
  readonly colleague: Person;
  readonly auditor: Person;
}

export type Table = 'needs' | 'need_lines' | 'offers' | 'offer_lines' | 'matches' | 'deliveries' | 'obstacles' | 'compliance_entries';

/** Records of the history so far, and the choices that the history made for this move. */
export interface Turn {
  readonly unitId: UnitId;
  readonly partnerships: ReadonlyMap<string, PartnershipId>;
  /** A record of a table, by choice, mostly one in these states; null where there is none yet. */
  pick<Id extends string>(table: Table, states?: readonly string[], choice?: number): Promise<PickedRow<Id> | null>;
  readonly choice: number;
  readonly quantity: number;
}
export interface PickedRow<Id extends string> {
  readonly id: Id;
  readonly version: number;
}

interface Move {
  /** Where there must be something in one of these states; absent for what begins anew. */
  readonly asks?: { readonly table: Table; readonly states: readonly string[] };
  readonly play: (tx: Tx, ctx: ActorContext<Person>, turn: Turn) => Promise<unknown>;
  /** An edit: it may say what is so already, and then nothing has happened. */
  readonly isEdit?: true;
}
/** A move and who usually makes it; anybody tries it now and then. */
export interface PlayableMove extends Move {
  readonly by: readonly (keyof Players)[];
  readonly weight: number;
}

export const ITEM = 'uniform-set-desert';
export const NOTHING_THERE = null;

export type Step<Id extends string> = (tx: Tx, ctx: ActorContext<Person>, id: Id, version: number, turn: Turn) => Promise<unknown>;

/** A step on a record that there is, mostly on one that accepts it. */
export const on = <Id extends string>(table: Table, states: readonly string[], verb: Step<Id>): Move => ({
  asks: { table, states },
  play: async (tx, ctx, turn) => {
    const row = await turn.pick<Id>(table, states);
    return row === null ? NOTHING_THERE : verb(tx, ctx, row.id, row.version, turn);
  },
});
const anew = (play: Move['play']): Move => ({ play });

export const accepting = (row: Readonly<Record<string, string | null>>): string[] =>
  Object.keys(row).filter((state) => row[state] !== null);
const need = (event: NeedEvent, verb: Step<NeedId>) => on('needs', accepting(NEED_TRANSITIONS[event]), verb);
const offer = (event: OfferEvent, verb: Step<OfferId>) => on('offers', accepting(OFFER_TRANSITIONS[event]), verb);
const match = (event: MatchEvent, verb: Step<MatchId>) => on('matches', accepting(MATCH_TRANSITIONS[event]), verb);
const obstacle = (event: ObstacleEvent, verb: Step<ObstacleId>) => on('obstacles', accepting(OBSTACLE_TRANSITIONS[event]), verb);
const delivery = (action: DeliveryAction, verb: Step<DeliveryId>) =>
  on(
    'deliveries',
    DELIVERY_STATES.filter((state) => accepts({ kind: 'goods', state }, action)),
    verb,
  );

export const usual = (by: PlayableMove['by'], move: Move): PlayableMove => ({ ...move, by, weight: 3 });
export const often = (by: PlayableMove['by'], move: Move): PlayableMove => ({ ...move, by, weight: 6 });
export const rare = (by: PlayableMove['by'], move: Move): PlayableMove => ({ ...move, by, weight: 1 });

const NEED_MOVES: Readonly<Record<string, PlayableMove>> = {
  'draft a need': rare(
    ['requester'],
    anew((tx, ctx, { unitId, quantity }) =>
      draftNeed(tx, ctx, {
        unitId,
        priority: 'urgent',
        justification: { en: 'For a history' },
        neededBy: '2027-08-01',
        respondBy: '2027-02-01',
        fulfilTogether: false,
        lines: [quantity, quantity + 3].map((quantityRequested) => ({
          itemType: ITEM,
          quantityRequested,
          specifications: [],
          minimumLot: 1,
          acceptedSubstitutes: [],
        })),
      }),
    ),
  ),
  'submit a need': usual(['requester'], need('submit', submitNeed)),
  'validate a need': usual(
    ['validator'],
    need('validate', (tx, ctx, id, version) => validateNeed(tx, ctx, id, version, { lines: [] })),
  ),
  'publish a need': usual(
    ['facilitator'],
    need('publish', (tx, ctx, id, version) =>
      publishNeed(tx, ctx, id, version, { disclosureLevel: 'partners', disclosedTo: [], summary: { en: 'Uniforms' } }),
    ),
  ),
  'return a need': rare(
    ['validator'],
    need('return', (tx, ctx, id, version) => returnNeed(tx, ctx, id, version, 'incomplete')),
  ),
  'hold a need': rare(
    ['validator', 'facilitator'],
    need('hold', (tx, ctx, id, version) => holdNeed(tx, ctx, id, version, 'due-diligence-review')),
  ),
  'resume a need': usual(['validator', 'facilitator'], need('resume', resumeNeed)),
  'confirm a need': rare(['requester'], need('confirm', confirmNeed)),
  'reject a need': rare(
    ['validator'],
    need('reject', (tx, ctx, id, version) => rejectNeed(tx, ctx, id, version, 'duplicate')),
  ),
  'withdraw a need': rare(
    ['requester'],
    need('withdraw', (tx, ctx, id, version) => withdrawNeed(tx, ctx, id, version, 'no-longer-needed')),
  ),
  'recall a need': rare(['requester'], need('recall', recallNeed)),
  'reinstate a need': usual(
    ['requester', 'validator'],
    need('reinstate', (tx, ctx, id, version) => reinstateNeed(tx, ctx, id, version, 'done-by-mistake')),
  ),
  'revise a published need': usual(
    ['requester'],
    need('propose-revision', async (tx, ctx, id, version, { choice, quantity }) => {
      const lines = await tx.execute<{ id: NeedLineId }>(sql`select id from need_lines where need_id = ${id} order by position`);
      const line = lines[choice % 2];
      const quantities = line === undefined ? {} : { lines: [{ lineId: line.id, quantityRequested: quantity + (choice % 8) }] };
      const days = choice % 3 === 0 ? { neededBy: addDays('2027-08-01', choice % 30) } : {};
      return proposeNeedRevision(tx, ctx, id, version, { ...quantities, ...days, reason: 'typed-wrong' });
    }),
  ),
  'approve a need’s revision': usual(['validator'], need('approve-revision', approveNeedRevision)),
  'take back a need’s revision': rare(['requester'], need('withdraw-revision', withdrawNeedRevision)),
};

const OFFER_MOVES: Readonly<Record<string, PlayableMove>> = {
  'draft an offer': rare(
    ['donor', 'rival'],
    anew((tx, ctx, { quantity }) =>
      draftOffer(tx, ctx, {
        modality: 'in-kind-new',
        validFrom: '2026-11-01',
        validUntil: '2027-12-31',
        conditions: [],
        lines: [quantity, quantity + 2].map((of) => ({
          kind: 'item' as const,
          itemType: ITEM,
          quantity: of,
          goodsCondition: 'new' as const,
          specifications: [],
          lotSize: 1,
        })),
      }),
    ),
  ),
  'submit an offer': usual(['donor', 'rival'], offer('submit', submitOffer)),
  'open an offer': usual(['facilitator'], offer('make-available', makeOfferAvailable)),
  'suspend an offer': rare(
    ['donor', 'facilitator'],
    offer('suspend', (tx, ctx, id, version) => suspendOffer(tx, ctx, id, version, 'budget-changed')),
  ),
  'resume an offer': usual(['donor', 'facilitator'], offer('resume', resumeOffer)),
  'withdraw an offer': rare(
    ['donor', 'rival'],
    offer('withdraw', (tx, ctx, id, version) => withdrawOffer(tx, ctx, id, version, 'no-longer-available')),
  ),
  'recall an offer': rare(['donor', 'rival'], offer('recall', recallOffer)),
  'reinstate an offer': usual(['donor', 'rival'], offer('reinstate', reinstateOffer)),
  'revise an available offer': usual(
    ['donor', 'rival'],
    offer('propose-revision', async (tx, ctx, id, version, { choice, quantity }) => {
      const lines = await tx.execute<{ id: OfferLineId }>(sql`select id from offer_lines where offer_id = ${id} order by position`);
      const line = lines[choice % 2];
      const quantities = line === undefined ? {} : { lines: [{ lineId: line.id, quantity: quantity + (choice % 8) }] };
      const days = choice % 3 === 0 ? { validUntil: addDays('2027-12-31', -(choice % 40)) } : {};
      return proposeOfferRevision(tx, ctx, id, version, { ...quantities, ...days, reason: 'typed-wrong' });
    }),
  ),
  'approve an offer’s revision': usual(['facilitator'], offer('approve-revision', approveOfferRevision)),
};

const MATCH_MOVES: Readonly<Record<string, PlayableMove>> = {
  'propose a match': often(
    ['facilitator', 'donor', 'requester'],
    anew(async (tx, ctx, turn) => {
      const needLine = await turn.pick<NeedLineId>('need_lines', ['published']);
      const offerLine = await turn.pick<OfferLineId>('offer_lines', ['available', 'partly-reserved'], turn.choice >>> 4);
      if (needLine === null || offerLine === null) return NOTHING_THERE;
      return proposeMatch(tx, ctx, {
        needLineId: needLine.id,
        offerLineId: offerLine.id,
        quantity: turn.quantity,
        reservationDays: 14,
        ...(ctx.actor.role === 'facilitator' ? { deviationReason: 'other' as const } : {}),
      });
    }),
  ),
  'accept a match as its requester': often(['requester'], match('accept-as-requester', acceptMatch)),
  'accept a match as its donor': often(['donor', 'rival'], match('accept-as-donor', acceptMatch)),
  'take back an acceptance': rare(
    ['requester', 'donor', 'rival'],
    on('matches', ['requester-accepted', 'donor-accepted'], takeBackAcceptance),
  ),
  'renew an acceptance': usual(['donor', 'rival'], match('renew', renewAcceptance)),
  'agree a match': often(
    ['donor', 'rival', 'validator'],
    match('agree', (tx, ctx, id, version, { partnerships }) =>
      agreeMatch(tx, ctx, id, version, partnerships.get(ctx.actor.organisationId)),
    ),
  ),
  'start procurement': rare(['donor', 'rival'], match('start-procurement', startProcurement)),
  'mark a match ready': rare(['donor', 'rival'], match('mark-ready', markReady)),
  'decline a match': rare(
    ['requester', 'donor'],
    match('decline', (tx, ctx, id, version) => declineMatch(tx, ctx, id, version, 'plan-changed')),
  ),
  'cancel a match': rare(
    ['donor', 'validator', 'facilitator'],
    match('cancel', (tx, ctx, id, version) => cancelMatch(tx, ctx, id, version, 'budget-changed')),
  ),
  'put another quantity forward': usual(
    ['donor', 'requester', 'validator'],
    on<MatchId>('matches', COVERING_STATES, (tx, ctx, id, version, { quantity }) =>
      proposeAmendment(tx, ctx, id, version, { quantity, reason: 'plan-changed' }),
    ),
  ),
  'put an amendment right': rare(['donor', 'requester'], {
    isEdit: true,
    ...on<MatchId>('matches', COVERING_STATES, (tx, ctx, id, version, { quantity, choice }) =>
      reviseAmendment(tx, ctx, id, version, { quantity, reason: choice % 2 === 0 ? 'plan-changed' : 'stock-changed' }),
    ),
  }),
  'take an amendment back': rare(
    ['donor', 'requester'],
    on<MatchId>('matches', COVERING_STATES, (tx, ctx, id, version) => withdrawAmendment(tx, ctx, id, version, 'typed-wrong')),
  ),
  'accept an amendment': usual(
    ['donor', 'requester', 'validator'],
    on<MatchId>('matches', COVERING_STATES, (tx, ctx, id, version) => decideAmendment(tx, ctx, id, version, 'accepted')),
  ),
};

async function linesOf(tx: Tx, id: DeliveryId) {
  return tx.execute<{ id: DeliveryLineId; on_its_way: number }>(sql`
    select id, shipped - accepted - rejected - lost - returned as on_its_way from delivery_lines where delivery_id = ${id} order by position`);
}

const travel = (move: Parameters<typeof moveDelivery>[2]) =>
  delivery(move, (tx, ctx, id, version) => moveDelivery(tx, ctx, move, id, version, {}));

export const DELIVERY_MOVES: Readonly<Record<string, PlayableMove>> = {
  'plan a delivery': often(['donor', 'rival'], {
    asks: { table: 'matches', states: DELIVERABLE_MATCH_STATES },
    play: async (tx, ctx, turn) => {
      const first = await turn.pick<MatchId>('matches', DELIVERABLE_MATCH_STATES);
      const second = await turn.pick<MatchId>('matches', DELIVERABLE_MATCH_STATES, turn.choice >>> 4);
      if (first === null || second === null) return NOTHING_THERE;
      const lines = [...new Set([first.id, second.id])].map((matchId) => ({ matchId, planned: turn.quantity }));
      const id = await planDelivery(tx, ctx, { kind: 'goods', transportMode: 'sea', milestones: [], lines });
      return clearWhereMet(tx, ctx, id);
    },
  }),
  'pack a delivery': often(['donor', 'rival'], travel('pack')),
  'ship a delivery': often(
    ['donor', 'rival'],
    delivery('ship', (tx, ctx, id, version) => shipDelivery(tx, ctx, id, version, { lines: [] })),
  ),
  'ship a part': rare(
    ['donor'],
    delivery('ship', async (tx, ctx, id, version, { quantity }) => {
      const [line] = await linesOf(tx, id);
      return line ? shipDelivery(tx, ctx, id, version, { lines: [{ lineId: line.id, shipped: Math.floor(quantity / 2) }] }) : NOTHING_THERE;
    }),
  ),
  'say that a delivery has arrived': often(['donor', 'rival'], travel('arrive')),
  'enter customs': rare(['donor'], travel('enter-customs')),
  'release a delivery': usual(['validator'], travel('release')),
  'move a delivery inland': usual(['donor'], travel('move-inland')),
  'receive a delivery': often(
    ['requester'],
    delivery('receive', async (tx, ctx, id, version, { quantity, choice }) => {
      const lines = (await linesOf(tx, id)).map(({ id: lineId, on_its_way: onItsWay }, index) => {
        const rejected = (choice >>> index) % 2 === 0 ? 0 : Math.min(quantity, onItsWay);
        const lost = (choice >>> index) % 3 === 0 ? onItsWay - rejected : 0;
        return {
          lineId,
          accepted: onItsWay - rejected - lost,
          rejected,
          lost,
          rejectionReason: 'damaged' as const,
          lossReason: 'missing' as const,
        };
      });
      return receiveDelivery(tx, ctx, id, version, { lines });
    }),
  ),
  'hand a delivery over': often(
    ['requester'],
    delivery('hand-over', (tx, ctx, id, version) =>
      handOverDelivery(tx, ctx, id, version, {
        handedOverOn: dayAt(MISSION_ZONE, ctx.now),
        handedOverBy: 'For the donor',
        takenOverBy: 'For the unit',
        document: 'handover-certificate 1',
      }),
    ),
  ),
  'put a delivery in service': usual(
    ['requester'],
    delivery('put-in-service', (tx, ctx, id, version) => putInService(tx, ctx, id, version, {})),
  ),
  'verify a delivery': usual(
    ['donor', 'facilitator'],
    delivery('verify', (tx, ctx, id, version, { choice }) => verifyDelivery(tx, ctx, id, version, { inUse: choice % 4 !== 0 })),
  ),
  'lose a delivery': rare(
    ['donor'],
    delivery('report-loss', (tx, ctx, id, version) => reportLoss(tx, ctx, id, version, { reason: 'sunk', lines: [] })),
  ),
  'return a delivery': rare(
    ['donor'],
    delivery('return', (tx, ctx, id, version) => returnToDonor(tx, ctx, id, version, { reason: 'wrong-goods', lines: [] })),
  ),
};

/** What a donor does with what it has planned; none of it is a step on the way, which an obstacle or the gate could hold back. */
const PLAN_MOVES: Readonly<Record<string, PlayableMove>> = {
  'change a delivery': usual(
    ['donor', 'rival'],
    delivery('revise', async (tx, ctx, id, version, { quantity, choice }) => {
      const lines = await tx.execute<{ match_id: MatchId }>(
        sql`select match_id from delivery_lines where delivery_id = ${id} order by position`,
      );
      const kept = lines.filter((_, index) => index === choice % lines.length || choice % 3 > 0);
      return reviseDelivery(tx, ctx, id, version, {
        note: { en: `Version ${version}` },
        transportMode: choice % 2 === 0 ? 'sea' : 'air',
        lines: kept.map(({ match_id: matchId }) => ({ matchId, planned: quantity })),
      });
    }),
  ),
  'divide a delivery': usual(['donor', 'rival'], {
    isEdit: true,
    ...delivery('arrange', async (tx, ctx, id, version, { quantity, choice }) => {
      const lines = await linesOf(tx, id);
      const some = lines.filter((_, index) => (choice >>> index) % 2 === 0).map(({ id: lineId }) => ({ lineId, planned: quantity }));
      const one = [{ lines: some, carrier: `Carrier ${version}` }];
      return arrangeConsignments(tx, ctx, id, version, {
        consignments: some.length === 0 ? [] : choice % 3 === 0 ? [...one, ...one] : one,
      });
    }),
  }),
  'call a delivery off': rare(
    ['donor', 'rival'],
    delivery('cancel', (tx, ctx, id, version) => cancelDelivery(tx, ctx, id, version, { reason: 'no-longer-needed' })),
  ),
  'reinstate a delivery': usual(
    ['donor', 'rival'],
    delivery('reinstate', (tx, ctx, id, version) => reinstateDelivery(tx, ctx, id, version, {})),
  ),
};

const OBSTACLE_MOVES: Readonly<Record<string, PlayableMove>> = {
  'report an obstacle': rare(
    ['donor', 'requester', 'facilitator'],
    anew(async (tx, ctx, turn) => {
      const table = (['needs', 'matches', 'deliveries'] as const)[turn.choice % 3] ?? 'needs';
      const thing = await turn.pick(table, [], turn.choice >>> 4);
      if (thing === null) return NOTHING_THERE;
      const block = {
        needs: { needId: thing.id as NeedId },
        matches: { matchId: thing.id as MatchId },
        deliveries: { deliveryId: thing.id as DeliveryId },
      };
      return reportObstacle(tx, ctx, { kind: 'duty-exemption-pending', blocks: [block[table]], detail: { en: 'For a history' } });
    }),
  ),
  'triage an obstacle': usual(
    ['facilitator'],
    obstacle('triage', (tx, ctx, id, version) =>
      triageObstacle(tx, ctx, id, version, { severity: 'high', nextActionOn: addDays(dayAt(MISSION_ZONE, ctx.now), 5) }),
    ),
  ),
  'start on an obstacle': usual(
    ['facilitator'],
    obstacle('start', (tx, ctx, id, version) => startObstacle(tx, ctx, id, version, {})),
  ),
  'wait for an authority': rare(
    ['facilitator'],
    obstacle('wait', (tx, ctx, id, version) =>
      waitForAuthority(tx, ctx, id, version, {
        authorityId: ctx.actor.organisationId,
        externalReference: 'NV-1',
        expectedOn: addDays(dayAt(MISSION_ZONE, ctx.now), 9),
      }),
    ),
  ),
  'resume an obstacle': usual(
    ['facilitator'],
    obstacle('resume', (tx, ctx, id, version) => resumeObstacle(tx, ctx, id, version, {})),
  ),
  'resolve an obstacle': usual(
    ['facilitator', 'colleague'],
    obstacle('resolve', (tx, ctx, id, version) => resolveObstacle(tx, ctx, id, version, { evidence: 'form 1' })),
  ),
  'close an obstacle': usual(
    ['facilitator', 'colleague'],
    obstacle('close', (tx, ctx, id, version) => closeObstacle(tx, ctx, id, version, {})),
  ),
  'reopen an obstacle': rare(
    ['facilitator'],
    obstacle('reopen', (tx, ctx, id, version) => reopenObstacle(tx, ctx, id, version, { reason: 'back' })),
  ),
  'escalate an obstacle': rare(
    ['facilitator'],
    obstacle('escalate', (tx, ctx, id, version) => escalateObstacle(tx, ctx, id, version, 'overdue')),
  ),
  'dismiss an obstacle': rare(
    ['facilitator'],
    obstacle('dismiss', (tx, ctx, id, version) => dismissObstacle(tx, ctx, id, version, 'none')),
  ),
  'accept a risk': rare(
    ['facilitator', 'donor'],
    obstacle('accept-risk', (tx, ctx, id, version) => acceptRisk(tx, ctx, id, version, 'urgent')),
  ),
  'mark a duplicate': rare(
    ['facilitator'],
    obstacle('mark-duplicate', async (tx, ctx, id, version, turn) => {
      const original = await turn.pick<ObstacleId>('obstacles', [], turn.choice >>> 4);
      return original === null ? NOTHING_THERE : markDuplicate(tx, ctx, id, version, { originalId: original.id });
    }),
  ),
};

/** Everything that people do in the lifecycles of the areas. */
export const MOVES: Readonly<Record<string, PlayableMove>> = {
  ...NEED_MOVES,
  ...OFFER_MOVES,
  ...MATCH_MOVES,
  ...DELIVERY_MOVES,
  ...PLAN_MOVES,
  ...OBSTACLE_MOVES,
};
