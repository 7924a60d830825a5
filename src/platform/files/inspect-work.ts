import { DamagedFile, type FileFault } from './damaged-file.ts';
import { inspectFile } from './inspect-file.ts';

/** What the thread says when it takes a file up, and the answer after it. */
export type InspectionBegun = 'begun';
export type InspectionAnswer =
  | { readonly fault: FileFault }
  | { readonly fault: null; readonly mediaType: string; readonly content: Uint8Array | null; readonly isSigned: boolean };

/** Looks into a file, in a thread of its own: what is wrong with it comes back as a word, since errors lose their kind on the way. */
export async function work(bytes: Uint8Array): Promise<InspectionAnswer> {
  try {
    return { fault: null, ...(await inspectFile(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))) };
  } catch (error) {
    if (error instanceof DamagedFile) return { fault: error.fault };
    // Too deep for the stack, too large for an array: about the file, and nothing else was asked of it.
    if (error instanceof RangeError) return { fault: 'file-too-complex' };
    throw error;
  }
}
