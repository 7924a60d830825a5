import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { PackageId } from '../../../kernel/id.ts';
import type { LocalText } from '../../../kernel/language.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { type FieldFault, Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import { nextState } from '../../../kernel/transition.ts';
import { quantityOf, steps } from '../../../kernel/quantity.ts';
import { formatMessage, inEveryLanguage } from '../../../locales/format-message.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { draftNeed, publishNeed, submitNeed, validateNeed } from '../../needs/index.ts';
import type { AskForMissing } from '../contract.ts';
import { PACKAGE_TRANSITIONS, refusalOfAsking } from '../domain/package.ts';
import { type AnsweredNeed, readAnsweredNeed, readNeedsInState } from '../link-queries.ts';
import { readSupply } from '../supply-queries.ts';
import { packageNeeds } from '../tables.ts';
import { changePackage, checkPackageRight, lockPackage, type LockedPackage } from './change-package.ts';
import { todayOfUnit } from '../../reference/index.ts';

/**
 * One call that brings what is missing one step towards partners: the step that is the caller's in the life of a need, for all
 * that the package is missing, without looking anything up.
 *
 * - A requester's call writes one need with a line for each missing part, complete, and submits it to the validator.
 * - A validator's call validates, as asked, the needs that were submitted so. The author never validates.
 * - A facilitator's call publishes those that are validated.
 *
 * So three calls, one by each who must agree to it, publish what is missing; nobody does another's part, and a call that finds
 * nothing for its caller to do is refused.
 */
export async function askForMissing(tx: Tx, ctx: ActorContext, id: PackageId, version: number, input: AskForMissing): Promise<void> {
  const { itemTypes, priority, justification, neededBy, respondBy, disclosureLevel, disclosedTo, summary, ...rest } = input;
  nothingLeft(rest);
  checkPackageRight(ctx, 'ask-for-missing');
  const before = await lockPackage(tx, id, version);
  nextState(PACKAGE_TRANSITIONS, before.state, 'ask-for-missing');
  checkFieldsOf(ctx.actor.role, input);
  const answered = before.needId === null ? null : await readAnsweredNeed(tx, before.needId, before.mainItemType);
  if (ctx.actor.role === 'requester') {
    const { needId, lines } = await requestMissing(tx, ctx, before, answered, { itemTypes, priority, justification, neededBy, respondBy });
    await changePackage(tx, ctx, before, { action: 'package.missing-requested', details: { needs: [needId], lines } });
    return;
  }
  if (ctx.actor.role === 'validator') {
    const waiting = await awaiting(tx, before, 'submitted');
    for (const need of waiting) await validateNeed(tx, ctx, need.id, need.version, { lines: [] });
    await changePackage(tx, ctx, before, { action: 'package.missing-validated', details: { needs: waiting.map((need) => need.id) } });
    return;
  }
  const waiting = await awaiting(tx, before, 'validated');
  const publication = publicationOf(answered, { disclosureLevel, disclosedTo, summary });
  for (const need of waiting) await publishNeed(tx, ctx, need.id, need.version, publication);
  await changePackage(tx, ctx, before, { action: 'package.missing-published', details: { needs: waiting.map((need) => need.id) } });
}

/** Whose step takes which field; a validator's takes none. */
const ROLE_OF: Record<keyof AskForMissing, ActingRole> = {
  itemTypes: 'requester',
  priority: 'requester',
  justification: 'requester',
  neededBy: 'requester',
  respondBy: 'requester',
  disclosureLevel: 'facilitator',
  disclosedTo: 'facilitator',
  summary: 'facilitator',
};

/** Refuses what would have no effect: it is another role's to say, in its own step. */
function checkFieldsOf(role: ActingRole, input: AskForMissing): void {
  const fields = (Object.keys(ROLE_OF) as (keyof AskForMissing)[])
    .filter((field) => input[field] !== undefined && ROLE_OF[field] !== role)
    .map((field): FieldFault => ({ pointer: `/${field}`, code: 'for-another-role' }));
  if (fields.length > 0) throw new Refusal('invalid-field', { fields });
}

type Requested = Pick<AskForMissing, 'itemTypes' | 'priority' | 'justification' | 'neededBy' | 'respondBy'>;
type Published = Pick<AskForMissing, 'disclosureLevel' | 'disclosedTo' | 'summary'>;

