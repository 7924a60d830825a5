#!/usr/bin/env node
// Node 22.18 and newer run TypeScript as it is; older ones through tsx.
if (!process.features.typescript) {
  const { register } = await import('tsx/esm/api');
  register();
}
const { main } = await import('./wasl.ts');
process.exitCode = await main(process.argv.slice(2));
// Whatever the deadline of a shutdown left behind must not keep the process alive.
process.exit();
