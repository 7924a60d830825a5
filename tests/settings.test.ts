import t from 'tap';
import { findMisspelt } from '#src/misspelt-settings.ts';
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
  const lines = faultOf({ PORT: 'abc', NODE_ENV: 'prod', DATABASE_AUTHENTICATOR_URL: 'postgres://a@h/b' }).split('\n');
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
  for (const name of ['DATABASE_URL', 'DATABASE_AUTHENTICATOR_URL', 'DATABASE_OWNER_URL', 'DATABASE_DIRECT_URL', 'DATABASE_BACKUP_URL']) {
    const fault = (url: string) => faultOf({ ...usable, [name]: url });
    t.match(fault('nonsense'), new RegExp(`^${name} is not usable: expected postgres://`));
    t.match(fault('mysql://a@h/b'), /it begins with mysql: and is no PostgreSQL/);
    t.match(fault('postgres://'), /it names no host/);
    t.match(fault('postgres:///wasl'), /it names no host/);
    for (const end of ['', '/', '?sslmode=require', '/?sslmode=require']) {
      t.match(fault(`postgres://a:hush@h:5432${end}`), /it names no database: write \/wasl behind its host and port/);
    }
    t.match(fault('postgres://a:p%ss@h/b'), /% is written as|written as %40.*% as %25/);
    t.match(fault('postgres://a:p#ss@h/b'), /a # ends an address/);
    for (const port of ['99999', 'five', '0']) {
      t.match(fault(`postgres://a:hush@h:${port}/b`), /the port behind its host is no number from 1 to 65535/);
    }
    for (const [sign, code] of Object.entries({ '/': '%2F', '?': '%3F' })) {
      for (const password of [`hu${sign}sh`, `12${sign}sh`, `h@u${sign}sh`]) {
        t.match(fault(`postgres://a:${password}@h/b`), new RegExp(`a \\${sign} in its user or password ends .* \\${sign} as ${code}`));
      }
    }
    t.match(fault('postgres://a:hush@my host/b'), /a space stands in its host/);
    t.match(fault('postgres://a:hush@h:5432,i:5432/b'), /more than one host/);
    t.match(fault('postgres://a:hush@h,i/b'), /more than one host/);
    for (const typed of ['sslmod', 'ssl_mode', 'SSLMODE']) {
      t.match(fault(`postgres://a:hush@h/b?${typed}=require`), new RegExp(`${typed} behind its \\? is no parameter .*: sslmode is meant`));
    }
    t.match(fault('postgres://a:hush@h/b?sslmode=prefer'), /its sslmode is none of disable, require, verify-ca, verify-full; with prefer/);
    t.match(fault('postgres://a:hush@h/b?sslmode=verify-full&sslrootcert=/etc/ca.pem'), /sslrootcert is not read .* NODE_EXTRA_CA_CERTS/);
    t.match(fault('postgres://a:hush@h[/b'), /can't be read as an address/);
    t.match(fault('postgres://a:hush'), /can't be read as an address; expected/);
    for (const around of [' ', '"', "'", '\n']) t.match(fault(`${around}postgres://a:hush@h/b${around}`), /a space or a quotation mark/);
    for (const each of ['postgres://a:hush@h:five/b', 'postgres://a:hu/sh@h/b', 'postgres://a:12/hush@h/b', 'postgres://a:hush']) {
      t.notMatch(fault(each), /hu|sh\b|five|12/, 'and nothing of it is repeated');
    }
  }
  for (const url of [
    'postgresql:///wasl?host=/run/postgresql',
    'postgres://a:p@ss word@h/b',
    'postgres://a:b@[::1]:5432/c',
    'postgres://a:b@h/c@d',
    'postgres://a:b@h/c?sslmode=verify-full',
  ]) {
    t.equal(faultOf({ DATABASE_URL: url }), 'usable', url);
  }
  t.end();
});

t.test('settings that don’t go together are told', (t) => {
  t.match(
    faultOf({ DATABASE_AUTHENTICATOR_URL: 'postgres://a@h/b' }),
    /^DATABASE_URL is not usable: it is missing though DATABASE_AUTHENTICATOR_URL is given/,
  );
  t.match(faultOf({ S3_ACCESS_KEY_ID: 'a' }), /^S3_SECRET_ACCESS_KEY .*together/);
  t.match(faultOf({ METRICS_PORT: '3000' }), /^METRICS_PORT is not usable: 3000 is PORT too/);
  t.match(faultOf({ PORT: '9464', METRICS_PORT: '9464', HOST: '0.0.0.0', METRICS_HOST: '10.0.0.7' }), /is PORT too/);
  t.equal(faultOf({ PORT: '9464', METRICS_PORT: '9464', HOST: '10.0.0.8', METRICS_HOST: '10.0.0.7' }), 'usable');
  t.equal(faultOf({ PORT: '0', METRICS_PORT: '0' }), 'usable');
  t.end();
});

t.test('a variable that looks like a misspelt setting is found with the setting that may be meant', (t) => {
  for (const [name, meant] of [
    ['S3_BUKET', 'S3_BUCKET'],
    ['PROT', 'PORT'],
    ['HSOT', 'HOST'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_ONWER_URL', 'DATABASE_OWNER_URL'],
    ['NODE_EVN', 'NODE_ENV'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['WASL_DATA_DIR', 'WASL_DATA'],
    ['TRUSTED_PROXY', 'TRUST_PROXY'],
    ['METRIC_TOKEN', 'METRICS_TOKEN'],
    ['DATABASE_PASSWORD', undefined],
  ] as const) {
    t.strictSame(findMisspelt({ [name]: 'something' }), [{ name, meant }], name);
  }
  t.end();
});

t.test('what other programs have in the environment is not taken for a setting', (t) => {
  const others = `PATH HOME HOSTNAME USER TERM SHELL PWD OLDPWD LANG LC_ALL TZ TMPDIR LOGNAME MAIL EDITOR PS1 SHLVL DISPLAY COLORTERM CI
    SSH_TTY SSH_AUTH_SOCK XDG_DATA_DIRS XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS INVOCATION_ID JOURNAL_STREAM NOTIFY_SOCKET STATE_DIRECTORY
    PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE PGDATA NODE_OPTIONS NODE_PATH NODE_VERSION NODE_EXTRA_CA_CERTS NODE_COMPILE_CACHE
    npm_config_port npm_lifecycle_event npm_package_version AWS_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_ENDPOINT_URL_S3
    POSTGRES_PASSWORD POSTGRES_HOST POSTGRES_USER HTTP_PROXY HTTPS_PROXY NO_PROXY SMTP_HOST REDIS_URL REDIS_PORT KUBERNETES_PORT
    KUBERNETES_SERVICE_HOST DATABASE_PORT DATABASE_SERVICE_HOST DATABASE_SERVICE_PORT_PG DATABASE_PORT_5432_TCP_ADDR WASL_PORT
    WASL_SERVICE_PORT WASL_TEST_SERVER UV_THREADPOOL_SIZE TAP_TIMEOUT DEBUG POST_TYPE`;
  const environment = Object.fromEntries(others.split(/\s+/).map((name) => [name, 'something']));
  t.strictSame(findMisspelt(environment), []);
  t.strictSame(findMisspelt({ S3_BUKET: '' }), [], 'nor what is set to nothing');
  t.end();
});
