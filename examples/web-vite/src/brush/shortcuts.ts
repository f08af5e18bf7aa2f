import { element } from '../element.js';

const stage = element('stage');

/**
 * Calls what stands under a key (`mod+z` with Ctrl or Cmd), where it is not text that is typed. Keys without Ctrl or Cmd
 * count within the stage only, so that they take none from those who drive the page by voice or with a screen reader.
 */
export function listenForKeys(isOn: () => boolean, actions: Readonly<Record<string, () => void>>): void {
  addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    if (!isOn() || event.altKey || isText(target)) return;
    const mod = event.ctrlKey || event.metaKey;
    if (!mod && !stage.contains(target) && target !== document.body) return;
    const key = `${mod ? 'mod+' : ''}${mod && event.shiftKey ? 'shift+' : ''}${event.key.toLowerCase()}`;
    if (!Object.hasOwn(actions, key)) return;
    event.preventDefault();
    actions[key]!();
  });
}

const isText = (target: HTMLElement) => target.matches('textarea, select, input:not([type="range"], [type="radio"])');
