import { startOwnServer } from './own-server.ts';
import { playStory } from './story.ts';

/** `npm run walkthrough [-- address]`: against the server at that address, or one that it starts and stops itself. */
const PASSWORD = process.env['WASL_DEMO_PASSWORD'] ?? 'wasl demo 2026';
const [address] = process.argv.slice(2);
const own = address === undefined ? await startOwnServer() : null;
try {
  await playStory(address ?? own?.address ?? '', PASSWORD, (line) => void process.stdout.write(`${line}\n`));
} finally {
  await own?.stop();
}
