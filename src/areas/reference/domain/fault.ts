import { FILE_NAMES, type FileKey } from './reference-data.ts';

/** What is wrong in the reference data, and where: the pointer is a JSON pointer (RFC 6901) into the file. */
export interface Fault {
  readonly file: string;
  readonly pointer: string;
  readonly message: string;
}

export const faultAt = (file: FileKey, pointer: string, message: string): Fault => ({
  file: FILE_NAMES[file],
  pointer,
  message,
});

export const formatFault = (fault: Fault): string => `${fault.file}#${fault.pointer}: ${fault.message}`;

/** Reference data that may not be loaded; carries every fault, not only the first. */
export class FaultyReferenceData extends Error {
  override readonly name = 'FaultyReferenceData';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
    super([`the reference data has ${count} and was not loaded`, ...faults.map(formatFault)].join('\n'));
    this.faults = faults;
  }
}