async function requestMissing(tx: Tx, ctx: ActorContext, target: LockedPackage, answered: AnsweredNeed | null, input: Requested) {
  const supply = (await readSupply(tx, ctx, [target])).get(target.id);
  const lacking = (supply?.parts ?? []).filter(({ missing, asked }) => missing > asked);
  throwWhere(refusalOfAsking({ lacking: lacking.length, submitted: 0, validated: 0 }, 'requester'));
  const wanted = input.itemTypes ?? lacking.map(({ itemType }) => itemType);
  const faults = wanted.flatMap((slug, index): FieldFault[] =>
    lacking.some(({ itemType }) => itemType === slug) ? [] : [{ pointer: `/itemTypes/${index}`, code: 'nothing-missing' }],
  );
  const lines = lacking
    .filter(({ itemType }) => wanted.includes(itemType))
    .map(({ itemType, missing, asked, decimals }) => ({ itemType, quantityRequested: quantityOf(steps(missing - asked), decimals) }));
  if (faults.length > 0 || lines.length === 0) throw new Refusal('nothing-missing', faults.length > 0 ? { fields: faults } : {});
  const needId = await draftNeed(tx, ctx, {
    unitId: target.unitId,
    ...headerOf(await todayOfUnit(tx, ctx, target.unitId), target, answered, input),
    fulfilTogether: false,
    lines: lines.map((line) => ({ ...line, specifications: [], acceptedSubstitutes: [] })),
  });
  await submitNeed(tx, ctx, needId, 1);
  await tx.insert(packageNeeds).values({
    needId,
    packageId: target.id,
    organisationId: target.organisationId,
    unitId: target.unitId,
    createdAt: ctx.now,
  });
  return { needId, lines };
}

/** What the caller says, else what the package's need says; a day to respond by that has passed is no answer. */
function headerOf(today: CalendarDate, target: LockedPackage, answered: AnsweredNeed | null, input: Requested) {
  const neededBy = input.neededBy ?? answered?.neededBy ?? undefined;
  const inherited = answered?.respondBy != null && answered.respondBy >= today ? answered.respondBy : undefined;
  const respondBy = input.respondBy ?? inherited;
  const priority = input.priority ?? answered?.priority;
  if (priority === undefined || neededBy === undefined || respondBy === undefined) {
    const absent = Object.entries({ priority, neededBy, respondBy }).filter(([, value]) => value === undefined);
    throw new Refusal('need-incomplete', { fields: absent.map(([field]) => ({ pointer: `/${field}`, code: 'missing' as const })) });
  }
  return { priority, neededBy, respondBy, justification: input.justification ?? completing(target.reference) };
}

const completing = (reference: string): LocalText =>
  inEveryLanguage((language) => formatMessage(language, 'package.completes', { reference }));

/** What publishing needs; where the package answers no published need, the facilitator says it. */
function publicationOf(answered: AnsweredNeed | null, input: Published) {
  const disclosureLevel = input.disclosureLevel ?? answered?.disclosureLevel ?? undefined;
  const summary = input.summary ?? answered?.summary ?? undefined;
  const disclosedTo = input.disclosedTo ?? (input.disclosureLevel === undefined ? (answered?.disclosedTo ?? []) : []);
  if (disclosureLevel === undefined || summary === undefined) {
    const absent = Object.entries({ disclosureLevel, summary }).filter(([, value]) => value === undefined);
    throw new Refusal('need-incomplete', { fields: absent.map(([field]) => ({ pointer: `/${field}`, code: 'missing' as const })) });
  }
  if ((disclosureLevel === 'named-partners') !== disclosedTo.length > 0) {
    throw new Refusal('invalid-field', { fields: [{ pointer: '/disclosedTo', code: 'named-partners-and-their-names-go-together' }] });
  }
  return { disclosureLevel, disclosedTo, summary };
}

async function awaiting(tx: Tx, target: LockedPackage, state: 'submitted' | 'validated') {
  const waiting = await readNeedsInState(tx, target.id, state);
  const count = waiting.length;
  throwWhere(refusalOfAsking({ lacking: 0, submitted: count, validated: count }, state === 'submitted' ? 'validator' : 'facilitator'));
  return waiting;
}
