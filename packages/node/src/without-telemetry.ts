import { runInThisContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import { BackendError } from '@overpaint/core';

/**
 * Sets ONNX Runtime's opt-outs of telemetry in the environment of the process, or gives them back the values that they
 * had. One that is already in use by another copy of this package stays until the last gives it back. A text, since it has to
 * run in the main thread's own realm whoever loads the runtime: the `process.env` of a worker thread, and of test runners
 * that keep a realm for each test, is a copy that native code does not see.
 */
const optOut = (on: boolean) => `{
  const names = ['ORT_DISABLE_TELEMETRY', 'ORT_TELEMETRY_DISABLED']; // 1.30; other versions
  const state = (globalThis[Symbol.for('overpaint.telemetry')] ??= { users: 0, before: [] });
  state.users += ${on ? 1 : -1};
  if (${on} && state.users === 1) {
    state.before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = '1';
  }
  if (${!on} && state.users === 0) {
    names.forEach((name, index) => {
      if (state.before[index] === undefined) delete process.env[name];
      else process.env[name] = state.before[index];
    });
  }
}`;

/**
 * Does `load` while the environment forbids ONNX Runtime to keep and send anything. The library looks once in its life,
 * when it makes its own environment for the first session of the process; after that the variables are given back.
 *
 * @throws BackendError `BACKEND` in a worker thread that cannot reach its main thread, where nothing says that telemetry is off.
 */
export async function withoutTelemetry<T>(load: () => Promise<T>): Promise<T> {
  const told = await inMainThread(optOut(true)).then(
    () => true,
    (cause: unknown) => {
      if (process.env['ORT_DISABLE_TELEMETRY'] === '1') return false; // the program was started with it
      throw new BackendError(
        'runtime',
        "runtime: ONNX Runtime's telemetry cannot be switched off from this worker thread, so it is not loaded. " +
          'Start the program with ORT_DISABLE_TELEMETRY=1 in its environment.',
        { cause },
      );
    },
  );
  try {
    return await load();
  } finally {
    if (told) await inMainThread(optOut(false)).catch(() => {}); // it stays off, which does no harm
  }
}

/** Seconds that a main thread may be busy before it counts as one that waits for this thread. */
const patience = 10;

async function inMainThread(code: string): Promise<void> {
  if (isMainThread) return void runInThisContext(code);
  const { Session } = await import('node:inspector');
  const session = new Session();
  session.connectToMainThread();
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('The main thread does not answer.')), patience * 1000);
      session.post('Runtime.evaluate', { expression: code }, (error, answer) => {
        if (error !== null || answer.exceptionDetails !== undefined)
          reject(error ?? new Error(answer.result.description));
        else resolve();
      });
    });
  } finally {
    clearTimeout(timer);
    session.disconnect();
  }
}
