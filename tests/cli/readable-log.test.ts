import t from 'tap';
import { readableLog } from '#src/cli/readable-log.ts';
import { openLog } from '#src/platform/log.ts';

/** What somebody reads on a terminal, without the time at its beginning. */
function watchedLog() {
  const lines: string[] = [];
  const log = openLog(
    'info',
    readableLog((line) => lines.push(line)),
  );
  return { log, lines: () => lines.map((line) => line.replace(/^\d\d:\d\d:\d\d  /, '')) };
}

t.test('a request is one line once it is answered, with what it was refused for', (t) => {
  const { log, lines } = watchedLog();
  const first = log.child({ reqId: 'one' });
  const second = log.child({ reqId: 'two' });
  first.info({ req: { method: 'GET', url: '/v1/needs?cursor=x' } }, 'incoming request');
  second.info({ req: { method: 'POST', url: '/v1/needs' } }, 'incoming request');
  second.info({ code: 'not-signed-in' }, 'refused');
  second.info({ res: { statusCode: 401 }, responseTime: 3.4 }, 'request completed');
  first.info({ res: { statusCode: 200 }, responseTime: 12.6 }, 'request completed');
  t.strictSame(lines(), ['POST /v1/needs 401 not-signed-in, 3 ms', 'GET /v1/needs 200, 13 ms']);
  t.end();
});

t.test('whatever else is told is a line, and says how grave it is', (t) => {
  const { log, lines } = watchedLog();
  log.info('Server listening at http://127.0.0.1:3000');
  log.info('the scheduled jobs run');
  log.warn('PostgreSQL was gone');
  log.error({ err: new Error('no room') }, 'there is no room left');
  log.info('a message\u001b[2J of a stranger');
  t.strictSame(lines(), [
    'warning: PostgreSQL was gone',
    'error: there is no room left: no room',
    String.raw`a message\u001b[2J of a stranger`,
  ]);
  t.end();
});
