// Mends postgres.js 3.4.9 as it is loaded; nothing on disk is changed, and no install script is needed.
//
// A connection that is lost leaves the driver with half of its state: the next write throws where nobody can catch it and ends the
// process, or waits for a flush that never comes. Upstream: issues 1066, 1154, 1199, 1208; proposed: pull requests 1168, 1209.
// For speed one thing is done: a transaction takes a trip to the server less.
// Plain JavaScript, since it runs before anything could translate it. tests/platform/db/driver.test.ts tells when upstream has it.

import { readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Marks the addresses of the driver's mended modules, so that nobody else's copy of the driver is touched. */
export const MARK = '?mended';

/** What is replaced in which of the driver's files; each text stands there exactly once. */
export const REPLACEMENTS = {
  'index.js': [
    // By this it is seen that the rest was replaced too.
    ['export default Postgres', 'export const isMended = true\n\nexport default Postgres'],
    // A transaction's beginning travels with what it asks first: the driver waited for its answer, a trip to the server that says nothing.
    [
      `      , prepare = null

    try {
      await sql.unsafe('begin ' + options.replace(/[^a-z ]/ig, ''), [], { onexecute }).execute()
      return await Promise.race([
        scope(connection, fn),
        new Promise((_, reject) => connection.onclose = reject)
      ])`,
      `      , prepare = null
      , begun
      , unbegun

    try {
      await new Promise((sent, failed) => {
        begun = sql.unsafe('begin ' + options.replace(/[^a-z ]/ig, ''), [], { onexecute: c => (onexecute(c), sent()) }).execute()
        begun.catch(error => (unbegun = error, failed(error)))
      })
      return await Promise.race([
        scope(connection, fn),
        new Promise((_, reject) => {
          connection.onclose = reject
          begun.catch(reject)
        })
      ])`,
    ],
    // One that could not begin asks nothing more, not even to be ended: its connection may be another's by then. What travelled with the
    // beginning has been answered as nobody in particular, to whom the policies show nothing.
    [
      `        q.catch(e => uncaughtError || (uncaughtError = e))
        c.queue === full`,
      `        q.catch(e => uncaughtError || (uncaughtError = e))
        unbegun
          ? q.reject(unbegun)
          : c.queue === full`,
    ],
    // For that, who gives a connection to a transaction leaves it where the transaction has put it: among those on which more may be sent.
    [
      `    return c.execute(query)
      ? move(c, busy)
      : move(c, full)`,
      `    const ready = c.execute(query)
    return c.reserved ? c : move(c, ready ? busy : full)`,
    ],
    [
      `    ready
      ? move(c, busy)
      : move(c, full)`,
      `    c.reserved || move(c, ready ? busy : full)`,
    ],
  ],
  'connection.js': [
    // What is asked of a connection without a socket is refused at once: it was written into a buffer that nothing flushes.
    // `true`: the connection is no busier for it, and stays in the queue where it is.
    [
      `  function execute(q) {
    if (terminated)`,
      `  function execute(q) {
    if (!socket)
      return queryError(q, Errors.connection('CONNECTION_CLOSED', options)), true

    if (terminated)`,
    ],
    // A write that was put off until the socket was gone, as by who gives the password or reads row by row: nobody could catch what it
    // throws, and the process ended.
    [
      `  function nextWrite(fn) {
    const x = socket.write(chunk, fn)`,
      `  function nextWrite(fn) {
    if (!socket) {
      chunk = nextWriteTimer = null
      error(Errors.connection('CONNECTION_CLOSED', options))
      return true
    }
    const x = socket.write(chunk, fn)`,
    ],
    // A lost connection begins anew without what the old one had begun; who waits for the end of a copy is told.
    [
      `    clearImmediate(nextWriteTimer)
    socket.removeListener('data', data)
    socket.removeListener('connect', connected)
    idleTimer.cancel()`,
      `    clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    socket.removeListener('data', data)
    socket.removeListener('connect', connected)
    idleTimer.cancel()`,
    ],
    [
      `    closedTime = performance.now()
    hadError`,
      `    final && final(Errors.connection('CONNECTION_CLOSED', options))
    query = errorResponse = final = null
    rows = 0
    closedTime = performance.now()
    hadError`,
    ],
    // Whoever is let in by nobody is told, and decides whether to ask again: the driver tried anew at once, hundreds of times a second, for
    // as long as what stands before the database accepts connections and ends them.
    [
      `    if (initial)
      return reconnect()`,
      `    initial && error(Errors.connection('CONNECTION_CLOSED', options, socket))
    if (initial)
      return reconnect()`,
    ],
    // A reset is told as an error before the end, which was thought to have told all: what was sent in between heard nothing, and the
    // answers of the next connection went to it.
    [`    !hadError && (query || sent.length) && error(`, `    ;(query || sent.length) && error(`],
    // A server that speaks no TLS was spoken to in TLS all the same, and its hanging up taken for a loss that waiting mends.
    [
      `      if (!canSSL && ssl === 'prefer')
        return connected()`,
      `      if (!canSSL && ssl === 'prefer')
        return connected()

      if (!canSSL) {
        error(Errors.generic('SERVER_WITHOUT_TLS', 'the server speaks no TLS'))
        return socket.destroy()
      }`,
    ],
    // Promises of nobody, which end the process when they are rejected.
    ['      return fetchArrayTypes()', '      return fetchArrayTypes().catch(noop)'],
    ['    query.execute()\n  }', '    query.catch(noop)\n  }'],
    // Who reads what was copied out may ask for more when the connection is gone.
    [
      `    stream = new Stream.Readable({
      read() { socket.resume() }`,
      `    stream = new Stream.Readable({
      read() { socket && socket.resume() }`,
    ],
  ],
};

/** The mended text of one of the driver's files. Throws where the driver is another than the one that this was written for. */
export function mend(name, text) {
  return (REPLACEMENTS[name] ?? []).reduce((mended, [found, put]) => {
    if (mended.split(found).length !== 2) {
      throw new Error(
        `the database driver's ${name} is not the one that src/platform/db/driver-patch.mjs mends: install the exact version of package-lock.json (npm ci)`,
      );
    }
    return mended.replace(found, () => put);
  }, text);
}

const isMended = (url) => url.endsWith(MARK);
const nameOf = (url) => new URL(url).pathname.replace(/^.*\//, '');
const moduleOf = (url, text) => ({ format: 'module', source: mend(nameOf(url), text), shortCircuit: true });
const marked = (specifier, parentUrl) => ({ url: new URL(specifier, parentUrl).href + MARK, shortCircuit: true });
const isWithin = (specifier, parentUrl) => parentUrl !== undefined && isMended(parentUrl) && specifier.startsWith('.');

/** For `module.registerHooks`, on Node 22.15 and newer. */
export const hooks = {
  resolve: (specifier, context, next) =>
    isWithin(specifier, context.parentURL) ? marked(specifier, context.parentURL) : next(specifier, context),
  load: (url, context, next) => (isMended(url) ? moduleOf(url, readFileSync(fileURLToPath(url), 'utf8')) : next(url, context)),
};

/** For `module.register`, on older ones. */
export async function resolve(specifier, context, next) {
  return isWithin(specifier, context.parentURL) ? marked(specifier, context.parentURL) : next(specifier, context);
}

export async function load(url, context, next) {
  return isMended(url) ? moduleOf(url, await readFile(fileURLToPath(url), 'utf8')) : next(url, context);
}
