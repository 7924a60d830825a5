// tests/architecture/dependency-rules.cjs  (depcruise 17.4.3 with typescript 5.9.3)
const pure = '^src/(kernel|locales|allocation|areas/[^/]+/domain)/';
// Texts as functions, written by `npm run texts`; what they call of their library is as pure as they are.
const TEXTS = '^src/locales/compiled/';
const CHECKERS = '^src/allocation/(certificate|feasibility|proof|verify-allocation|exact-[a-z]+)\\.ts$';

// The areas, from the ground up: one leans on those before it, as the map in src/README.md draws them.
const AREAS = (
  'disclosure reference gaps training identity documents calendars rates needs offers matching matches ' +
  'deliveries packages obstacles allocations partnerships compliance corrections follow-up events outlook overview'
).split(' ');
// And on these after it, each for a reason.
const UPWARDS = {
  training: ['needs', 'offers', 'matches', 'deliveries'], // a course is given by a delivery, and who completed it is asked along its match
  needs: ['matches', 'follow-up'], // a need that ends ends its open matches; a draft names the meeting at which it was said
  offers: ['matches'], // an offer that ends ends its open matches
  matches: ['partnerships'], // a match is agreed under a partnership and held to its ceiling
  deliveries: ['compliance', 'obstacles'], // no step passes an open gate or a blocking obstacle; a milestone resolves its obstacles
};

module.exports = {
  forbidden: [
    { name: 'pure-rooms', severity: 'error', from: { path: pure, pathNot: TEXTS }, to: { dependencyTypesNot: ['local', 'localmodule'] } },
    {
      name: 'texts-know-only-their-runtime',
      severity: 'error',
      from: { path: TEXTS },
      to: { dependencyTypesNot: ['local', 'localmodule'], pathNot: 'node_modules/@messageformat/runtime/' },
    },
    {
      name: 'locales-know-only-kernel',
      severity: 'error',
      from: { path: '^src/locales/' },
      to: { path: '^src/', pathNot: '^src/(kernel|locales)/' },
    },
    { name: 'kernel-knows-nobody', severity: 'error', from: { path: '^src/kernel/' }, to: { path: '^src/', pathNot: '^src/kernel/' } },
    {
      name: 'allocation-knows-only-kernel-and-texts',
      severity: 'error',
      from: { path: '^src/allocation/' },
      to: { path: '^src/', pathNot: '^src/(kernel|locales|allocation)/' },
    },
    {
      name: 'checkers-share-no-code-with-solvers',
      severity: 'error',
      from: { path: CHECKERS },
      to: { path: '^src/', pathNot: `${CHECKERS}|^src/allocation/(instance|answer)\\.ts$` },
    },
    {
      name: 'checkers-take-words-alone',
      severity: 'error',
      from: { path: CHECKERS },
      to: { path: '^src/allocation/(instance|answer)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'domain-sees-only-domain',
      severity: 'error',
      from: { path: '^src/areas/[^/]+/domain/' },
      to: { path: '^src/', pathNot: pure },
    },
    {
      name: 'areas-meet-at-the-front-door',
      severity: 'error',
      from: { path: '^src/areas/([^/]+)/', pathNot: '/([a-z-]*tables|[a-z-]*queries|[a-z-]*rows)\\.ts$' },
      to: { path: '^src/areas/', pathNot: '^src/areas/($1/|[^/]+/index\\.ts$|[^/]+/domain/)' },
    },
    {
      name: 'foreign-keys-only',
      severity: 'error',
      from: { path: '^src/areas/([^/]+)/[a-z-]*tables\\.ts$' },
      to: { path: '^src/areas/', pathNot: '^src/areas/([^/]+/(domain/|tables\\.ts$)|$1/[a-z-]*tables\\.ts$)' },
    },
    {
      name: 'read-joins-only',
      severity: 'error',
      from: { path: '^src/areas/([^/]+)/[a-z-]*(queries|rows)\\.ts$' },
      to: { path: '^src/areas/', pathNot: '^src/areas/($1/|[^/]+/(tables\\.ts|index\\.ts|domain/))' },
    },
    {
      name: 'http-stays-in-routes',
      severity: 'error',
      from: { path: '^src/', pathNot: '(/routes\\.ts$|^src/(app|main)\\.ts$|^src/platform/http/)' },
      to: { path: 'node_modules/(fastify|@fastify|fastify-plugin|fastify-type-provider-zod)' },
    },
    {
      name: 'sql-behind-verbs-and-queries',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '(/([a-z-]*tables|[a-z-]*queries|[a-z-]*rows)\\.ts$|/verbs/|^src/platform/|^src/cli/|^src/demo/|^src/prepare\\.ts$)',
      },
      to: { path: 'node_modules/(drizzle-orm|postgres)/' },
    },
    {
      name: 'verbs-use-contract-types-only',
      severity: 'error',
      from: { path: '/verbs/' },
      to: { path: '/contract\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'flows-are-what-crosses-areas',
      comment: 'They stand above the areas, whose routes and scheduled jobs call them; a verb that called one would lead round.',
      severity: 'error',
      from: { path: '^src/', pathNot: '(/[a-z-]*routes\\.ts$|^src/scheduled-jobs\\.ts$|^src/flows/|^src/demo/|^src/cli/)' },
      to: { path: '^src/flows/' },
    },
    {
      name: 'flows-use-front-doors',
      severity: 'error',
      from: { path: '^src/flows/' },
      to: { path: '^src/areas/', pathNot: '^src/areas/[^/]+/(index\\.ts$|domain/|verbs/for-flows/)' },
    },
    {
      name: 'half-of-a-change-is-for-flows',
      comment: 'What a flow completes in another area is no whole change by itself, not even to the routes of its own area.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/flows/' },
      to: { path: '^src/areas/[^/]+/verbs/for-flows/' },
    },
    {
      name: 'scheduled-jobs-call-verbs-and-flows',
      comment: 'What follows from the passing of time is a verb of its area, or a flow, so that an import or a command does it alike.',
      severity: 'error',
      from: { path: '^src/scheduled-jobs\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(flows/|platform/|areas/[^/]+/index\\.ts$)' },
    },
    ...AREAS.map((area, floor) => ({
      name: `${area}-leans-on-areas-below`,
      severity: 'error',
      from: { path: `^src/areas/${area}/` },
      to: { path: '^src/areas/', pathNot: `^src/areas/(${[...AREAS.slice(0, floor + 1), ...(UPWARDS[area] ?? [])].join('|')})/` },
    })),
    { name: 'platform-knows-no-area', severity: 'error', from: { path: '^src/platform/' }, to: { path: '^src/areas/' } },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, pathNot: '(main\\.ts|\\.d\\.m?ts)$' }, to: {} },
  ],
  options: { tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' }, doNotFollow: { path: 'node_modules' } },
};
