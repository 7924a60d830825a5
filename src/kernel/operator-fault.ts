/**
 * A mistake or a misfortune that whoever runs the service is to mend, and no fault of the program: the message says what it is and what to
 * do, and the code stays the same, for machines that watch the log.
 */
export class OperatorFault extends Error {
  override readonly name: string = 'OperatorFault';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
