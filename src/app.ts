import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { allocationRoutes, allocationTag } from './areas/allocations/routes.ts';
import { calendarRoutes, calendarTag } from './areas/calendars/routes.ts';
import { complianceRoutes, complianceTag } from './areas/compliance/routes.ts';
import { deliveryRoutes, deliveryTag } from './areas/deliveries/routes.ts';
import { documentRoutes, documentTag } from './areas/documents/routes.ts';
import { listChangesSince } from './areas/events/index.ts';
import { eventRoutes, eventTag } from './areas/events/routes.ts';
import { followUpRoutes, followUpTags } from './areas/follow-up/routes.ts';
import { gapRoutes, gapTag } from './areas/gaps/routes.ts';
import { credentialOf, makeRequestAuthenticator } from './areas/identity/index.ts';
import { identityRoutes, identityTag } from './areas/identity/routes.ts';
import { fullReadRoutes } from './areas/matches/full-read-routes.ts';
import { matchRoutes, matchTag } from './areas/matches/routes.ts';
import { matchingRoutes, matchingTag } from './areas/matching/routes.ts';
import { needRoutes, needTag } from './areas/needs/routes.ts';
import { obstacleRoutes, obstacleTag } from './areas/obstacles/routes.ts';
import { offerRoutes, offerTag } from './areas/offers/routes.ts';
import { outlookRoutes, outlookTag } from './areas/outlook/routes.ts';
import { readWatchedFigures } from './areas/overview/watched-queries.ts';
import { overviewRoutes, overviewTag } from './areas/overview/routes.ts';
import { packageRoutes, packageTag } from './areas/packages/routes.ts';
import { partnershipRoutes, partnershipTag } from './areas/partnerships/routes.ts';
import { rateRoutes, rateTag } from './areas/rates/routes.ts';
import { referenceRoutes, referenceTag } from './areas/reference/routes.ts';
import { correctionRoutes, correctionTag } from './areas/corrections/routes.ts';
import { trainingRoutes, trainingTag } from './areas/training/routes.ts';
import { type ActorContext, systemActor } from './platform/auth/actor.ts';
import type { Clock } from './platform/clock.ts';
import type { Database } from './platform/db/connect.ts';
import { asActor } from './platform/db/transaction.ts';
import type { Disk } from './platform/disk.ts';
import type { ByteStore } from './platform/files/byte-store.ts';
import { ApiDocument, serveInReference } from './platform/http/api-document.ts';
import { CursorSeal } from './platform/http/cursor-seal.ts';
import { Door, prepareVisits } from './platform/http/door.ts';
import { registerErrorHandling, sendNowhere } from './platform/http/error-handling.ts';
import { registerHealth } from './platform/http/health.ts';
import { BODY_BYTES, registerJsonBodies } from './platform/http/json-body.ts';
import { countRequests, serveMetrics } from './platform/http/metrics.ts';
import { Metrics } from './platform/metrics.ts';
import { OpenConnections } from './platform/http/open-connections.ts';
import { CLOSED_LISTS } from './closed-lists.ts';
import { completeDocument } from './platform/http/openapi.ts';
import type { Examples } from './platform/http/openapi-examples.ts';
import { registerPressure } from './platform/http/pressure.ts';
import { makeRateLimits, type RateLimits } from './platform/http/rate-limits.ts';
import { registerRoute, type RouteDependencies } from './platform/http/register-route.ts';
import type { AnyRoute } from './platform/http/route.ts';
import { makeServer, type ServerLimits } from './platform/http/server.ts';
import { LEAST_BYTES_PER_SECOND, registerSlowTransfers } from './platform/http/slow-transfers.ts';
import { registerStopping, type Stopping } from './platform/http/stopping.ts';
import { warnOfUnbelievedProxy } from './platform/http/unbelieved-proxy.ts';
import { connectionsWithin, openFileLimit } from './platform/open-files.ts';
import { Turnstile, type TurnstileLimits } from './platform/turnstile.ts';
import { PROGRAM_VERSION } from './platform/version.ts';
import type { Settings } from './settings.ts';
import { trustProxyOf } from './trusted-proxies.ts';

export interface AppDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly files: ByteStore;
  /** Of the database, where it is ours; else nothing is known of it. */
  readonly disk?: Disk | undefined;
  readonly log: FastifyBaseLogger;
  /** Where the process counts; of its own where nobody else counts with it. */
  readonly metrics?: Metrics;
  readonly settings: Settings;
  /** Over when nobody sends anything more to a service that is to stop; at once where it isn't given. */
  readonly grace?: () => Promise<unknown>;
}

