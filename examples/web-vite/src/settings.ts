import { initFromStrength, type readRecipe, schedulers, strengthFromInit } from '@overpaint/web';
import { element } from './element.js';
import { fillStyleMenu } from './style-menu.js';

const form = element<HTMLFormElement>('settings');
/** Exact steps, so that strength does not come in notches; earlier pictures may have been painted otherwise. */
let stepsMode = 'exact';

/** What the form says, as options of a call. */
export interface Settings {
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly style?: string;
  /** Not for models that paint anew. */
  readonly initStrength?: number;
  readonly guidanceScale: number;
  readonly steps: number;
  readonly stepsMode: string;
  readonly scheduler?: string;
  /** Nothing: the model's own. */
  readonly size?: number;
  readonly seed?: number;
}

/** Fills the menus and keeps the numbers beside the sliders up to date. */
export function prepareSettings(): void {
  fillStyleMenu(element('styles'));
  const names = Object.values(schedulers).filter(({ flow }) => flow !== true);
  element('scheduler').replaceChildren(
    new Option("The model's own", ''),
    ...names.map(({ name }) => new Option(name, name)),
  );
  form.addEventListener('input', showNumbers);
  field('steps').addEventListener('input', () => {
    stepsMode = 'exact';
  });
  element('reroll').addEventListener('click', () => {
    field('seed').value = '';
    field('seed').focus();
  });
  showNumbers();
}

export function readSettings(): Settings {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? '').trim();
  const style = text('style');
  const scheduler = text('scheduler');
  const seed = text('seed');
  const size = text('size');
  return {
    prompt: text('prompt'),
    negativePrompt: text('negativePrompt'),
    ...(style && { style }),
    ...(data.has('initStrength') && { initStrength: Number(text('initStrength')) }),
    guidanceScale: Number(text('guidanceScale')),
    steps: Number(text('steps')),
    stepsMode,
    ...(scheduler && { scheduler }),
    ...(size && { size: Number(size) }),
    ...(seed && { seed: Number(seed) }),
  };
}

/** Puts an earlier picture's settings into the form. Its prompts hold its style's words already. */
export function restoreSettings(recipe: NonNullable<ReturnType<typeof readRecipe>>): void {
  const set = (name: string, value: unknown) => {
    if (value !== undefined) field(name).value = String(value);
  };
  set('prompt', recipe.prompt?.expanded);
  set('negativePrompt', recipe.negativePrompt?.expanded);
  form.querySelector<HTMLInputElement>('input[name="style"]')!.checked = true;
  if (recipe.strength !== undefined) set('initStrength', initFromStrength(recipe.strength).toFixed(2));
  set('guidanceScale', recipe.guidanceScale);
  set('steps', recipe.steps);
  stepsMode = recipe.stepsMode ?? 'schedule';
  set('scheduler', recipe.scheduler);
  set('seed', recipe.seed);
  if (recipe.size) set('size', Math.max(recipe.size.width, recipe.size.height));
  showNumbers();
}

/** Settings that suit a model, which the person may change again. */
export function suggestSettings(suited: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(suited)) field(name).value = String(value);
  stepsMode = 'exact';
  showNumbers();
}

/** What the page began with, which suits the embedded model. */
export function resetSettings(): void {
  const { steps, guidanceScale, initStrength } = form.elements as unknown as Record<string, HTMLInputElement>;
  suggestSettings({
    steps: steps!.defaultValue,
    guidanceScale: guidanceScale!.defaultValue,
    initStrength: initStrength!.defaultValue,
    size: 512,
  });
}

/** Models that paint anew have no use for strength. */
export function offerStrength(offered: boolean): void {
  element('strength-field').hidden = !offered;
  field('initStrength').disabled = !offered;
}

/** Shows which seed was drawn, for those who want to keep it. */
export function showSeed(seed: number): void {
  field('seed').placeholder = `random (last: ${seed})`;
}

const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;

function showNumbers(): void {
  for (const output of form.querySelectorAll('output')) {
    const input = field(output.htmlFor.value);
    output.value = input.value;
    if (input.name !== 'initStrength') continue;
    const share = Math.round(strengthFromInit(Number(input.value)) * 100);
    input.setAttribute('aria-valuetext', `${input.value}: ${share} percent repainted`);
  }
}
