import t from 'tap';
import { readSettings } from '#src/settings.ts';

function faultOf(environment: Record<string, string>): string {
  try {
    readSettings(environment);
    return 'usable';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

t.test('what is wrong with a setting is told with what was given and what is expected', (t) => {
  t.match(faultOf({ PORT: 'abc' }), /^PORT is not usable: "abc" is no number\. Port to listen on/);
  t.match(faultOf({ PORT: '70000' }), /"70000" is more than 65535/);
  t.match(faultOf({ SHUTDOWN_SECONDS: '0.5' }), /"0\.5" is no whole number/);
  t.match(faultOf({ DATABASE_CONNECTIONS: '1' }), /"1" is less than 2/);
  t.match(faultOf({ NODE_ENV: 'prod' }), /"prod" is none of development, production, test/);
  t.match(faultOf({ WASL_JOBS: 'yes' }), /"yes" is none of true, false/);
  t.match(faultOf({ PUBLIC_URL: 'wasl.example.org' }), /"wasl\.example\.org" is no address such as https:/);
  t.end();
});

t.test('all that are wrong are told together, and none in more than its line', (t) => {
  const lines = faultOf({ PORT: 'abc', NODE_ENV: 'prod', DATABASE_GATE_URL: 'postgres://a@h/b' }).split('\n');
  t.equal(lines[0], '3 settings are not usable:');
  t.strictSame(
    lines.slice(1).map((line) => /^  (\w+): /.exec(line)?.[1]),
    ['PORT', 'NODE_ENV', 'DATABASE_URL'],
  );
  t.end();
});

t.test('a secret is never repeated', (t) => {
  t.match(faultOf({ METRICS_TOKEN: 'hush' }), /^METRICS_TOKEN .*fewer characters than 16/);
  for (const environment of [
    { METRICS_TOKEN: 'hush' },
    { S3_SECRET_ACCESS_KEY: 'hush' },
    { DATABASE_URL: 'mysql://a:hush@h/b' },
    { DATABASE_URL: 'postgres://a:hu%sh@h/b' },
    { PUBLIC_URL: 'a:hush@h' },
  ]) {
    t.notMatch(faultOf(environment), /hu%?sh/);
  }
  t.end();
});

t.test('every address of a database is looked at before anything is begun', (t) => {
  const usable = { DATABASE_URL: 'postgres://a:b@h/c' };
  for (const name of ['DATABASE_URL', 'DATABASE_GATE_URL', 'DATABASE_OWNER_URL', 'DATABASE_DIRECT_URL', 'DATABASE_BACKUP_URL']) {
    const fault = (url: string) => faultOf({ ...usable, [name]: url });
    t.match(fault('nonsense'), new RegExp(`^${name} is not usable: expected postgres://`));
    t.match(fault('mysql://a@h/b'), /it begins with mysql: and is no PostgreSQL/);
    t.match(fault('postgres://'), /it names no host/);
    t.match(fault('postgres:///wasl'), /it names no host/);
    t.match(fault('postgres://a:p%ss@h/b'), /% is written as|written as %40.*% as %25/);
    t.match(fault('postgres://a:p#ss@h/b'), /a # ends an address/);
    t.match(fault('postgres://a@h:99999/b'), /can't be read as an address/);
  }
  t.equal(faultOf({ DATABASE_URL: 'postgresql:///wasl?host=/run/postgresql' }), 'usable');
  t.end();
});

t.test('settings that don’t go together are told', (t) => {
  t.match(
    faultOf({ DATABASE_GATE_URL: 'postgres://a@h/b' }),
    /^DATABASE_URL is not usable: it is missing though DATABASE_GATE_URL is given/,
  );
  t.match(faultOf({ S3_ACCESS_KEY_ID: 'a' }), /^S3_SECRET_ACCESS_KEY .*together/);
  t.match(faultOf({ METRICS_PORT: '3000' }), /^METRICS_PORT is not usable: 3000 is PORT too/);
  t.match(faultOf({ PORT: '9464', METRICS_PORT: '9464', HOST: '0.0.0.0', METRICS_HOST: '10.0.0.7' }), /is PORT too/);
  t.equal(faultOf({ PORT: '9464', METRICS_PORT: '9464', HOST: '10.0.0.8', METRICS_HOST: '10.0.0.7' }), 'usable');
  t.equal(faultOf({ PORT: '0', METRICS_PORT: '0' }), 'usable');
  t.end();
});