/** Every route that asks who is there, in the order of the API reference. */
export const ROUTES: readonly AnyRoute[] = [
  ...identityRoutes,
  ...referenceRoutes,
  ...calendarRoutes,
  ...rateRoutes,
  ...gapRoutes,
  ...needRoutes,
  ...offerRoutes,
  ...matchingRoutes,
  ...matchRoutes,
  ...fullReadRoutes,
  ...allocationRoutes,
  ...partnershipRoutes,
  ...packageRoutes,
  ...deliveryRoutes,
  ...correctionRoutes,
  ...complianceRoutes,
  ...obstacleRoutes,
  ...followUpRoutes,
  ...documentRoutes,
  ...outlookRoutes,
  ...trainingRoutes,
  ...overviewRoutes,
  ...eventRoutes,
];

const TAGS = [
  identityTag,
  referenceTag,
  calendarTag,
  rateTag,
  gapTag,
  needTag,
  offerTag,
  matchingTag,
  matchTag,
  allocationTag,
  partnershipTag,
  packageTag,
  deliveryTag,
  correctionTag,
  complianceTag,
  obstacleTag,
  ...followUpTags,
  documentTag,
  outlookTag,
  trainingTag,
  overviewTag,
  eventTag,
];

/** Written by `npm run openapi`; `npm run check:openapi` and a test say whether it still is what the routes make. */
const API_DOCUMENT = new URL('../openapi/openapi.json', import.meta.url);
const REFERENCE = '/reference';

/** Written by `npm run examples`. The document alone is made of them, and while the service runs that is asked for by nobody. */
const readExamples = (): Examples => JSON.parse(readFileSync(new URL('../openapi/examples.json', import.meta.url), 'utf8')) as Examples;

/** Builds the server with everything in it; it does not listen. */
export async function buildApp({
  database,
  clock,
  files,
  disk,
  log,
  metrics = new Metrics(),
  settings,
  grace = async () => undefined,
}: AppDependencies): Promise<FastifyInstance> {
  const { app, limits, stopping } = await makeApp({ log, settings, connections: settings.CONNECTIONS, grace });
  registerPressure(app, { delayMilliseconds: settings.PRESSURE_MILLISECONDS, heapPercent: settings.PRESSURE_HEAP_PERCENT });
  if (settings.TRUST_PROXY === false) warnOfUnbelievedProxy(app);
  prepareVisits(app);
  await app.register(cookie);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Wasl',
        version: PROGRAM_VERSION,
        description:
          'Matches what border guards lack with what partners can give, and clears the way until it stands at the post and works. Non-lethal support only.\n\nEvery answer is what the reader may see: a field that is hidden from a role is absent. Changes of a record name the version they are based on (`If-Match`), every POST of somebody signed in carries an `Idempotency-Key`, refusals are problem details with a stable `code`.',
        contact: { name: 'Whoever runs this server' },
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'This server' }],
      tags: TAGS,
    },
    transform: jsonSchemaTransform,
    transformObject: (document) =>
      completeDocument(jsonSchemaTransformObject(document) as Record<string, unknown>, ROUTES, CLOSED_LISTS, readExamples()) as never,
  });
  const document = new ApiDocument(API_DOCUMENT);
  await app.register(async (scope) => {
    scope.addHook('onRequest', limits.countStranger);
    serveInReference(scope, REFERENCE, document);
    await scope.register(swaggerUi, {
      routePrefix: REFERENCE,
      uiConfig: { docExpansion: 'none', deepLinking: true, displayRequestDuration: true, persistAuthorization: false },
      theme: { title: 'Wasl: API reference' },
    });
  });
  metrics.watchPools(() => database.counts());
  if (disk) metrics.watchDisk(disk.freeBytes);
  metrics.watchFigures(() => {
    const ctx: ActorContext = { actor: systemActor('metrics'), now: clock.now(), requestId: null };
    return asActor(database.db, ctx, (tx) => readWatchedFigures(tx, ctx));
  });
  countRequests(app, metrics);
  // Behind a proxy nobody can be told from the world by where they come from: without a token there are no figures here.
  const { METRICS_TOKEN, METRICS_PORT } = settings;
  if (METRICS_TOKEN !== undefined && METRICS_PORT === undefined) serveMetrics(app, metrics, limits, METRICS_TOKEN);
  registerHealth(app, database, stopping, disk);
  const door = new Door(
    { credentialOf, authenticate: makeRequestAuthenticator(database, clock), limits },
    { perAccount: settings.REQUESTS_PER_ACCOUNT, waiting: settings.REQUEST_QUEUE, waitMs: settings.REQUEST_QUEUE_SECONDS * 1000 },
  );
  const served: RouteDependencies = {
    db: database.db,
    cursors: new CursorSeal(database.db),
    clock,
    files,
    disk,
    door,
    limits,
    heavy: heavyTurns(settings),
    streams: new Turnstile(STREAMS),
    changesSince: listChangesSince,
  };
  for (const route of ROUTES) if (!takesFile(route)) registerRoute(app, served, route);
  // Multipart bodies are known to these routes alone; elsewhere they stay an unsupported media type.
  await app.register(async (scope) => {
    await scope.register(multipart, { throwFileSizeLimit: false });
    for (const route of ROUTES) if (takesFile(route)) registerRoute(scope, served, route);
  });
  app.get('/openapi.json', { schema: { hide: true }, onRequest: limits.countStranger }, document.send);
  app.get('/', { schema: { hide: true }, onRequest: limits.countStranger }, (_request, reply) => reply.redirect(REFERENCE));
  await app.ready();
  return app;
}

