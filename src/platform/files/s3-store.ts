import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type ByteStore, FileMissing, isContentHash } from './byte-store.ts';
import { StoreCalls, type StoreCallLimits, type Visit } from './store-calls.ts';
import { faultOfStore } from './store-fault.ts';
import { OperatorFault } from '../../kernel/operator-fault.ts';

export interface S3Place {
  readonly bucket: string;
  readonly region: string;
  /** A store of one's own; without it Amazon's. It is then asked by path (`/bucket/key`), which every such store understands. */
  readonly endpoint?: string | undefined;
  /** Without them the usual places of the Amazon tools are asked. */
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
}

/** What the keys of ours begin with, in a bucket that may hold other things too. */
const KEYS = 'sha256-';

/** Of calls to a bucket. */
export const BUCKET: StoreCallLimits = {
  // They share one line to the bucket.
  places: 10,
  waitMs: 5_000,
  callMs: 15_000,
  silence: { fault: 'the store of files doesn’t answer in time', remedy: 'see S3_ENDPOINT, and the store itself' },
};

/** Any store that speaks S3. Its client is an optional dependency, loaded here and nowhere else. */
export async function s3Store(
  { bucket, region, endpoint, accessKeyId, secretAccessKey }: S3Place,
  calls = new StoreCalls(BUCKET),
): Promise<ByteStore> {
  const s3 = await import('@aws-sdk/client-s3').catch((cause: unknown) => {
    throw new OperatorFault(
      'file-store-unusable',
      'S3_BUCKET is set, and the optional package @aws-sdk/client-s3 is not there: npm ci without --omit=optional',
      {
        cause,
      },
    );
  });
  const client = new s3.S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(accessKeyId === undefined || secretAccessKey === undefined ? {} : { credentials: { accessKeyId, secretAccessKey } }),
    // Else the client appends checksums in trailers that many stores keep as a part of the file.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

  const ask = <T>(question: (gone: AbortSignal) => Promise<T>): Promise<T> =>
    calls.visit((visit) => visit.call(() => question(goneWith(visit))));

  async function* piecesOf(body: Readable): AsyncGenerator<Buffer> {
    const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    try {
      for (;;) {
        const { done, value } = await calls.ask(() => pieces.next());
        if (done) return;
        yield value;
      }
    } catch (error) {
      faultOfStore(error);
    } finally {
      body.destroy();
    }
  }

  return {
    async put(hash, path) {
      const { size } = await stat(path);
      const putAt = { Bucket: bucket, Key: KEYS + hash, ContentLength: size };
      const sent = calls.visit(async (visit) => {
        const gone = new AbortController();
        visit.givenUp.onCancel(() => gone.abort());
        const Body = Readable.from(asItGoes(path, visit), { objectMode: false });
        const unread = new Promise<never>((_, reject) => Body.once('error', reject));
        try {
          const put = () => client.send(new s3.PutObjectCommand({ ...putAt, Body }), { abortSignal: gone.signal });
          await visit.call(() => Promise.race([put(), unread]));
        } finally {
          Body.destroy();
          gone.abort();
        }
      });
      await sent.catch(faultOfStore);
    },
    async open(hash) {
      try {
        const wanted = new s3.GetObjectCommand({ Bucket: bucket, Key: KEYS + hash });
        const { Body } = await ask((gone) => client.send(wanted, { abortSignal: gone }));
        return Readable.from(piecesOf(Body as Readable), { objectMode: false });
      } catch (error) {
        if (error instanceof s3.NoSuchKey) throw new FileMissing(hash, { cause: error });
        return faultOfStore(error);
      }
    },
    async sizeOf(hash) {
      try {
        const wanted = new s3.HeadObjectCommand({ Bucket: bucket, Key: KEYS + hash });
        const { ContentLength } = await ask((gone) => client.send(wanted, { abortSignal: gone }));
        return ContentLength ?? null;
      } catch (error) {
        if (error instanceof s3.NotFound) return null;
        return faultOfStore(error);
      }
    },
    async remove(hash) {
      const unwanted = new s3.DeleteObjectCommand({ Bucket: bucket, Key: KEYS + hash });
      await ask((gone) => client.send(unwanted, { abortSignal: gone })).catch(faultOfStore);
    },
    async *putBefore(then) {
      let ContinuationToken: string | undefined;
      do {
        const next = new s3.ListObjectsV2Command({ Bucket: bucket, Prefix: KEYS, ContinuationToken });
        const page = await ask((gone) => client.send(next, { abortSignal: gone })).catch(faultOfStore);
        for (const { Key = '', LastModified } of page.Contents ?? []) {
          const name = Key.slice(KEYS.length);
          if (isContentHash(name) && LastModified !== undefined && LastModified < then) yield name;
        }
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
    },
    // A bucket has an object whole or not at all.
    removeDrafts: () => Promise.resolve(),
  };
}

/** Lets go of the connection to a store that nobody waits for any longer. */
function goneWith({ givenUp }: Visit): AbortSignal {
  const gone = new AbortController();
  givenUp.onCancel(() => gone.abort());
  return gone.signal;
}

/** A file as the store takes it in, which may take long over a slow line. */
async function* asItGoes(path: string, { moves }: Visit): AsyncGenerator<Buffer> {
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    moves();
    yield piece;
  }
}
