/**
 * Backups: the rows and files of one moment in one archive, and an empty database filled from it.
 *
 * Invariant: an archive has its name only when it is whole; unless asked otherwise, only when a restore of it was compared row by row.
 * Invariant: a database is restored whole or refused by the service.
 */
export { type Catalogue, compareCatalogues, describeCatalogue } from './catalogue.ts';
export { makeWorkshop, sweepLeftovers } from './leftovers.ts';
export { readArchive } from './read-archive.ts';
export { DatabaseNotEmpty, restoreDatabase, type Restored } from './restore-database.ts';
export { withScratchDatabase } from './scratch-database.ts';
export { restoreFiles, takeBackup } from './take-backup.ts';
