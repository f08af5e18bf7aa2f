import { InvalidArgumentError } from '@overpaint/node';
import { folderStore } from './folder-store.js';
import { s3Store } from './s3-store.js';
import type { Store } from './store.js';

/**
 * A store, or the one that a text names: a folder, or `s3://bucket/prefix` with what S3 needs in its usual variables. A store that
 * is not AWS's own (`AWS_ENDPOINT_URL`) is asked for the bucket as part of the path, as those expect it.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT`.
 */
export function storeOf(store: Store | string): Store {
  if (typeof store !== 'string') return store;
  const [scheme] = /^\w+:\/\//.exec(store) ?? [];
  if (scheme === undefined) return folderStore(store);
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(store) ?? [];
  if (bucket === undefined) throw new InvalidArgumentError('store', 'a folder, or s3://bucket/prefix', store);
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
  const forcePathStyle = Boolean(AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL);
  return s3Store({ bucket, prefix: prefix.replace(/(?<=[^/])$/, '/'), config: { forcePathStyle } });
}
