import fc from 'fast-check';
import t from 'tap';
import { findTelling, type TellingKind } from '#src/areas/needs/domain/telling-text.ts';
import { readReferenceBundle } from '#src/areas/reference/index.ts';
import { asOften } from '#tests/support/effort.ts';

const BUNDLE = await readReferenceBundle();
const allOf = (rows: readonly { readonly names: object }[]): string[] => rows.flatMap(({ names }) => Object.values(names) as string[]);
const CATALOGUE = BUNDLE.catalogue as unknown as Readonly<Record<string, readonly { readonly names: object }[]>>;
const ITEMS = allOf(CATALOGUE['items'] ?? []);
const AREAS = allOf(CATALOGUE['areas'] ?? []);
const REGIONS = allOf(BUNDLE.sites.regions);
const SITES = BUNDLE.sites.sites.flatMap((site) => [...Object.values(site.names), ...site.also_known_as]);
const UNITS = [
  'Ras Ajdir crossing unit',
  'وحدة دوريات العسة',
  'Unità della guardia di frontiera di Cufra',
  'Unité de sécurité côtière de Zouara',
  'Falcons company',
];
const PERSONS = ['Salim Al-Warfalli', 'عبد السلام القماطي'];
const find = findTelling({ units: UNITS, sites: SITES, persons: PERSONS, allowed: [...REGIONS, ...ITEMS, ...AREAS] });
const kindsIn = (text: string): TellingKind[] => [...new Set(find(text).map(({ kind }) => kind))];

t.ok(ITEMS.length > 100 && AREAS.length > 10, 'the catalogue is read');

const TELLING: Readonly<Record<TellingKind, readonly string[]>> = {
  'tells-unit': ['Radios for the Falcons company', 'for the falcons.', 'وحدة دوريات العسة', 'UNITÀ DELLA GUARDIA DI FRONTIERA DI CUFRA'],
  'tells-site': [
    'Radios for Ras Ajdir',
    'radios (ras-ajdir)',
    'RasAjdir',
    'at Ras\u200e Ajdir\u00a0crossing',
    'خيام لمنفذ رأس اجدير',
    'أجهزة لغدامس، عاجل',
    'في غات؛',
    'والقطرون',
    'à Ghadames (désert)',
    'à Ghadamès',
    'vicino a Gadames',
    'Port of Khoms',
    'ميناء الخمس',
    'Al Qatrun',
    'AlQatrun',
    'near Jebel Uweinat',
    'KUFRA',
    'Ｋｕｆｒａ',
  ],
  'tells-person': ['Ask Salim Al Warfalli', 'salim warfalli', 'اتصل بعبد السلام القماطي'],
  'tells-coordinates': [
    'at 33.1495, 11.5679',
    '33.149 11.567',
    '33,1495; 11,5679',
    '٣٣٫١٤٩٥، ١١٫٥٦٧٩',
    '۳۳٫۱۴۹۵ ۱۱٫۵۶۷۹',
    'N33.1495 E11.5679',
    '33.15 N, 11.57 E',
    '33.15, 11.57',
    '33°08′58″N 11°34′04″E',
    "33° 8' 58'' N",
    '33º 08',
    '33 08 58 N 11 34 04 E',
    '33:08:58N',
    '٣٣° ٠٨′',
    '33.15° شمالا',
    'latitude 33.1',
    'خط العرض 33',
    '32S PB 12345 67890',
    '33rkh1234567890',
    '32S 365100 3668200',
    '365100E 3668200N',
    '8F7QX2+7R',
    '///filled.count.soap',
    'geo:33.14,11.56',
    'https://maps.app.goo.gl/abc',
    '33\u200e.\u200e1495\u200f, 11.5679',
  ],
  'tells-telephone': [
    'call +218 91 234 5678',
    '+39 06 4654 1234',
    '00218912345678',
    '0912345678',
    '091-234 56 78',
    '(021) 123 4567',
    '٠٩١٢٣٤٥٦٧٨',
    '۰۹۱ ۲۳۴ ۵۶۷۸',
    'هاتف: 3456789',
    'tel. 345 67 89',
    'WhatsApp 912345678',
    '218 91 2345678',
    '\u202a091\u202c 2345678',
  ],
  'tells-mail-address': ['write to s.ali@example.ly', 'officer (at) example.org', 'a＠b.ly'],
};

for (const [kind, texts] of Object.entries(TELLING) as [TellingKind, readonly string[]][]) {
  t.test(`${kind} is found, however it is written`, async (t) => {
    for (const text of texts) t.ok(kindsIn(text).includes(kind), text);
  });
}

const HARMLESS = [
  'Radios for border posts in Fezzan',
  'Fezzan (south)',
  'أجهزة لاسلكية لمنطقة فزان',
  'المنطقة الجنوبية',
  'Tripolitania, 2026–2027',
  'VHF 5 W radios, 12.5 kHz, 136–174 MHz',
  '4x4 pickups, 2.5 t, 3.0 l',
  'IP67, -20 °C to +60 °C, 230 V, 50 Hz',
  '1 200 litres; 12,500 rounds of paint; 1,250.50 EUR',
  'by 2026-12-31 09:00',
  'by 31.12.2026 or 01.02.2027',
  'HS 8517.62, UNSPSC 43191510, NSN 5820-01-451-8250',
  '0.125, 0.250 mm',
  '٢٠٢٦',
  '١٢ جهازا و٤ مركبات',
  'الوجبات الخمس لكل حارس',
  'مساعد إداري وخزانة درج',
  'A border guard unit lacks water.',
  'Training in a centre for small teams',
  'Unité de patrouille : eau, tentes',
  'Two working vehicles out of nine.',
  'For a crossing in the desert',
  'Equipment',
  'One, two; 10 and 15 (60 %)',
  '24.50, 12.25 kg',
  '120 x 80 x 60 cm, 45 kg',
];
t.test('regions, capabilities, quantities, years and items pass', async (t) => {
  for (const text of [...HARMLESS, ...REGIONS, ...AREAS, ...ITEMS]) t.strictSame(find(text), [], text);
});

