import type { FastifyInstance } from 'fastify';

interface Place<Port> {
  readonly host: string;
  readonly port: Port;
}

/** Listens at a place, and answers the address; where that is refused, the error says which of these settings to change. */
export async function listen(app: FastifyInstance, place: Place<number>, settings: Place<string>): Promise<string> {
  try {
    return await app.listen({ ...place });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const advice = adviceOn(code, place, settings);
    throw advice === undefined ? error : new Error(advice, { cause: error });
  }
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
