declare module '@20minutes/s3rver' {
  /** What the tests use of a server that speaks S3; the package has no types of its own. */
  export default class S3rver {
    constructor(options: Readonly<Record<string, unknown>>);
    run(): Promise<{ readonly port: number }>;
    close(): Promise<void>;
  }
}
