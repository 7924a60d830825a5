import t from 'tap';
import { z } from 'zod';
import { declareRecord, everyone, overseers, recipientSide } from '#src/areas/disclosure/index.ts';

const Parcel = declareRecord('TestParcel', 'A record of this test.', {
  label: everyone(z.string()),
  sentAt: everyone(z.iso.datetime().nullable()),
  seenAt: everyone(z.iso.datetime().optional()),
  weight: recipientSide(z.int()),
  price: overseers(z.int()),
});

const whole = { label: 'A', sentAt: new Date('2026-11-23T09:00:00Z'), seenAt: undefined, weight: 3, price: 7 };

t.test('each audience is shown the fields that it reads, instants as text, and nothing that is not there', (t) => {
  t.strictSame(Parcel.show('donor', whole), { label: 'A', sentAt: '2026-11-23T09:00:00.000Z' });
  t.strictSame(Parcel.show('recipient', { ...whole, sentAt: null }), { label: 'A', sentAt: null, weight: 3 });
  t.strictSame(Parcel.show('facilitator', { ...whole, seenAt: whole.sentAt }), {
    label: 'A',
    sentAt: '2026-11-23T09:00:00.000Z',
    seenAt: '2026-11-23T09:00:00.000Z',
    weight: 3,
    price: 7,
  });
  t.end();
});

t.test('a row is shown with what it lacks, and without what it has besides', (t) => {
  const row = { label: 'A', sentAt: new Date('2026-11-23T09:00:00Z'), weight: 3, supplier: 'hidden' };
  const besides = { seenAt: undefined, price: 7, supplier: undefined };
  t.strictSame(Parcel.show('donor', row, besides), { label: 'A', sentAt: '2026-11-23T09:00:00.000Z' });
  t.strictSame(Parcel.show('facilitator', row, besides), { label: 'A', sentAt: '2026-11-23T09:00:00.000Z', weight: 3, price: 7 });
  // @ts-expect-error what the row has besides its fields is named
  Parcel.show('donor', row, { seenAt: undefined, price: 7 });
  // @ts-expect-error and so is each field that it lacks
  Parcel.show('donor', row, { seenAt: undefined, supplier: undefined });
  t.end();
});

t.test('a field is required where nobody who reads the record is denied it', (t) => {
  const lacking = Parcel.schema.safeParse({}).error?.issues.map(({ path }) => path.join('.'));
  t.strictSame(lacking, ['label', 'sentAt']);
  t.end();
});

t.test('who reads a field may filter by it', (t) => {
  t.ok(Parcel.isReadBy('recipient', 'weight'));
  t.notOk(Parcel.isReadBy('donor', 'weight'));
  t.end();
});

t.test('a record that is declared twice is refused, so that none silently replaces another', (t) => {
  t.throws(() => declareRecord('TestParcel', 'Another.', { label: everyone(z.string()) }), /declared twice/);
  t.end();
});
