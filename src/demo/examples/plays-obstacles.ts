import { because, firstIn, idIn, listIn, type Play, type Plays } from './play.ts';
import type { Json } from './service.ts';

const may =
  (task: string) =>
  ({ allowedTasks }: Json): boolean =>
    (allowedTasks as string[]).includes(task);
const task = (name: string, body: Play['body'], more: Partial<Play> = {}): Play => ({ suits: may(name), body, ...more });

/** What stands in the way. */
export const obstaclePlays: Plays = {
  reportObstacle: {
    body: async (_, { delivery }, { list }) => {
      const unblocked = (await list('/v1/deliveries?limit=200')).find(({ id, state }) => id !== delivery['id'] && state === 'planned');
      return {
        kind: 'duty-exemption-pending',
        blocks: [{ deliveryId: unblocked?.['id'] ?? delivery['id'] }],
        severity: 'high',
        severityReason: 'Storage costs rise by the day.',
        blocksMilestone: 'customs-cleared',
        detail: { en: 'The exemption from duties has not been signed yet.' },
        nextAction: { en: 'Ask the ministry of planning for the signature.' },
        nextActionOn: '2026-12-01',
      };
    },
  },
  reviseObstacle: task('revise', (_, { recipient }) => ({
    waitingOnId: idIn(recipient),
    nextAction: { en: 'Send the list of serial numbers again.' },
    nextActionOn: '2026-12-07',
  })),
  triageObstacle: {
    allowed: 'triage',
    body: (_, { recipient }) => ({
      severity: 'medium',
      severityReason: 'Nothing stands still yet.',
      ownerId: idIn(recipient),
      nextActionOn: '2026-12-01',
    }),
  },
  startObstacle: { allowed: 'start', body: () => ({ nextAction: { en: 'Write to the port authority.' }, nextActionOn: '2026-11-30' }) },
  waitForAuthority: {
    allowed: 'wait',
    body: (_, { recipient }) => ({ authorityId: idIn(recipient), externalReference: 'NV-118/2026', expectedOn: '2026-12-15' }),
  },
  resumeObstacle: {
    allowed: 'resume',
    body: () => ({ nextAction: { en: 'Forward the answer to the carrier.' }, nextActionOn: '2026-11-27' }),
  },
  resolveObstacle: { allowed: 'resolve', body: () => ({ evidence: 'diplomatic-exemption-form 2026-118' }) },
  closeObstacle: { allowed: 'close', body: () => ({ note: 'Seen at the port.' }) },
  reopenObstacle: {
    allowed: 'reopen',
    body: () => ({ reason: 'The form was sent back.', nextAction: { en: 'Have the stamp renewed.' }, nextActionOn: '2026-12-02' }),
  },
  markObstacleDuplicate: {
    allowed: 'mark-duplicate',
    body: async ({ id }, _, { list }) => {
      const other = (await list('/v1/obstacles?open=true&limit=200')).find((one) => one['id'] !== id);
      return { originalId: other?.['id'], reason: 'Reported by both sides.' };
    },
  },
  putObstacleRight: task('put-right', () => ({
    detail: { en: 'The form was issued and returned without a stamp.' },
    reason: 'The port authority has shown the form.',
  })),
  correctObstacleWait: task('correct-wait', () => ({ externalReference: 'NV-181/2026', reason: 'Two figures were exchanged.' })),
  refuseObstacleLift: { body: () => ({ reason: 'The allegation names this unit.' }) },
  withdrawObstacleLift: { body: () => ({ reason: 'A colleague has found the file.' }) },
  nameObstacleCloser: {
    body: (_, { recipient }) => ({ userId: idIn(recipient), reason: 'Everybody else has resolved it, owns it or was waited on.' }),
  },
  escalateObstacle: because('No answer within two weeks.', 'escalate'),
  dismissObstacle: because('The paper was there all the time.', 'dismiss'),
  acceptObstacleRisk: because('The goods leave before the answer is due.', 'accept-risk'),
  holdBackMore: task('hold-back', (_, { need }) => ({ blocks: [{ needId: idIn(need) }] })),
  letGo: task(
    'let-go',
    (obstacle) => {
      const { needId, matchId, deliveryId } = listIn(obstacle, 'blocks').at(-1) ?? {};
      return { blocks: [needId ? { needId } : matchId ? { matchId } : { deliveryId }], reason: 'It goes by another way.' };
    },
    { suits: ({ id }, { answered }) => id === answered('holdBackMore')['id'] },
  ),
  correctObstacleSeverity: task('correct-severity', () => ({ severity: 'critical', reason: 'The season ends in March.' })),
  addObstacleDependency: task('add-dependency', async ({ id, dependsOn }, _, { list }) => {
    const known = (dependsOn as Json[]).map((one) => one['id']);
    const other = (await list('/v1/obstacles?open=true&limit=200')).find((one) => one['id'] !== id && !known.includes(one['id']));
    return { dependsOnId: other?.['id'] };
  }),
  dropObstacleDependency: task('drop-dependency', (obstacle) => ({ dependsOnId: idIn(firstIn(obstacle, 'dependsOn')) }), {
    suits: ({ id }, { answered }) => id === answered('addObstacleDependency')['id'],
  }),
  finishObstacleStep: task('finish-step', () => ({ outcome: 'skipped', note: 'The authority asks for none of it.' }), {
    parameters: (obstacle) => ({ position: String(listIn(obstacle, 'steps').find(({ state }) => state === 'open')?.['position']) }),
  }),
  assignObstacleAction: task('assign-action', (_, { recipient }) => ({
    task: { en: 'Bring the signed form to the customs office.' },
    assigneeId: idIn(recipient),
    dueOn: '2026-12-04',
  })),
  finishObstacleAction: task('finish-action', () => ({ outcome: 'done', note: 'Handed in on Thursday.' }), {
    suits: ({ id }, { answered }) => id === answered('assignObstacleAction')['id'],
    parameters: (obstacle) => ({ actionId: String(listIn(obstacle, 'actions').find(({ state }) => state === 'open')?.['id']) }),
  }),
  commentOnObstacle: { body: () => ({ text: { en: 'The port authority answers on Mondays.', ar: 'تجيب سلطة الميناء أيام الاثنين.' } }) },
};
