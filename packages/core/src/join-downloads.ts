import type { DownloadEvent } from './backend/files.js';

/**
 * Downloads of networks, one after the other, told as one: `loaded` and `total` count the bytes of all of them.
 *
 * @param total bytes that are missing when the call begins.
 */
export function joinDownloads(
  total: number,
  emit: (event: DownloadEvent) => void,
): (event: DownloadEvent, component: string) => void {
  const parts = new Map<string, DownloadEvent>();
  return (event, component) => {
    parts.set(component, event);
    const sum = (key: 'loaded' | 'total') => [...parts.values()].reduce((bytes, part) => bytes + part[key], 0);
    emit({ type: 'download', file: event.file, loaded: sum('loaded'), total: Math.max(total, sum('total')) });
  };
}
