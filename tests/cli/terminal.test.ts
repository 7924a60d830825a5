import t from 'tap';
import { openTerminal } from '#src/cli/terminal.ts';

/** What ends up on an output, and a terminal over it whose clock stands still until it is moved. */
function stage(isTTY: boolean) {
  let written = '';
  let at = 0;
  const terminal = openTerminal({ write: (text: string) => (written += text), isTTY, columns: 40 }, () => at);
  return { terminal, written: () => written, later: (milliseconds: number) => void (at += milliseconds) };
}

t.test('in a log progress is a line when something begins, one a second, and one at its end', (t) => {
  const { terminal, written, later } = stage(false);
  for (let done = 1; done <= 10; done += 1) {
    terminal.progress(done, 10, 'Migrations');
    later(300);
  }
  terminal.progress(0, 2, 'Scenario');
  terminal.say('Done.');
  t.equal(written(), '  Migrations: 1/10\n  Migrations: 5/10\n  Migrations: 9/10\n  Migrations: 10/10\n  Scenario: 0/2\nDone.\n');
  t.end();
});

t.test('on a terminal progress is one line that is written over, and gives way to what is said', (t) => {
  const { terminal, written } = stage(true);
  terminal.progress(1, 3, 'Migrations');
  terminal.progress(2, 3, 'Migrations');
  terminal.say('PostgreSQL runs again');
  terminal.progress(3, 3, 'Migrations');
  terminal.progress(1, 2, 'Something with a name too long for this terminal');
  const lines = written().split('\r\u001B[2K');
  t.strictSame(lines, [
    '',
    '  Migrations: 1/3',
    '  Migrations: 2/3',
    'PostgreSQL runs again\n',
    '  Migrations: 3/3\n',
    '  Something with a name too long for th',
  ]);
  t.end();
});

t.test('a terminal that doesn’t say how wide it is shows lines whole', (t) => {
  let written = '';
  openTerminal({ write: (text: string) => (written += text), isTTY: true, columns: 0 }).progress(1, 46, 'Migrations');
  t.match(written, '  Migrations: 1/46');
  t.end();
});
