import { withControl } from './control-flags.js';
import { openedModel } from './opened-model.js';
import type { PaintOptions } from './painting-flags.js';
import { type PaintFlags, paintingOptions } from './painting-options.js';
import type { Session } from './session.js';

/** What the flags of a command ask of its calls, with the model and the ControlNets that they name. */
export async function callOptions(flags: PaintFlags, session: Session): Promise<PaintOptions> {
  const options = await openedModel(await paintingOptions(flags), flags, session);
  return withControl(options, flags, session);
}
