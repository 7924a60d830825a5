import { startOwnServer } from '#tests/acceptance/own-server.ts';
import { playStory } from '#tests/acceptance/story.ts';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';

/**
 * Fills a database that has the illustrative scenario with what only people make who work with the service (documents, plans, sessions,
 * jobs that wait), by playing the walkthrough on it. `environment` names it to the service.
 */
export async function fillDatabase(environment: Record<string, string>): Promise<{ readonly password: string }> {
  const server = await startOwnServer(environment);
  try {
    await playStory(server.address, DEMO_PASSWORD, () => undefined);
  } finally {
    await server.stop();
  }
  return { password: DEMO_PASSWORD };
}