t.test('a site that is called as its region tells nothing by that name, and is found by what it is', async (t) => {
  const alike = findTelling({ units: [], sites: ['Fezzan', 'Port of Fezzan', 'Murzuq'], persons: [], allowed: ['Fezzan (south)'] });
  t.strictSame(alike('Radios for Fezzan'), []);
  t.match(alike('the port of Fezzan'), [{ kind: 'tells-site' }]);
  t.match(alike('Murzuq'), [{ kind: 'tells-site' }]);
});

// ── Both directions at random ───────────────────────────────────────────────────────────────────────────────────────────

const INVISIBLE = ['\u200e', '\u200f', '\u202a', '\u2066', '\u200b', '\u00ad', '\u2060'];
const BESIDE = [' ', '\u00a0', '، ', '؛', '. ', ' (', ') ', ' «', '» ', ': ', '\n', ' – '];
/** The text with what doesn't show strewn in, digits of another script, other cases, and signs beside. */
const disguised = (text: string): fc.Arbitrary<string> =>
  fc
    .record({
      marks: fc.array(fc.tuple(fc.nat(text.length), fc.constantFrom(...INVISIBLE)), { maxLength: 4 }),
      zero: fc.constantFrom('0', '٠', '۰', '０'),
      upper: fc.boolean(),
      before: fc.constantFrom(...BESIDE),
      after: fc.constantFrom(...BESIDE),
    })
    .map(({ marks, zero, upper, before, after }) => {
      const signs = Array.from(text);
      for (const [at, mark] of marks) signs.splice(Math.min(at, signs.length), 0, mark);
      const written = signs.join('').replaceAll(/[0-9]/g, (digit) => String.fromCodePoint((zero.codePointAt(0) ?? 48) + Number(digit)));
      return `Radios${before}${upper ? written.toUpperCase() : written}${after}for the night shift`;
    });

t.test('what tells is found behind marks, other digits, cases and signs', async () => {
  const known = Object.entries(TELLING).flatMap(([kind, texts]) => texts.map((text) => ({ kind: kind as TellingKind, text })));
  const plain = known.filter(({ text }) => !/[\u200e\u200f\u202a\u202c]/.test(text));
  fc.assert(
    fc.property(
      fc.constantFrom(...plain).chain(({ kind, text }) => disguised(text).map((written) => ({ kind, text, written }))),
      ({ kind, written }) => kindsIn(written).includes(kind),
    ),
    { numRuns: asOften(3000) },
  );
});

t.test('any place in Libya is found in any usual way of writing it', async () => {
  const place = fc.record({
    latitude: fc.double({ min: 19, max: 33.2, noNaN: true }),
    longitude: fc.double({ min: 9.3, max: 25.2, noNaN: true }),
    form: fc.nat(4),
    places: fc.integer({ min: 3, max: 6 }),
  });
  const written = ({
    latitude,
    longitude,
    form,
    places,
  }: {
    latitude: number;
    longitude: number;
    form: number;
    places: number;
  }): string => {
    const parts = (degrees: number): string => {
      const whole = Math.floor(degrees);
      const minutes = Math.floor((degrees - whole) * 60);
      return `${whole}°${String(minutes).padStart(2, '0')}′`;
    };
    return [
      `${latitude.toFixed(places)}, ${longitude.toFixed(places)}`,
      `${latitude.toFixed(places)} N ${longitude.toFixed(places)} E`,
      `N${latitude.toFixed(places)} E${longitude.toFixed(places)}`,
      `${parts(latitude)}N ${parts(longitude)}E`,
      `${latitude.toFixed(places)}/${longitude.toFixed(places)}`,
    ][form] as string;
  };
  fc.assert(
    fc.property(place, (one) => kindsIn(`The post lies at ${written(one)}.`).includes('tells-coordinates')),
    { numRuns: asOften(2000) },
  );
});

t.test('what is asked for is no place and no telephone, in any quantity', async () => {
  const measure = fc.constantFrom('kg', 'l', 'm', 'W', 'V', 'Hz', 'GB', 'EUR', '%', 'pieces', 'litres', 'قطعة', 'pezzi', 'pièces');
  const amount = fc.oneof(
    fc.integer({ min: 1, max: 99_999 }).map(String),
    fc.integer({ min: 1, max: 99_999 }).map((n) => n.toLocaleString('en')),
    fc.double({ min: 0.1, max: 999, noNaN: true }).map((n) => n.toFixed(1)),
    fc.double({ min: 0.1, max: 999, noNaN: true }).map((n) => n.toFixed(2)),
  );
  const lines = fc.array(fc.tuple(amount, measure, fc.constantFrom(...ITEMS)), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(lines, fc.integer({ min: 2020, max: 2035 }), (asked, year) => {
      const text = `${asked.map(([quantity, unit, item]) => `${quantity} ${unit}: ${item}`).join('; ')}, ${year}`;
      return find(text).length === 0;
    }),
    { numRuns: asOften(2000) },
  );
});