/** Builds the server of the figures' own address; it answers nothing else, and does not listen. */
export async function buildMetricsApp({
  log,
  metrics,
  settings,
}: Required<Pick<AppDependencies, 'log' | 'metrics' | 'settings'>>): Promise<FastifyInstance> {
  const { app, limits } = await makeApp({ log, settings, connections: METRICS_CONNECTIONS, grace: async () => undefined });
  serveMetrics(app, metrics, limits, settings.METRICS_TOKEN);
  await app.ready();
  return app;
}

/** Whoever collects figures needs one. */
const METRICS_CONNECTIONS = 64;

interface Base {
  readonly log: FastifyBaseLogger;
  readonly settings: Settings;
  readonly connections: number;
  readonly grace: () => Promise<unknown>;
}

/** A server without routes, and what holds at every address of the service: limits, problems, and how it stops. */
async function makeApp({
  log,
  settings,
  connections,
  grace,
}: Base): Promise<{ app: FastifyInstance; limits: RateLimits; stopping: Stopping }> {
  const open = new OpenConnections();
  const app = Fastify({
    loggerInstance: log,
    trustProxy: trustProxyOf(settings.TRUST_PROXY),
    bodyLimit: BODY_BYTES.empty,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: sendNowhere,
    serverFactory: (answer) => makeServer(answer, limitsOf(settings, connections), open),
    clientErrorHandler: () => undefined, // the server has its own
    // Requests in flight at shutdown are answered; the connection then closes instead of waiting for another.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const stopping = registerStopping(app, open, grace);
  const limits = await makeRateLimits(app, {
    account: settings.RATE_LIMIT_ACCOUNT,
    apiKey: settings.RATE_LIMIT_API_KEY,
    address: settings.RATE_LIMIT_ADDRESS,
    holdSeconds: settings.RATE_LIMIT_HOLD_SECONDS,
  });
  registerErrorHandling(app, limits);
  registerJsonBodies(app);
  registerSlowTransfers(app, { seconds: settings.TRANSFER_SECONDS, bytesPerSecond: LEAST_BYTES_PER_SECOND });
  return { app, limits, stopping };
}

/** Nobody follows more than a few things at once, and whoever can't follow asks again by itself. */
const STREAMS: TurnstileLimits = { places: 200, placesPerOwner: 4, waiting: 0, waitingPerOwner: 0, waitMs: 0 };

/** As many as a page of a person asks for may wait. */
const heavyTurns = ({ HEAVY_REQUESTS, HEAVY_REQUESTS_PER_ACCOUNT, HEAVY_WAIT_SECONDS }: Settings): Turnstile =>
  new Turnstile({
    places: HEAVY_REQUESTS,
    placesPerOwner: HEAVY_REQUESTS_PER_ACCOUNT,
    waiting: 64,
    waitingPerOwner: 8,
    waitMs: HEAVY_WAIT_SECONDS * 1000,
  });

/** How many connections there may be, and how long each part of a request may take; Node looks for what is overdue every half minute unless told to sooner. */
function limitsOf({ HEADERS_SECONDS, REQUEST_SECONDS, IDLE_SECONDS, KEEP_ALIVE_SECONDS }: Settings, connections: number): ServerLimits {
  const headersTimeout = HEADERS_SECONDS * 1000;
  return {
    connections: connectionsWithin(connections, openFileLimit()),
    headersTimeout,
    requestTimeout: Math.max(REQUEST_SECONDS, HEADERS_SECONDS) * 1000,
    keepAliveTimeout: KEEP_ALIVE_SECONDS * 1000,
    connectionsCheckingInterval: Math.min(headersTimeout / 4, 5_000),
    idleTimeout: IDLE_SECONDS * 1000,
  };
}

const takesFile = (route: AnyRoute): boolean => route.access === 'signed-in' && route.upload !== undefined;
