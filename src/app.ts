import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { allocationRoutes, allocationTag } from './areas/allocations/routes.ts';
import { calendarRoutes, calendarTag } from './areas/calendars/routes.ts';
import { complianceRoutes, complianceTag } from './areas/compliance/routes.ts';
import { deliveryRoutes, deliveryTag } from './areas/deliveries/routes.ts';
import { documentRoutes, documentTag } from './areas/documents/routes.ts';
import { eventRoutes, eventTag } from './areas/events/routes.ts';
import { followUpRoutes, followUpTags } from './areas/follow-up/routes.ts';
import { gapRoutes, gapTag } from './areas/gaps/routes.ts';
import { makeRequestAuthenticator } from './areas/identity/index.ts';
import { identityRoutes, identityTag } from './areas/identity/routes.ts';
import { matchRoutes, matchTag } from './areas/matches/routes.ts';
import { matchingRoutes, matchingTag } from './areas/matching/routes.ts';
import { needRoutes, needTag } from './areas/needs/routes.ts';
import { obstacleRoutes, obstacleTag } from './areas/obstacles/routes.ts';
import { offerRoutes, offerTag } from './areas/offers/routes.ts';
import { outlookRoutes, outlookTag } from './areas/outlook/routes.ts';
import { overviewRoutes, overviewTag } from './areas/overview/routes.ts';
import { packageRoutes, packageTag } from './areas/packages/routes.ts';
import { partnershipRoutes, partnershipTag } from './areas/partnerships/routes.ts';
import { referenceRoutes, referenceTag } from './areas/reference/routes.ts';
import { trainingRoutes, trainingTag } from './areas/training/routes.ts';
import type { Clock } from './platform/clock.ts';
import type { Database } from './platform/db/connect.ts';
import type { ByteStore } from './platform/files/byte-store.ts';
import { registerErrorHandling } from './platform/http/error-handling.ts';
import { registerHealth } from './platform/http/health.ts';
import { registerMetrics } from './platform/http/metrics.ts';
import { completeDocument } from './platform/http/openapi.ts';
import { registerRoute } from './platform/http/register-route.ts';
import type { AnyRoute } from './platform/http/route.ts';
import type { Settings } from './settings.ts';

export interface AppDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly files: ByteStore;
  readonly settings: Pick<Settings, 'LOG_LEVEL' | 'TRUST_PROXY'>;
}

/** Every route that asks who is there, in the order of the API reference. */
export const ROUTES: readonly AnyRoute[] = [
  ...identityRoutes,
  ...referenceRoutes,
  ...calendarRoutes,
  ...gapRoutes,
  ...needRoutes,
  ...offerRoutes,
  ...matchingRoutes,
  ...matchRoutes,
  ...allocationRoutes,
  ...partnershipRoutes,
  ...packageRoutes,
  ...deliveryRoutes,
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
  gapTag,
  needTag,
  offerTag,
  matchingTag,
  matchTag,
  allocationTag,
  partnershipTag,
  packageTag,
  deliveryTag,
  complianceTag,
  obstacleTag,
  ...followUpTags,
  documentTag,
  outlookTag,
  trainingTag,
  overviewTag,
  eventTag,
];

const MEGABYTE = 1024 * 1024;

/** Builds the server with everything in it; it does not listen. */
export async function buildApp({ database, clock, files, settings }: AppDependencies): Promise<FastifyInstance> {
  const app = Fastify({
    logger: { level: settings.LOG_LEVEL, redact: ['req.headers.authorization', 'req.headers.cookie', 'req.headers["x-csrf-token"]'] },
    trustProxy: settings.TRUST_PROXY,
    bodyLimit: MEGABYTE,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200 },
    // Requests in flight at shutdown are answered; the connection then closes instead of waiting for another.
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  closeConnectionsWithTheirLastAnswer(app);
  registerErrorHandling(app);
  await app.register(cookie);
  await app.register(helmet, { contentSecurityPolicy: false, global: true });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Wasl',
        version: '1.0.0',
        description:
          'Matches what border guards lack with what partners can give, and clears the way until it stands at the post and works. Non-lethal support only.\n\nEvery answer is what the reader may see: a field that is hidden from a role is absent. Changes name the version they are based on (`If-Match`), creations carry an `Idempotency-Key`, refusals are problem details with a stable `code`.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'This server' }],
      tags: TAGS,
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => completeDocument(jsonSchemaTransformObject(document) as Record<string, unknown>, ROUTES) as never,
  });
  await app.register(swaggerUi, {
    routePrefix: '/reference',
    uiConfig: { docExpansion: 'none', deepLinking: true, displayRequestDuration: true, persistAuthorization: false },
    theme: { title: 'Wasl: API reference' },
  });
  registerMetrics(app);
  registerHealth(app, database);
  const authenticate = makeRequestAuthenticator(database, clock);
  const served = { db: database.db, clock, files, authenticate };
  for (const route of ROUTES) if (!takesFile(route)) registerRoute(app, served, route);
  // Multipart bodies are known to these routes alone; elsewhere they stay an unsupported media type.
  await app.register(async (scope) => {
    await scope.register(multipart, { throwFileSizeLimit: false });
    for (const route of ROUTES) if (takesFile(route)) registerRoute(scope, served, route);
  });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  app.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect('/reference'));
  await app.ready();
  return app;
}

const takesFile = (route: AnyRoute): boolean => route.access === 'signed-in' && route.upload !== undefined;

/** A browser keeps its connection open for the next request; at shutdown there is none, so the last answer closes it. */
function closeConnectionsWithTheirLastAnswer(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) void reply.header('connection', 'close');
  });
}
