import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/**
 * A PostgreSQL that does what a test has it do: enough of the protocol (version 3, section 55 of PostgreSQL's manual) for sessions without a
 * password, so that a connection can be lost at a moment that the real one can't be made to meet.
 */
export class ScriptedServer {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    this.url = `postgres://wasl@127.0.0.1:${(server.address() as AddressInfo).port}/wasl`;
  }

  static async start(script: Script): Promise<ScriptedServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const scripted = new ScriptedServer(server);
    let sessions = 0;
    server.on('connection', (socket) => {
      scripted.#sockets.add(socket);
      new Session(socket, { greet: welcome, ask: answerEmpty, ...script }, (sessions += 1)).begin();
    });
    return scripted;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

export interface Script {
  /** Once a session is asked for; lets it in by default. */
  readonly greet?: (session: Session) => unknown;
  /** Once a query has come, all of it; has no rows by default. */
  readonly ask?: (session: Session, query: string) => unknown;
  /** Once TLS is asked for. */
  readonly askForTls?: (session: Session) => unknown;
  /** Once rows have come for a copy, or their end. */
  readonly copy?: ((session: Session, sent: 'rows' | 'end') => unknown) | undefined;
}

const TLS_REQUEST = 80_877_103;

/** One connection, as the server sees it. */
export class Session {
  readonly socket: Socket;
  /** 1 for the first that there was. */
  readonly number: number;
  readonly #script: Script;
  #received: Buffer = Buffer.alloc(0);
  #hasBegun = false;
  #query = '';

  constructor(socket: Socket, script: Script, number: number) {
    this.socket = socket;
    this.number = number;
    this.#script = script;
  }

  begin(): void {
    this.socket.on('error', () => undefined); // a close follows
    this.socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      while (this.#takeOne());
    });
  }

  send(...messages: readonly Buffer[]): this {
    this.socket.write(Buffer.concat(messages));
    return this;
  }

  /** Ends it as a server does, after what was sent. */
  end(): void {
    this.socket.end();
  }

  /** Ends it as a network does that has forgotten it. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  #takeOne(): boolean {
    const start = this.#hasBegun ? 1 : 0;
    if (this.#received.length < start + 4) return false;
    const end = start + this.#received.readInt32BE(start);
    if (this.#received.length < end) return false;
    const type = this.#hasBegun ? this.#received.toString('latin1', 0, 1) : '';
    const body = this.#received.subarray(start + 4, end);
    this.#received = this.#received.subarray(end);
    this.#take(type, body);
    return true;
  }

  #take(type: string, body: Buffer): void {
    const { greet, ask, askForTls, copy } = this.#script;
    if (type === '') {
      const code = body.readInt32BE(0);
      if (code === TLS_REQUEST) return void askForTls?.(this);
      this.#hasBegun = true;
      greet?.(this);
    } else if (type === 'P') this.#query = textOf(body.subarray(body.indexOf(0) + 1));
    else if (type === 'S') ask?.(this, this.#query);
    else if (type === 'Q') ask?.(this, textOf(body));
    else if (type === 'd') copy?.(this, 'rows');
    else if (type === 'c') copy?.(this, 'end');
  }
}

const textOf = (body: Buffer): string => body.toString('utf8', 0, body.indexOf(0));
const i16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const i32 = (value: number): Buffer => Buffer.from([value >> 24, value >> 16, value >> 8, value].map((byte) => byte & 255));
const cString = (text: string): Buffer => Buffer.from(`${text}\0`);

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), i32(body.length + 4), body]);
}

const TEXT = 25;

export const letIn = message('R', i32(0));
export const askForPassword = message('R', i32(3));
export const ready = message('Z', Buffer.from('I'));
export const readyWithin = message('Z', Buffer.from('T'));
export const completed = (command: string): Buffer => message('C', cString(command));
export const oneColumn = message('T', i16(1), cString('value'), i32(0), i16(0), i32(TEXT), i16(-1), i32(-1), i16(0));
export const row = (value: string): Buffer => message('D', i16(1), i32(Buffer.byteLength(value)), Buffer.from(value));
export const copyIn = message('G', Buffer.from([0]), i16(0));
export const copyOut = message('H', Buffer.from([0]), i16(0));
export const endOfCopy = message('c');
export const noTls = Buffer.from('N');
export const copied = (rows: string): Buffer => message('d', Buffer.from(rows));
const fault = (severity: string, code: string, words: string): Buffer =>
  message('E', cString(`S${severity}`), cString(`V${severity}`), cString(`C${code}`), cString(`M${words}`), Buffer.from([0]));
export const fatal = (code: string, words: string): Buffer => fault('FATAL', code, words);
export const failed = (code: string, words: string): Buffer => fault('ERROR', code, words);

const welcome = (session: Session): unknown => session.send(letIn, ready);
const answerEmpty = (session: Session): unknown => session.send(completed('SELECT 0'), ready);
