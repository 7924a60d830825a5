export type FileFault =
  | 'file-damaged'
  | 'file-is-two-things'
  | 'file-is-encrypted'
  | 'file-has-macros'
  | 'file-has-scripts'
  | 'file-has-actions'
  | 'file-has-attachments'
  | 'file-has-remote-parts'
  | 'file-has-data-links'
  | 'file-part-not-accepted'
  | 'file-picture-too-large'
  | 'file-unpacks-too-large'
  | 'file-too-complex'
  | 'file-type-not-accepted';

/** A file that claims a format by its first bytes and doesn't keep to it, or that does more than to be looked at. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile';
  readonly fault: FileFault;

  constructor(fault: FileFault, options?: ErrorOptions) {
    super(fault, options);
    this.fault = fault;
  }
}
