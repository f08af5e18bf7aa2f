import { downloadFile, listFiles, modelInfo } from '@huggingface/hub';
import { modelFilesContents } from '@overpaint/core/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HubReplica, startHubReplica } from './hub-replica.js';

// The replica is held against clients of the real hub: this one, and Python's (hub/python.test.ts).
let replica: HubReplica;
let commit: string;
beforeAll(async () => {
  replica = await startHubReplica();
  commit = replica.publish('owner/suite', { contents: modelFilesContents, gated: true, accepted: ['hf_account'] });
});
afterAll(() => replica.close());

const asked = () => ({ repo: 'owner/suite', hubUrl: replica.url });

it('answers what @huggingface/hub asks', async () => {
  const { sha, gated } = await modelInfo({ name: 'owner/suite', hubUrl: replica.url, additionalFields: ['sha'] });
  expect([sha, gated]).toEqual([commit, 'auto']);
  const files = [];
  for await (const file of listFiles({ ...asked(), recursive: true, revision: commit })) files.push(file);
  expect(files.map(({ path, size }) => [path, size])).toEqual(
    Object.entries(modelFilesContents).map(([path, bytes]) => [path, bytes.length]),
  );
  const path = 'unet/model.onnx';
  const blob = await downloadFile({ ...asked(), path, revision: commit, accessToken: 'hf_account', xet: false });
  expect(Buffer.from(await blob!.arrayBuffer()).equals(modelFilesContents[path]!)).toBe(true);
});

it('refuses as @huggingface/hub expects it', async () => {
  const download = (path: string, accessToken?: string) =>
    downloadFile({ ...asked(), path, xet: false, ...(accessToken && { accessToken }) });
  await expect(download('unet/model.onnx')).rejects.toMatchObject({ statusCode: 401 });
  await expect(download('unet/model.onnx', 'hf_other')).rejects.toMatchObject({ statusCode: 403 });
  await expect(download('unet/none.onnx', 'hf_account')).resolves.toBeNull();
  await expect(modelInfo({ name: 'owner/none', hubUrl: replica.url })).rejects.toMatchObject({ statusCode: 401 });
});
