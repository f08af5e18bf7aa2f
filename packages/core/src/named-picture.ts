/** What opens or decodes a picture that is not the source: an error that speaks of `image` names the option that it came by. */
export async function namedBy<T>(option: string, picture: Promise<T>): Promise<T> {
  return picture.catch((error: unknown) => {
    if (error instanceof Error && error.message.startsWith('image:')) {
      const renamed = (text: string | undefined) => text?.replace('image:', `${option}:`);
      Object.assign(error, { message: renamed(error.message), stack: renamed(error.stack) });
      if ('argument' in error) Object.assign(error, { argument: option });
    }
    throw error;
  });
}
