import asyncHooks from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Loaded before a test program. tap follows each promise and each callback to the test that it came from (async-hook-domain), so that an
 * error which nobody catches is told under that test. It costs a sixth of the time of tests that talk to a database, and people run the
 * service without it. Without it such an error ends the program, which has failed then, with the error on its standard error.
 * `AsyncLocalStorage` doesn't hang on this function.
 */
asyncHooks.createHook = () => ({ enable() {}, disable() {} });
syncBuiltinESMExports();

// Node.js hands its arguments on to what a program forks, which is to start as people start it.
process.execArgv = process.execArgv.filter((argument, index, all) => argument !== '--import' && all[index - 1] !== '--import');
