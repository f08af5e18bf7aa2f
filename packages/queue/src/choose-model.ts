/** What waits for one model. */
export interface Waiting {
  readonly model: string;
  /** The most urgent of its jobs; lower is sooner. */
  readonly priority: number;
  /** Seconds that job has waited. */
  readonly seconds: number;
}

/**
 * Models in the order in which a worker asks for their jobs: the most urgent first, and among those of one urgency the model that
 * it holds, so that models are not opened to and fro; but what has waited longer than `patience` seconds comes before it.
 */
export function chooseModels(waiting: readonly Waiting[], held: string | undefined, patience: number): string[] {
  const late = ({ model, seconds }: Waiting) => model !== held && seconds > patience;
  return [...waiting]
    .sort(
      (a, b) =>
        a.priority - b.priority ||
        Number(late(b)) - Number(late(a)) ||
        Number(b.model === held) - Number(a.model === held) ||
        b.seconds - a.seconds,
    )
    .map(({ model }) => model);
}
