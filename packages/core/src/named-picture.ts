/** What opens or decodes a picture that is not the source: an error that speaks of `image` names the option that it came by. */
export async function namedBy<T>(option: string, picture: Promise<T>): Promise<T> {
  return picture.catch((error: Error & { argument?: string }) => {
    if (error.message?.startsWith('image:')) {
      error.message = option + error.message.slice(5);
      if (error.argument) error.argument = option;
    }
    throw error;
  });
}
