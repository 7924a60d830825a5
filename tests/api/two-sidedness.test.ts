import t from 'tap';
import { notApart, TWO_SIDED, type TwoSided } from '#src/kernel/two-sidedness.ts';
import { makeCast } from './two-sided-cast.ts';
import { makeDrivers } from './two-sided-drivers.ts';

/** Every decision of the table × every pair of accounts, over HTTP: allowed exactly where the table says. */
const cast = await makeCast(t);
const drivers = await makeDrivers(cast);
const players = [...cast.players.values()];
const succeeded = ({ status }: { readonly status: number }): boolean => status >= 200 && status < 300;
/** Who may not is told so, or that there is no such thing: what one doesn’t see is unknown to them. */
const isRefused = ({ status, body }: { readonly status: number; readonly body: Readonly<Record<string, unknown>> }): boolean =>
  [403, 404, 409].includes(status) || body['code'] === 'reference-unknown';

for (const [name, driver] of Object.entries(drivers)) {
  const decision = name as TwoSided;
  const { begins, apart } = TWO_SIDED[decision];
  const { firsts, involved } = driver;
  const isInvolved = (userId: string): boolean => involved.some((one) => cast.accounts[one].userId === userId);
  const isOfPersonsAlone = apart === 'two-offices' || decision === 'close-as-named';

  t.test(`${decision}: whoever the table doesn’t name, or the record doesn’t concern, begins nothing`, async (t) => {
    t.strictSame([...new Set(firsts.map((one) => cast.accounts[one].role))].toSorted(), [...begins].toSorted(), 'each role is tried');
    for (const player of players) {
      const { reply } = await driver.begin(player);
      const mayBegin =
        (begins as readonly string[]).includes(player.person.role) &&
        !(player.isProgram && isOfPersonsAlone) &&
        (firsts.some((one) => cast.accounts[one].userId === player.person.userId) || isInvolved(player.person.userId));
      if (mayBegin) t.ok(succeeded(reply), `${player.name} begins it: ${reply.status} ${JSON.stringify(reply.body['code'])}`);
      else t.ok(isRefused(reply), `${player.name} is refused: ${reply.status} ${JSON.stringify(reply.body['code'])}`);
      if (mayBegin) await driver.undo?.();
    }
  });

  t.test(`${decision}: of every pair, those complete it whom the table has stand apart, and no others`, async (t) => {
    for (const one of firsts) {
      const first = cast.player(one);
      let { id } = await driver.begin(first);
      const barred = (await driver.barred?.(first)) ?? [];
      for (const second of players) {
        const pair = `${one}, then ${second.name}`;
        const isAllowed =
          notApart(decision, first.person, second.person, barred) === null &&
          isInvolved(second.person.userId) &&
          !(second.isProgram && apart === 'two-offices') &&
          (driver.narrowed?.(first, second) ?? true);
        const reply = await driver.complete(second, id);
        const isDone = succeeded(reply) && (driver.isDone?.(reply) ?? true);
        t.equal(isDone, isAllowed, `${pair}: ${reply.status} ${JSON.stringify(reply.body['code'])}`);
        if (!succeeded(reply)) {
          t.ok(isRefused(reply), `${pair}: is refused, and nothing breaks`);
          continue;
        }
        if (isDone) await driver.undo?.();
        ({ id } = await driver.begin(first));
      }
    }
  });
}
