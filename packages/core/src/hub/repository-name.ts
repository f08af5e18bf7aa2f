import { InvalidArgumentError } from '../errors/index.js';
import { type Dtype, dtypes } from '../model/dtype.js';

/** A repository of a Hugging Face hub, as people write it: `owner/name`, `owner/name@revision`, `owner/name:fp16`. */
export interface RepositoryName {
  /** `owner/name`. */
  readonly repository: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
  /** Which precision of networks that come in several. */
  readonly dtype: Dtype | undefined;
}

const pattern = /^([\w.-]+\/[\w.-]+)(?:@([\w.-]+(?:\/[\w.-]+)*))?(?::([\w.-]+))?$/;

/** A commit's whole name, which needs no looking up. */
export const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/.test(revision);

/**
 * Reads a repository's name, or nothing where it is none.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for a precision that does not exist, or a revision that leads elsewhere.
 */
export function parseRepository(source: string): RepositoryName | undefined {
  const match = pattern.exec(source);
  if (match === null) return undefined;
  const [, repository = '', revision = 'main', variant] = match;
  if (repository.split('/').some(isDots)) return undefined; // ../models: a path
  if (revision.split('/').some(isDots)) {
    throw new InvalidArgumentError('model', 'a branch, a tag or a commit after the @', revision);
  }
  const dtype = dtypes.find((name) => name === variant);
  if (variant !== undefined && dtype === undefined) {
    throw new InvalidArgumentError('model', `one of ${dtypes.join(', ')} after the colon`, variant);
  }
  return { repository, revision, dtype };
}

const isDots = (part: string) => /^\.+$/.test(part);
