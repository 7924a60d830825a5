/**
 * What is wrong with a deployment and how to mend it, as a list of findings.
 *
 * Invariant: nothing is changed; every look is a transaction that can only read, by the logins of the service.
 * Invariant: what wasn't looked at is never called good.
 */
export { checkDisk } from './check-disk.ts';
export { checkFiles } from './check-files.ts';
export { checkJobs, haveScheduledJobsRun } from './check-jobs.ts';
export { checkLogins, type Login } from './check-logins.ts';
export { checkMigrations } from './check-migrations.ts';
export { checkOwners, isMisowned } from './check-owners.ts';
export { checkClock, checkConnections, checkServer } from './check-server.ts';
export { checkStructure, expectedStructure } from './check-structure.ts';
export { type Finding, ok, skipped, warning, wrong } from './finding.ts';
export { letsIn, lookAsSystem, type ServiceLogins } from './look.ts';
