import { once } from 'node:events';
import { createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { OperatorFault } from '../../kernel/operator-fault.ts';

interface Place<Port> {
  readonly host: string;
  readonly port: Port;
}

/** The settings that a place comes from. */
export const SERVICE_SETTINGS = { host: 'HOST', port: 'PORT' } as const;
export const METRICS_SETTINGS = { host: 'METRICS_HOST', port: 'METRICS_PORT' } as const;

/** Listens at a place, and answers the address; where that is refused, the error says which of these settings to change. */
export async function listen(app: FastifyInstance, place: Place<number>, settings: Place<string>): Promise<string> {
  try {
    return await app.listen({ ...place });
  } catch (error) {
    throw withAdvice(error, place, settings);
  }
}

/** Whether one may listen there, before anything is made for a service that then could not; the error is that of {@link listen}. */
export async function tryToListen(place: Place<number>, settings: Place<string>): Promise<void> {
  const server = createServer();
  try {
    await once(server.listen(place), 'listening');
  } catch (error) {
    throw withAdvice(error, place, settings);
  }
  server.close();
  await once(server, 'close');
}

function withAdvice(error: unknown, place: Place<number>, settings: Place<string>): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const advice = adviceOn(code, place, settings);
  return advice === undefined ? error : new OperatorFault('address-unusable', advice, { cause: error });
}

function adviceOn(code: string, { host, port }: Place<number>, settings: Place<string>): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is taken, perhaps by a Wasl that runs already: set ${settings.port} to another one, or to 0 for any that is free.`;
    case 'EACCES':
      return `This user may not listen on port ${port}: set ${settings.port} to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is no address of this machine: set ${settings.host} to one that is, or to 0.0.0.0 for all of them.`;
    default:
      return undefined;
  }
}
