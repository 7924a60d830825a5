import { createHash } from 'node:crypto';

/** A PDF of a few words, as far as anybody looks into it. */
export const pdf = (words: string): Buffer => Buffer.from(`%PDF-1.7\n${words}\n%%EOF\n`);

export const hashOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
