import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { printableJson } from '../kernel/printable.ts';

/** What a reader that stands still leaves waiting in memory, at most; beyond it entries are lost. */
const MOST_WAITING_BYTES = 1024 * 1024;
/** As pino numbers its levels. */
const WARNING = 40;

/** Where the lines of a log go, each of them JSON. */
export interface LogOutput {
  write(line: string): void;
}

/**
 * Writes the lines of a log to standard output, and never fails or waits: the service matters more than its log. What a full disk, a reader
 * that is gone or one that stands still doesn't take is lost, and how much it was is an entry of its own as soon as entries are taken again.
 */
export function logOutput(stream: Socket | { readonly fd: number } = process.stdout): LogOutput {
  const put = stream instanceof Socket ? intoSocket(stream) : intoFile(stream.fd);
  let lost = 0;
  return {
    write(line) {
      if (lost > 0 && put(tellLoss(lost))) lost = 0;
      if (lost > 0 || !put(printableJson(line))) lost += 1;
    },
  };
}

const tellLoss = (lost: number): string =>
  `${JSON.stringify({ level: WARNING, time: Date.now(), lost, msg: 'entries of the log were lost: nothing could be written' })}\n`;

/** Puts a line somewhere; false where it didn't get there. */
type Put = (line: string) => boolean;

/** Pipes, sockets and terminals take what they can and leave the rest waiting; a loss lasts until nothing waits any more. */
function intoSocket(socket: Socket): Put {
  let isFull = false;
  return (line) => {
    if (!socket.writable) return false;
    isFull = socket.writableLength > (isFull ? 0 : MOST_WAITING_BYTES);
    if (!isFull) socket.write(line);
    return !isFull;
  };
}

function intoFile(fd: number): Put {
  let isTorn = false;
  return (line) => {
    // A full disk may have taken the beginning of a line; the next is to be whole.
    let rest = Buffer.from(isTorn ? `\n${line}` : line);
    const { length } = rest;
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
      isTorn = false;
      return true;
    } catch {
      isTorn ||= rest.length < length;
      return false;
    }
  };
}
