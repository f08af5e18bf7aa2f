import { expect, it } from 'vitest';
import { redactor } from './redact.js';

it.each([
  ['a LoRA that is not in /srv/my loras/new', 'a LoRA that is not in …'],
  ['/home/anna/models/unet.onnx could not be opened', '… could not be opened'],
  ['model: C:\\models\\dreamy lacks unet', 'model: … lacks unet'],
  ['see file:///srv/models/dreamy/', 'see …'],
  ['fit: expected cover/contain/stretch, 3/4 of 100', 'fit: expected cover/contain/stretch, 3/4 of 100'],
  ['owner/name is a repository', 'owner/name is a repository'],
])('%s', (text, told) => {
  expect(redactor(['/srv/my loras/new', 'mini'])(text)).toBe(told);
});
