import { because, firstIn, idIn, type Plays } from './play.ts';

/** Meetings, what they recommend, and agreements. */
export const followUpPlays: Plays = {
  planMeeting: {
    body: (_, { donor, recipient, need }) => ({
      title: { en: 'Coordination meeting on border support' },
      purpose: { en: 'What was promised in autumn, and what holds it up.' },
      startsOn: '2027-02-09',
      endsOn: '2027-02-10',
      place: { en: 'Tripoli, free zone' },
      site: 'port-tripoli',
      participants: [{ organisationId: idIn(donor), delegationSize: 3 }, { organisationId: idIn(recipient) }],
      agenda: [{ en: 'Deliveries under way' }, { en: 'Open recommendations' }],
      links: [{ needId: idIn(need) }],
    }),
  },
  planMeetingOfToday: {
    of: 'planMeeting',
    body: (_, { donor, recipient }) => ({
      title: { en: 'Follow-up of the deliveries of autumn' },
      purpose: { en: 'What stands at the port, and what it waits for.' },
      startsOn: '2026-11-23',
      place: { en: 'Tripoli, free zone' },
      participants: [{ organisationId: idIn(donor) }, { organisationId: idIn(recipient) }],
    }),
  },
  reviseMeeting: { allowed: 'revise', body: () => ({ place: { en: 'Tripoli, port authority' }, site: 'port-tripoli' }) },
  rescheduleMeeting: { allowed: 'reschedule', body: () => ({ startsOn: '2027-02-16', endsOn: '2027-02-17', reason: 'meeting-postponed' }) },
  postponeMeeting: because('The hall is not to be had in February.', 'postpone'),
  cancelMeeting: because('Held together with the meeting in March.', 'cancel'),
  holdMeeting: {
    allowed: 'hold',
    suits: ({ id }, { answered }) => id === answered('planMeetingOfToday')['id'],
    body: (_, { donor, recipient }) => ({
      participants: [
        { organisationId: idIn(donor), delegationSize: 2 },
        { organisationId: idIn(recipient), delegationSize: 4 },
      ],
    }),
  },
  recordMinutes: {
    allowed: 'record-minutes',
    body: () => ({ minutes: { en: 'The participants agreed on the follow-up.\n\nThe next meeting is in Ghadames.' } }),
  },
  recordRecommendation: {
    parameters: (_, __, { answered }) => ({ id: idIn(answered('holdMeeting')) }),
    body: (_, { recipient, delivery }) => ({
      recommends: { en: 'Sign the exemption before the goods arrive.' },
      ownerIds: [idIn(recipient)],
      dueOn: '2027-01-15',
      links: [{ deliveryId: idIn(delivery) }],
    }),
  },
  reviseRecommendation: { allowed: 'revise', body: () => ({ dueOn: '2027-02-15', reason: 'meeting-postponed' }) },
  noteProgress: { allowed: 'note', body: () => ({ note: { en: 'The draft is with the ministry of planning.' } }) },
  reportRecommendationDone: { allowed: 'report-done', body: () => ({ evidence: 'List of needs, 15 December, annex 2 of the minutes' }) },
  reopenRecommendation: because('The annex lacks the southern posts.', 'reopen'),
  rejectRecommendation: because('Another authority decides on it.', 'reject'),
  supersedeRecommendation: {
    allowed: 'supersede',
    body: async ({ id }, _, { list }) => {
      const other = (await list('/v1/recommendations?state=open&limit=200')).find((one) => one['id'] !== id);
      return { successorId: other?.['id'], reason: 'Taken up in wider words.' };
    },
  },
  recordAgreement: {
    body: (_, { donor, recipient }) => ({
      kind: 'protocol',
      title: { en: 'Protocol on joint patrols' },
      summary: { en: 'Both sides report every quarter on what they have seen.' },
      partyIds: [idIn(donor), idIn(recipient)],
      validUntil: '2029-12-31',
      links: [],
    }),
  },
  reviseAgreement: { allowed: 'revise', body: () => ({ validUntil: '2030-12-31', summary: { en: 'Both sides report twice a year.' } }) },
  bringAgreementIntoForce: { allowed: 'bring-into-force', body: () => ({ signedOn: '2026-11-20' }) },
  addObligation: {
    allowed: 'add-obligation',
    body: ({ parties }) => ({
      duty: { en: 'Report on the patrols of the quarter.' },
      owedById: (parties as { id: string }[])[0]?.id,
      owedToId: (parties as { id: string }[])[1]?.id,
      dueOn: '2027-03-31',
      everyMonths: 3,
    }),
  },
  assessObservance: {
    allowed: 'assess',
    suits: ({ obligations }) => (obligations as unknown[]).length > 0,
    body: (agreement) => ({
      obligationId: idIn(firstIn(agreement, 'obligations')),
      observance: 'partly-observed',
      assessedOn: '2026-11-20',
      finding: { en: 'The report came, without its annex.' },
      evidence: 'Report of 18 November',
    }),
  },
  releaseObligation: {
    allowed: 'release-obligation',
    suits: ({ obligations }) => (obligations as unknown[]).length > 0,
    body: (agreement) => ({ obligationId: idIn(firstIn(agreement, 'obligations')), reason: 'Both sides report to the mission instead.' }),
  },
  endAgreement: because('Replaced by the protocol of 2027.', 'end'),
};
