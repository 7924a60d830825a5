import { nothingLeft } from '../../kernel/nothing-left.ts';
import type { Role } from '../../kernel/role.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { packageWhy, whyOf } from '../../platform/http/schemas.ts';
import { AskForMissing, AssemblePackage, LinkMatches, listPackagesQuery, PackagePage, packageParams, UnlinkMatches } from './contract.ts';
import { PACKAGE_RIGHTS } from './domain/package.ts';
import { Package } from './record.ts';
import { findPackage, listPackages } from './queries.ts';
import { askForMissing } from './verbs/ask-for-missing.ts';
import { assemblePackage } from './verbs/assemble-package.ts';
import { dissolvePackage, linkMatches, unlinkMatches } from './verbs/link-matches.ts';

const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];
const tag = 'Packages';
const getPackage = route({
  method: 'GET',
  url: '/v1/packages/:id',
  operationId: 'getPackage',
  summary: 'Read a package',
  tag,
  roles: readers,
  scope: 'packages:read',
  params: packageParams,
  status: 200,
  response: Package.schema,
  handle: ({ tx, ctx, params }) => findPackage(tx, ctx, params.id),
});

const onOne = {
  method: 'POST',
  tag,
  scope: 'packages:write',
  ifMatch: getPackage,
  params: packageParams,
  status: 200,
  response: Package.schema,
} as const;

export const packageRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/packages',
    operationId: 'listPackages',
    summary: 'List packages',
    tag,
    roles: readers,
    scope: 'packages:read',
    query: listPackagesQuery,
    status: 200,
    response: PackagePage,
    handle: ({ tx, ctx, query }) => listPackages(tx, ctx, query),
  }),
  getPackage,
  route({
    method: 'POST',
    url: '/v1/packages',
    operationId: 'assemblePackage',
    summary: 'Assemble a package',
    description: 'Its parts follow from the dependencies of the main item in the catalogue, and theirs in turn.',
    tag,
    roles: PACKAGE_RIGHTS.assemble,
    scope: 'packages:write',
    body: AssemblePackage,
    status: 201,
    response: Package.schema,
    answer: { as: 'json', location: (assembled) => `/v1/packages/${assembled.id}` },
    handle: async ({ tx, ctx, body }) => findPackage(tx, ctx, await assemblePackage(tx, ctx, body)),
  }),
  route({
    ...onOne,
    url: '/v1/packages/:id/matches',
    operationId: 'linkMatches',
    summary: 'Link further matches',
    roles: PACKAGE_RIGHTS.link,
    body: LinkMatches,
    handle: async ({ tx, ctx, params, body: { matchIds, ...rest }, version }) => {
      nothingLeft(rest);
      await linkMatches(tx, ctx, params.id, version, matchIds);
      return findPackage(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/packages/:id/matches/unlink',
    operationId: 'unlinkMatches',
    summary: 'Take matches out of the package',
    roles: PACKAGE_RIGHTS.unlink,
    body: UnlinkMatches,
    handle: async ({ tx, ctx, params, body, version }) => {
      await unlinkMatches(tx, ctx, params.id, version, body);
      return findPackage(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/packages/:id/missing-needs',
    operationId: 'askForMissing',
    summary: 'Ask partners for what is missing',
    description:
      'Takes the caller’s own step for all that is missing: a requester’s call writes and submits one need for it, a validator’s validates what was submitted so, a facilitator’s publishes what is validated.',
    roles: PACKAGE_RIGHTS['ask-for-missing'],
    body: AskForMissing,
    handle: async ({ tx, ctx, params, body, version }) => {
      await askForMissing(tx, ctx, params.id, version, body);
      return findPackage(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/packages/:id/dissolve',
    operationId: 'dissolvePackage',
    summary: 'Give a package up; its matches go on',
    roles: PACKAGE_RIGHTS.dissolve,
    body: packageWhy,
    handle: async ({ tx, ctx, params, body, version }) => {
      await dissolvePackage(tx, ctx, params.id, version, whyOf(body));
      return findPackage(tx, ctx, params.id);
    },
  }),
];

export const packageTag = { name: tag, description: 'Matches of several donors that only together give a capability.' };
