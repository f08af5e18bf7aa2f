/** Arithmetic in WebAssembly: one of `kernels/`. */
export interface Kernel {
  readonly memory: WebAssembly.Memory;
}

/** What opens a kernel, each time with memory of its own; it is compiled once. */
export function kernelOpener<K extends Kernel>(base64: string): () => K {
  let compiled: WebAssembly.Module | undefined;
  return () => {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
    return new WebAssembly.Instance(compiled).exports as unknown as K;
  };
}

/** Lets a kernel's memory grow to so many bytes. Views of it from before are empty then. */
export function growTo({ memory }: Kernel, bytes: number): void {
  const pages = Math.ceil((bytes - memory.buffer.byteLength) / 2 ** 16);
  if (pages > 0) memory.grow(pages);
}
