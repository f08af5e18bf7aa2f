import { stat } from 'node:fs/promises';

export interface FileState {
  /** In bytes. */
  readonly size: number;
  /** Differs whenever the file's content may: another size, time of change, time of any change to the file, or file of that name. */
  readonly state: string;
}

/**
 * What tells a file from an earlier one of the same name without reading it. Size and time of change alone do not: tools
 * that copy or unpack keep the time, and weights of one shape have one size. The system sets `ctime` itself at every write.
 */
export async function fileState(path: string): Promise<FileState> {
  const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
  return { size: Number(size), state: [size, mtimeNs, ctimeNs, ino].join(' ') };
}
