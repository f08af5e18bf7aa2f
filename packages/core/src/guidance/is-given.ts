/** Whether there is a negative prompt. An empty one may be meant, as something to keep away from. */
export const isGiven = ({ given, expanded }: { given?: string | undefined; expanded: string }): boolean =>
  given !== undefined || expanded !== '';
