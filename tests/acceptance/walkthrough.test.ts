import t from 'tap';
import { createTestDatabase } from '#tests/support/database.ts';
import { startOwnServer } from './own-server.ts';
import { playStory } from './story.ts';

t.test('the whole story can be played through the public API', async (t) => {
  const database = await createTestDatabase(t, { template: 'scenario' });
  const server = await startOwnServer(database.environment);
  t.teardown(() => server.stop());
  const told: string[] = [];
  const end = await playStory(server.address, 'wasl demo 2026', (line) => told.push(line));
  t.strictSame(end.refusals, ['blocked-by-obstacle', 'resolver-may-not-close', 'resolver-may-not-close', 'receiver-may-not-verify']);
  const coverage = end.need.lines[0]?.coverage;
  t.match(coverage, { verified: 6, gap: 2, reopened: 2, reserved: 0, agreed: 0, inTransit: 0 });
  t.equal(end.need.state, 'published', 'what failed is sought again');
  t.equal(end.matchState, 'completed');
  t.equal(end.allocation.isProven, true);
  t.ok(end.allocation.planned > 0 && end.allocation.bought > 0, 'there is something to give, and to buy');
  t.ok(end.allocation.proposed > 0);
  t.ok(end.package.published > 0, 'what the package lacks is published');
  t.strictSame(end.package.donorsSeen, [1, 1], 'each donor sees itself alone');
  t.strictSame(end.documents, {
    isPaperWhole: true,
    isPlaceGone: true,
    refusals: ['not-found', 'file-not-accepted'],
    record: ['donor document.attached', 'requester document.downloaded'],
  });
  const { donors, seenByDonors, rankedDeliveries, cameNearer, refusals } = end.morning;
  t.strictSame({ donors, seenByDonors, rankedDeliveries }, { donors: 2, seenByDonors: [2, 1], rankedDeliveries: 3 });
  t.ok(end.morning.freedTogether > 0, 'what it holds with others would move if all of them went');
  t.ok(cameNearer, 'the forecast comes nearer when the obstacle goes');
  t.strictSame(refusals, ['blocked-by-obstacle', 'resolver-may-not-close']);
  t.match(end.followUp, { isBriefArabic: true, refusals: ['recorder-may-not-confirm'], trainingCounts: true });
  t.ok(end.followUp.recommended >= 10, 'the recommendations of the workshop');
  t.ok(told.join('\n').includes('re-opened'));
});
