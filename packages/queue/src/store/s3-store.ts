import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { checkNames } from '@overpaint/core/platform';
import { UnsupportedError } from '@overpaint/node';
import type { Store } from './store.js';

/** Of the settings of `S3Client`, those that stores need; it takes all of its own. */
export interface S3Config {
  /** Where the store is, where that is not AWS: `https://minio.example:9000`. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly credentials?:
    | { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
    | undefined;
  /** Whether the bucket is part of the path, as MinIO wants it. */
  readonly forcePathStyle?: boolean | undefined;
  readonly [setting: string]: unknown;
}

export interface S3StoreOptions {
  readonly bucket: string;
  /** Stands before every key, such as `overpaint/`. @defaultValue none */
  readonly prefix?: string | undefined;
  /** @defaultValue what its environment says */
  readonly config?: S3Config | undefined;
}

/**
 * A bucket of S3, or of a store that speaks as it does and knows conditional writes (`If-None-Match: *`): AWS, MinIO, R2. Needs the
 * package `@aws-sdk/client-s3`, which is loaded with the first call.
 *
 * Its calls throw UnsupportedError `UNSUPPORTED` where that is not installed, and what S3 says.
 *
 * @example
 * ```ts
 * import { s3Store } from '@overpaint/queue';
 * const store = s3Store({ bucket: 'pictures', config: { region: 'eu-central-1' } });
 * ```
 */
export function s3Store(options: S3StoreOptions): Store {
  checkNames('options', options, { bucket: true, prefix: true, config: true });
  const { bucket: Bucket, prefix = '', config = {} } = options;
  let opened: Promise<{ client: S3Client; sdk: typeof import('@aws-sdk/client-s3') }> | undefined;
  const open = () => {
    opened ??= import('@aws-sdk/client-s3').then(
      (sdk) => ({ sdk, client: new sdk.S3Client(config as S3ClientConfig) }),
      (cause: unknown) => {
        const message = 'A bucket needs a package that cannot be loaded: npm install @aws-sdk/client-s3';
        throw new UnsupportedError('store', message, { cause });
      },
    );
    return opened;
  };
  const place = (key: string) => ({ Bucket, Key: `${prefix}${key}` });
  return {
    async read(key) {
      const { client, sdk } = await open();
      try {
        const { Body } = await client.send(new sdk.GetObjectCommand(place(key)));
        return await Body!.transformToByteArray();
      } catch (error) {
        if (error instanceof sdk.NoSuchKey) return undefined;
        throw error;
      }
    },
    async write(key, bytes, { replace = false } = {}) {
      const { client, sdk } = await open();
      const condition = replace ? {} : { IfNoneMatch: '*' };
      try {
        await client.send(new sdk.PutObjectCommand({ ...place(key), ...condition, Body: bytes }));
        return true;
      } catch (error) {
        if (error instanceof sdk.S3ServiceException && error.name === 'PreconditionFailed') return false;
        throw error;
      }
    },
    async remove(key) {
      const { client, sdk } = await open();
      await client.send(new sdk.DeleteObjectCommand(place(key)));
    },
  };
}
