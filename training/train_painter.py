"""Trains the painter: every name's network at once, on the pixels that render.py painted. Also finds the latents.

    python train_painter.py --shards data/shards --run run --minutes 20 [--resume]
    python train_painter.py --model ../packages/model-mini/model --looks mosaic blue --minutes 5
The second begins with the weights of an exported model and trains some of its looks only; the others stay as they are. A checkpoint is written every minute and at the end; --resume goes on from it with optimizer and averages. The process may be
stopped and continued at any time.
"""
import argparse
import glob
import math
import os
import time

import numpy as np
import torch

import trained
from latents import Latents
from moods import tint
from painter import Painter, colour_maps
from recipe import LOOKS
from render import PIXELS

HELD_OUT = 2         # shards that only measure


def load(folder, names):
    shards = [np.load(path) for path in sorted(glob.glob(folder + '/[0-9]*.npz')) if 'part' not in path]
    return {name: torch.from_numpy(np.concatenate([shard[name] for shard in shards])) for name in names}, len(shards)


def colour_examples(examples, rng, tiles):
    """The colours of styled pictures, and what each palette makes of them. The tiles' own pixels stand for the whole picture."""
    inputs, targets = [], []
    for tile in rng.integers(len(examples['styles']) // PIXELS, size=tiles):
        rows = slice(tile * PIXELS, (tile + 1) * PIXELS)
        choice = rng.integers(-8, len(LOOKS['style']))
        pixels = examples['styles'][rows, choice].float() / 255 if choice >= 0 else examples['glance'][rows, :3].float()
        picture = pixels.T[None, :, :, None]
        maps = colour_maps(picture)
        inputs.append(maps[0, :, :, 0].T)
        targets.append(torch.stack([tint(picture, maps[:, 3:4], name)[0, :, :, 0].T for name in LOOKS['colour']], 1))
    return torch.cat(inputs), torch.cat(targets)


class Stage:
    """Examples of one table: maps [n, F] and, for each name, colours [n, names, 3]; the first three maps are the picture itself.
    `names` are those to train, of `all_names`."""

    def __init__(self, table, maps, colours, names, all_names, device):
        self.names, chosen = names, [all_names.index(name) for name in names]
        self.table, self.maps, self.colours = table, maps.to(device), colours[:, chosen].to(device)
        self.code = torch.eye(len(all_names), device=device)[chosen]

    def measure(self):
        sample = self.maps[::7].float()
        self.table.recentre(sample.mean(0)[:, None], 1 / (sample.std(0)[:, None] + 1e-4))

    def loss(self, rows):
        """rows: numbers of examples, a numpy array. Returns the errors [names, 3, rows]."""
        rows = torch.from_numpy(rows).to(self.maps.device)
        maps = self.maps[rows].float().T
        wanted = self.colours[rows].permute(1, 2, 0).float() / 255
        names = wanted.shape[0]
        painted = maps[:3] + self.table(maps.expand(names, -1, -1), self.code)
        miss = painted - wanted
        beyond = (wanted <= 0) & (miss < 0) | (wanted >= 1) & (miss > 0)            # is cut off later: no error, or hardly one
        return torch.where(beyond, 0.02 * miss, miss).abs()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--shards', default='data/shards')
    parser.add_argument('--run', default='run')
    parser.add_argument('--minutes', type=float, default=20)
    parser.add_argument('--batch', type=int, default=None, help='pixels a step; 2048, on a GPU 16384')
    parser.add_argument('--rate', type=float, default=4e-3)
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--resume', action='store_true')
    parser.add_argument('--model', default=None, help='an exported model to begin with')
    parser.add_argument('--looks', nargs='+', default=[name for names in LOOKS.values() for name in names], help='which looks to train')
    arguments = parser.parse_args()
    arguments.batch = arguments.batch or (2048 if arguments.device == 'cpu' else 16384)
    torch.set_num_threads(arguments.threads)
    torch.set_float32_matmul_precision('high')                       # TF32 where there is a GPU
    torch.manual_seed(arguments.seed)
    os.makedirs(arguments.run, exist_ok=True)
    checkpoint = arguments.run + '/painter.pt'
    examples, shards = load(arguments.shards, ('glance', 'canvas', 'moods', 'styles', 'patches'))
    if arguments.model:
        latents, painter = trained.painter_of_model(arguments.model)
    else:
        latents, painter = Latents(), Painter()
        print(f'latents keep {latents.fit(examples["patches"].float() / 127.5 - 1):.5f} of the variance')
    painter.to(arguments.device)
    state = torch.load(checkpoint, weights_only=True, map_location=arguments.device) if arguments.resume else None
    step = state['step'] if state else 0
    rng = np.random.default_rng((arguments.seed, step))
    colours = colour_examples(examples, np.random.default_rng(arguments.seed), 200)
    pairs = dict(mood=(examples['glance'], examples['moods']), style=(examples['canvas'], examples['styles']), colour=(colours[0], colours[1] * 255))
    chosen = {stage: [name for name in names if name in arguments.looks] for stage, names in LOOKS.items()}
    stages = {name: Stage(painter.tables[name], *pair, chosen[name], LOOKS[name], arguments.device) for name, pair in pairs.items() if chosen[name]}
    weights = list(painter.parameters())
    optimizer = torch.optim.Adam(weights, arguments.rate, betas=(0.9, 0.99))
    average = [p.detach().clone() for p in weights]
    if state:
        painter.load_state_dict(state['painter'])
        optimizer.load_state_dict(state['optimizer'])
        average = state['average']
    else:
        for stage in stages.values():
            stage.measure()
    held = {name: len(stage.maps) - max(1, len(stage.maps) * HELD_OUT // shards) for name, stage in stages.items()}
    print(f'{sum(p.numel() for p in weights) / 1e6:.2f} M parameters, {max(held.values())} pixels of {shards - HELD_OUT} shards', flush=True)

    def save():
        torch.save(dict(latents=latents.state_dict(), painter=painter.state_dict(), average=average, optimizer=optimizer.state_dict(), step=step), checkpoint + '.part')
        os.replace(checkpoint + '.part', checkpoint)

    @torch.no_grad()
    def report():
        """Mean absolute error in 255ths on pixels that were not trained on, with the averaged weights."""
        kept = [p.detach().clone() for p in weights]
        for p, mean in zip(weights, average):
            p.copy_(mean)
        for name, stage in stages.items():
            rows = np.random.default_rng(1).integers(held[name], len(stage.maps), 6000)
            error = stage.loss(rows).mean((1, 2)) * 255
            print(f'{name}: {error.mean():.2f};', ', '.join(f'{look} {e:.1f}' for e, look in sorted(zip(error.tolist(), stage.names), reverse=True)), flush=True)
        for p, value in zip(weights, kept):
            p.copy_(value)

    start = saved = time.time()
    smoothed = None
    while (done := (time.time() - start) / (arguments.minutes * 60)) < 1:
        for group in optimizer.param_groups:
            group['lr'] = arguments.rate * min(1, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))
        loss, seen = 0, None
        for name, stage in stages.items():
            size = arguments.batch if name == 'style' or step % 4 == 0 or 'style' not in stages else 0          # the others are few and easy
            if size:
                miss = stage.loss(rng.integers(held[name], size=size))
                loss = loss + miss.mean() + 4 * (miss * miss).mean()
                seen = miss.mean().item() * 255 if name == 'style' or 'style' not in stages else seen
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
        torch._foreach_lerp_(average, [p.detach() for p in weights], 1 - min(0.998, (1 + step) / (10 + step)))
        smoothed = seen if smoothed is None else smoothed + 0.02 * (seen - smoothed)
        if step % 200 == 0:
            print(f'{step} {time.time() - start:.0f} s, looks miss by {smoothed:.2f} of 255', flush=True)
        if time.time() - saved > 60:
            saved = time.time()
            save()
    save()
    report()


if __name__ == '__main__':
    main()
