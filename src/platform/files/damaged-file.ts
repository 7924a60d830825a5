export type FileFault =
  | 'file-damaged'
  | 'file-is-two-things'
  | 'file-is-encrypted'
  | 'file-has-macros'
  | 'file-unpacks-too-large'
  | 'file-type-not-accepted';

/** A file that claims a format by its first bytes and doesn't keep to it. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile';
  readonly fault: FileFault;

  constructor(fault: FileFault, options?: ErrorOptions) {
    super(fault, options);
    this.fault = fault;
  }
}
