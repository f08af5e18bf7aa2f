/** What documentation tells of a scheduler beyond what its code says. */
export interface SchedulerFacts {
  /** Order of convergence on the ODE; 1, if left out, for methods that draw noise. */
  readonly order?: number;
  /** Network calls a step, the last step aside; 1 if left out. */
  readonly callsPerStep?: number;
  /** Whether it draws noise in every step, or when its config asks for it. */
  readonly draws?: 'always' | 'option';
  /** AUTOMATIC1111's labels, without the noise schedule. */
  readonly a1111?: readonly string[];
  /** Leonardo's enum. */
  readonly leonardo?: readonly string[];
  readonly paper: Paper;
}

export interface Paper {
  readonly paper: string;
  readonly arXiv: string;
}

// Papers that several schedulers come from.

export const karrasPaper = {
  paper: 'Karras et al. 2022, Elucidating the Design Space of Diffusion-Based Generative Models',
  arXiv: '2206.00364',
};

export const dpmSolverPaper = {
  paper: 'Lu et al. 2022, DPM-Solver++: Fast Solver for Guided Sampling of Diffusion Probabilistic Models',
  arXiv: '2211.01095',
};

export const flowPaper = {
  paper: 'Liu et al. 2022, Flow Straight and Fast: Learning to Generate and Transfer Data with Rectified Flow',
  arXiv: '2209.03003',
};
