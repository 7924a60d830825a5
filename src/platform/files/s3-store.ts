import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type ByteStore, FileMissing, isContentHash } from './byte-store.ts';
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

/** Any store that speaks S3. Its client is an optional dependency, loaded here and nowhere else. */
export async function s3Store({ bucket, region, endpoint, accessKeyId, secretAccessKey }: S3Place): Promise<ByteStore> {
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

  return {
    async put(hash, path) {
      const { size } = await stat(path);
      const put = { Bucket: bucket, Key: KEYS + hash, Body: createReadStream(path), ContentLength: size };
      await client.send(new s3.PutObjectCommand(put)).catch(faultOfStore);
    },
    async open(hash) {
      try {
        const { Body } = await client.send(new s3.GetObjectCommand({ Bucket: bucket, Key: KEYS + hash }));
        return Body as Readable;
      } catch (error) {
        if (error instanceof s3.NoSuchKey) throw new FileMissing(`no file ${hash}`, { cause: error });
        return faultOfStore(error);
      }
    },
    async sizeOf(hash) {
      try {
        const { ContentLength } = await client.send(new s3.HeadObjectCommand({ Bucket: bucket, Key: KEYS + hash }));
        return ContentLength ?? null;
      } catch (error) {
        if (error instanceof s3.NotFound) return null;
        return faultOfStore(error);
      }
    },
    async remove(hash) {
      await client.send(new s3.DeleteObjectCommand({ Bucket: bucket, Key: KEYS + hash })).catch(faultOfStore);
    },
    async *putBefore(then) {
      try {
        for await (const { Contents = [] } of s3.paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: KEYS })) {
          for (const { Key = '', LastModified } of Contents) {
            const name = Key.slice(KEYS.length);
            if (isContentHash(name) && LastModified !== undefined && LastModified < then) yield name;
          }
        }
      } catch (error) {
        faultOfStore(error);
      }
    },
  };
}
