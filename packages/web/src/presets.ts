import type { Presets } from '@overpaint/core';
import { standardPresets } from '@overpaint/presets';

export const webPresets: Presets = standardPresets;
