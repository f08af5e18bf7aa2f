import type { WriteStream } from 'node:tty';

/** How much is told, and in which form. */
export interface TerminalOptions {
  /** Nothing but errors on stderr, no paths on stdout. */
  readonly quiet?: boolean | undefined;
  /** stdout is for one JSON document. */
  readonly json?: boolean | undefined;
}

/**
 * What the command line says. Results go to stdout, so that they can be piped; everything for the person who waits goes
 * to stderr: a line that moves on a terminal, and plain lines, few of them, in a log.
 */
export class Terminal {
  readonly #options: TerminalOptions;
  readonly #stderr: NodeJS.WriteStream;
  #moving = false;

  constructor(options: TerminalOptions = {}, stderr: NodeJS.WriteStream = process.stderr) {
    this.#options = options;
    this.#stderr = stderr;
  }

  /** A result, for a person: a path, a row of a table. */
  print(line: string): void {
    if (this.#options.json || this.#options.quiet) return;
    this.#clear();
    process.stdout.write(`${line}\n`);
  }

  /** A result, for a program: the one document that `--json` asks for; nothing without it. */
  data(value: unknown): void {
    if (!this.#options.json) return;
    this.#clear();
    process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
  }

  /** The one document, an array, piece by piece: thousands of results are not kept. Nothing is written where nothing was added before an error. */
  list<T>(): { add(value: T): void; end(): void } {
    let begun = false;
    return {
      add: (value) => {
        if (!this.#options.json) return;
        this.#clear();
        const text = JSON.stringify(value, undefined, 2).replaceAll('\n', '\n  ');
        process.stdout.write(`${begun ? ',' : '['}\n  ${text}`);
        begun = true;
      },
      end: () => {
        if (this.#options.json) process.stdout.write(begun ? '\n]\n' : '[]\n');
      },
    };
  }

  /** Something worth knowing: a warning, a summary. */
  note(line: string): void {
    if (!this.#options.quiet) this.error(line);
  }

  error(line: string): void {
    this.#clear();
    this.#stderr.write(`${line}\n`);
  }

  /** Where the work is. `milestone`: worth a line of its own where lines cannot move. */
  progress(line: string, { milestone = false }: { milestone?: boolean } = {}): void {
    if (this.#options.quiet) return;
    if (!this.#stderr.isTTY) {
      if (milestone) this.#stderr.write(`${line}\n`);
      return;
    }
    const { columns } = this.#stderr as WriteStream;
    this.#stderr.write(`\r\u001b[K${[...line].slice(0, Math.max(20, (columns || 80) - 1)).join('')}`);
    this.#moving = true;
  }

  /** Takes the moving line away, so that the next line starts at the left. */
  #clear(): void {
    if (this.#moving) this.#stderr.write('\r\u001b[K');
    this.#moving = false;
  }
}
