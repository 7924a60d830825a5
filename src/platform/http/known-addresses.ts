import type { FastifyInstance } from 'fastify';

interface Address {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** The addresses of a server with the methods that each takes: what a router knows and doesn't tell of a method that it doesn't find. */
export class KnownAddresses {
  readonly #byUrl = new Map<string, Address>();

  /** Learns every route that is added from now on. */
  constructor(app: FastifyInstance) {
    app.addHook('onRoute', ({ url, method }) => {
      const { methods } = this.#addressOf(url);
      for (const one of [method].flat()) methods.add(one);
    });
  }

  /** The methods at a path, OPTIONS with them; none where there is no such address. */
  methodsAt(path: string): readonly string[] {
    const found = [...this.#byUrl.values()].filter(({ pattern }) => path === EVERY_ADDRESS || pattern.test(path));
    return found.length === 0 ? [] : [...new Set([...found.flatMap(({ methods }) => [...methods]), 'OPTIONS'])].sort();
  }

  #addressOf(url: string): Address {
    const known = this.#byUrl.get(url);
    if (known) return known;
    const address = { pattern: patternOf(url), methods: new Set<string>() };
    this.#byUrl.set(url, address);
    return address;
  }
}

/** RFC 9110, 9.3.7: asked of the server as a whole. */
const EVERY_ADDRESS = '*';

/** Of an address with parameters (`:id`) and a rest (`*`), as the router writes them. */
function patternOf(url: string): RegExp {
  const literal = url.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${literal.replaceAll(/:\w+/g, '[^/]+').replaceAll('*', '.*')}$`);
}
