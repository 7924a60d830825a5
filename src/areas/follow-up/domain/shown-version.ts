import type { ActingRole } from '../../../kernel/role.ts';

interface Versions {
  readonly version: number;
  readonly hiddenChanges: number;
}

/**
 * The version by which somebody reads and changes a recommendation or an agreement: it counts every change, but for donors those of links, which
 * may lead to what they may not know.
 */
export const shownVersion = (role: ActingRole, { version, hiddenChanges }: Versions): number =>
  role === 'donor' ? version - hiddenChanges : version;
