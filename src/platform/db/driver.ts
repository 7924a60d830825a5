import * as nodeModule from 'node:module';
import type driver from 'postgres';
import { OperatorFault } from '../../kernel/operator-fault.ts';
import { hooks, MARK } from './driver-patch.mjs';

/*
 * postgres.js, mended as driver-patch.mjs tells. Under an address of its own: drizzle names the driver too, and whoever loads first
 * decides for all. Where it can't be mended the import fails, and with it the start.
 */

if ('registerHooks' in nodeModule) (nodeModule.registerHooks as (hooks: object) => unknown)(hooks);
else nodeModule.register(new URL('./driver-patch.mjs', import.meta.url));

const loaded = (await import(`${import.meta.resolve('postgres')}${MARK}`)) as { default: typeof driver; isMended?: boolean };

if (loaded.isMended !== true) {
  throw new OperatorFault(
    'driver-not-mended',
    'The database driver was loaded without what src/platform/db/driver-patch.mjs mends in it: start with src/cli/wasl.mjs, and without loaders in NODE_OPTIONS.',
  );
}

export const postgres = loaded.default;
