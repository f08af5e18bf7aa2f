/** The command was written wrongly: exit status 2, its message and nothing painted. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
