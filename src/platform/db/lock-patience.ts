/**
 * How long what an operator runs (a migration, a backup, a look at what is wrong) waits for a lock that somebody else holds, in
 * milliseconds. Long enough for whatever the service itself does; a session that was left open would otherwise hold it up for ever.
 */
export const LOCK_PATIENCE_MS = 120_000;

/** For a session of its own, past any pooler, which would refuse parameters that it doesn't know. */
export const PATIENT_SESSION = { lock_timeout: LOCK_PATIENCE_MS } as const;
