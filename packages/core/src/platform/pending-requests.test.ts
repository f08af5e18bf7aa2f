import { expect, it } from 'vitest';
import { PendingRequests } from './pending-requests.js';

it('gives each request its own answer, in any order', async () => {
  const pending = new PendingRequests<string>();
  const ids: number[] = [];
  const asked = ['a', 'b', 'c'].map((name) => pending.ask((id) => ids.push(id), name));
  expect(new Set(ids).size).toBe(3);
  expect(pending.about(ids[1]!)).toBe('b');
  pending.resolve(ids[2]!, 3);
  pending.reject(ids[0]!, new Error('no'));
  pending.resolve(ids[1]!, 2);
  expect(await Promise.allSettled(asked)).toMatchObject([{ reason: { message: 'no' } }, { value: 2 }, { value: 3 }]);
  expect(pending.size).toBe(0);
});

it('ignores answers to what nobody waits for, and further ones', async () => {
  const pending = new PendingRequests();
  let sent = 0;
  const asked = pending.ask((id) => (sent = id), undefined);
  pending.resolve(sent, 'first');
  pending.resolve(sent, 'second');
  pending.reject(99, new Error('late'));
  expect(await asked).toBe('first');
});

it('waits for nothing that could not be sent', async () => {
  const pending = new PendingRequests();
  const asked = pending.ask(() => {
    throw new TypeError('a function cannot be sent');
  }, undefined);
  await expect(asked).rejects.toThrow('cannot be sent');
  expect(pending.size).toBe(0);
});

it('answers all when their thread ends', async () => {
  const pending = new PendingRequests();
  const asked = [1, 2].map(() => pending.ask(() => {}, undefined));
  pending.rejectAll(new Error('ended'));
  for (const one of asked) await expect(one).rejects.toThrow('ended');
  expect(pending.size).toBe(0);
});
