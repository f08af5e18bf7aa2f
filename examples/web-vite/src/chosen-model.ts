import { initFromStrength, inspectModel, type ModelInspection, plan } from '@overpaint/web';
import { element } from './element.js';
import { resetSettings, suggestSettings } from './settings.js';

/** What the page asks of the model that paints. */
export interface ChosenModel {
  /** As `model` of a call takes it; nothing is the embedded one. */
  readonly source?: string;
  /** Pictures beside the photo that it looks at. */
  readonly references: number;
  /** Whether it starts from the photo, more or less of which then stays. */
  readonly strength: boolean;
}

const embedded: ChosenModel = { references: 0, strength: true };
const field = element<HTMLInputElement>('model');
const hint = element('model-hint');
const invitation = hint.textContent!;
let chosen = Promise.resolve(embedded);

/** Looks at each model that the person names: its headers and settings, not its weights. */
export function prepareModel(show: (model: ChosenModel) => void): void {
  field.addEventListener('change', () => {
    const asked = look(field.value.trim());
    chosen = asked;
    void asked.then((model) => {
      if (chosen === asked) show(model);
    });
  });
}

/** The model that the field names, once it is known what it takes. */
export const chosenModel = (): Promise<ChosenModel> => chosen;

async function look(source: string): Promise<ChosenModel> {
  field.removeAttribute('aria-invalid');
  if (source === '') {
    resetSettings();
    hint.textContent = invitation;
    return embedded;
  }
  hint.textContent = 'Looking at it.';
  try {
    const inspection = await inspectModel(source);
    const blank = { width: 64, height: 64, data: new Uint8ClampedArray(4 * 64 * 64) };
    const { stepsRun, guidanceScale, strength } = await plan({ image: blank, model: source });
    if (field.value.trim() === source) {
      suggestSettings({ steps: stepsRun, guidanceScale, initStrength: initFromStrength(strength), size: '' });
      hint.textContent = describe(inspection);
    }
    return { source, references: inspection.supports.references, strength: inspection.supports.strength };
  } catch (error) {
    if (field.value.trim() === source) {
      field.ariaInvalid = 'true';
      hint.textContent = (error as Error).message;
    }
    return { ...embedded, source }; // painting says again what is wrong with it
  }
}

function describe({ name, downloadBytes, supports }: ModelInspection): string {
  const looks = supports.strength
    ? 'Starts from the photo.'
    : 'Looks at the photo and paints anew what the prompt says.';
  const further = supports.references > 0 ? ` Takes up to ${supports.references} more pictures.` : '';
  const missing = downloadBytes > 0 ? ` ${Math.ceil(downloadBytes / 1e6)} MB to download first.` : '';
  return `${name}: ${looks}${further}${missing}`;
}
