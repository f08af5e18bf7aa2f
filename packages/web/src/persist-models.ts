/**
 * Asks the browser not to clear this site's storage, and so its models, when the disk gets full. Firefox asks the
 * person; Chromium decides by how the site is used.
 *
 * @returns whether storage is kept from now on; false where the browser does not know of it.
 */
export async function persistModels(): Promise<boolean> {
  return (await globalThis.navigator?.storage?.persist?.()) ?? false;
}
