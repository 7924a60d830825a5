import fc from 'fast-check';
import t from 'tap';
import { jsonBytes } from '#src/platform/http/json-bytes.ts';

const text = fc.string({ unit: 'binary' });
const values = fc.oneof(fc.jsonValue({ stringUnit: 'binary' }), fc.constant(undefined), text);

t.test('the bytes are those of JSON.stringify, whatever the object holds', async () => {
  const objects = fc.dictionary(text, fc.oneof(values, fc.array(values)), { noNullPrototype: true });
  fc.assert(fc.property(objects, (object) => jsonBytes(object).toString('utf8') === JSON.stringify(object)));
});

t.test('an answer larger than all before it is whole, and changes none of them', async (t) => {
  const small = { items: ['قبل', { quantity: 1 }], next: null };
  const before = jsonBytes(small);
  const large = { items: Array.from({ length: 2_000 }, (_, index) => ({ index, text: 'نقطة حدود '.repeat(100) })), next: 'x' };
  t.equal(jsonBytes(large).toString('utf8'), JSON.stringify(large));
  t.equal(before.toString('utf8'), JSON.stringify(small));
});
