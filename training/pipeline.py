"""The SDK's call in Python, for evaluation: ONNX Runtime, DDIM, classifier-free guidance, the folder's own defaults."""
import json
import time

import numpy as np

from graphs import open_graph
from picture_noise import LATENTS
from train_tokenizer import LENGTH, load_tokenizer


class Pipeline:
    def __init__(self, folder, threads=2):
        begin = time.time()
        self.parts = {name: open_graph(f'{folder}/{name}/model.onnx', threads) for name in ('text_encoder', 'unet', 'vae_encoder', 'vae_decoder')}
        self.loading = time.time() - begin
        self.tokenizer = load_tokenizer(folder + '/tokenizer')
        self.defaults = json.load(open(folder + '/overpaint.json'))['defaults']
        self.bars = np.cumprod(1 - np.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000) ** 2)

    def run(self, part, **feeds):
        return self.parts[part].run(None, feeds)[0]

    def read(self, prompt):
        return self.run('text_encoder', input_ids=np.array([self.tokenizer.encode(prompt).ids[:LENGTH]], np.int64))

    def __call__(self, pixels, prompt, strength=None, guidance=None, steps=None, seed=0, negative=''):
        """pixels: uint8 [height, width, 3], sides multiples of 16."""
        strength = self.defaults['strength'] if strength is None else strength
        guidance = self.defaults['guidanceScale'] if guidance is None else guidance
        steps = steps or self.defaults['steps']
        source = self.run('vae_encoder', sample=pixels.astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1)
        source = source[:, :LATENTS]
        times = np.round(999 * strength * np.arange(steps, 0, -1) / steps).astype(int)           # stepsMode 'exact'
        words = np.concatenate([self.read(prompt), self.read(negative)])
        z = np.sqrt(self.bars[times[0]]) * source + np.sqrt(1 - self.bars[times[0]]) * np.random.default_rng(seed).standard_normal(source.shape)
        for i, t in enumerate(times):
            alpha, sigma = np.sqrt(self.bars[t]), np.sqrt(1 - self.bars[t])
            both = np.repeat(np.concatenate([z, source], 1), 2, 0).astype(np.float32)
            v, other = np.split(self.run('unet', sample=both, timestep=np.array([t], np.int64), encoder_hidden_states=words), 2)
            v = other + guidance * (v - other) if guidance > 1 else v
            clean, noise = alpha * z - sigma * v, sigma * z + alpha * v
            bar = self.bars[times[i + 1]] if i + 1 < len(times) else 1.0
            z = np.sqrt(bar) * clean + np.sqrt(1 - bar) * noise
        y = self.run('vae_decoder', latent_sample=z.astype(np.float32))[0].transpose(1, 2, 0)
        return ((y + 1) * 127.5).round().clip(0, 255).astype(np.uint8)
