"""Trains painter and decoder together from the solved bank (fit_bank.py), on the picture that comes out: absolute error of colours and of their differences.

    python train_painter.py --shards data/shards --run run --minutes 60 [--resume]
A checkpoint is written every two minutes and at the end; --resume goes on from it with optimizer and averages. The process
may be stopped and continued at any time: shards that appear meanwhile are picked up.
"""
import argparse
import glob
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

from networks import Decoder, Encoder, Painter, phases, statistics_of
from picture_noise import CHANNELS, PATCH, latent_noise
from recipe import CODE, GROUPS, SIZES
from render import TARGETS, TILE

CROP = 128


def as_picture(pixels):
    return torch.from_numpy(np.ascontiguousarray(pixels)).permute(0, 3, 1, 2).float() / 127.5 - 1


def codes_of(recipes):
    code, start = torch.zeros(len(recipes), CODE), 0
    for column, size in enumerate(SIZES.values()):
        code[torch.arange(len(recipes)), start + torch.as_tensor(recipes[:, column])] = 1
        start += size
    return code


class Shards:
    def __init__(self, folder, most=160):
        self.folder, self.most, self.loaded, self.names = folder, most, [], set()

    def refresh(self):
        for path in sorted(glob.glob(self.folder + '/[0-9]*.npz'))[:self.most]:
            if path not in self.names and 'part' not in path:
                self.names.add(path)
                self.loaded.append(dict(np.load(path)))
        return len(self.loaded)

    def draw(self, rng, count):
        """Sources, targets, noise, codes, statistics of the whole tile and phases of a batch of crops at one offset."""
        oy, ox = (32 * int(rng.integers((TILE - CROP) // 32 + 1)) for _ in 'yx')
        window = (slice(oy, oy + CROP), slice(ox, ox + CROP))
        small = (slice(oy // PATCH, (oy + CROP) // PATCH), slice(ox // PATCH, (ox + CROP) // PATCH))
        tiles, targets, noises, recipes = [], [], [], []
        for _ in range(count):
            shard = self.loaded[rng.integers(len(self.loaded))]
            i = int(rng.integers(len(shard['targets'])))
            tiles.append(shard['sources'][i // TARGETS])
            targets.append(shard['targets'][i][window])
            noises.append(latent_noise(shard['seeds'][i], TILE)[(slice(None), *small)])
            recipes.append(shard['recipes'][i])
        place = lambda o: torch.arange(o // PATCH, (o + CROP) // PATCH).float()
        return (as_picture(np.stack(tiles)), window, as_picture(np.stack(targets)), torch.from_numpy(np.stack(noises)),
                codes_of(np.stack(recipes)), place(oy), place(ox))


def trained_weights(painter, decoder):
    """All but the encoder and the bank's solved readouts, which stay as they are."""
    painter.bank.requires_grad_(False)
    return [p for network in (painter, decoder) for p in network.parameters() if p.requires_grad]


def differences(a, b):
    d = a - b
    return d.diff(dim=2).abs().mean() + d.diff(dim=3).abs().mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--shards', default='data/shards')
    parser.add_argument('--run', default='run')
    parser.add_argument('--minutes', type=float, default=60)
    parser.add_argument('--batch', type=int, default=12)
    parser.add_argument('--rate', type=float, default=2e-3)
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--resume', action='store_true')
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    os.makedirs(arguments.run, exist_ok=True)
    checkpoint = arguments.run + '/painter.pt'
    shards = Shards(arguments.shards)
    while not shards.refresh():
        time.sleep(5)

    encoder, painter = Encoder(), Painter()
    decoder = Decoder(encoder)
    state = torch.load(checkpoint, weights_only=True) if arguments.resume else None
    step = state['step'] if state else 0
    rng = np.random.default_rng((arguments.seed, step))
    if state:
        for network, name in ((encoder, 'encoder'), (decoder, 'decoder'), (painter, 'painter')):
            network.load_state_dict(state[name])
    else:
        bank = torch.load(arguments.run + '/bank.pt', weights_only=True)
        encoder.load_state_dict(bank['encoder'])
        painter.bank.load_state_dict(bank['bank'])
    painter.to(memory_format=torch.channels_last)
    weights = trained_weights(painter, decoder)
    average = [p.detach().clone() for p in weights]
    optimizer = torch.optim.AdamW(weights, arguments.rate, weight_decay=1e-4, betas=(0.9, 0.98))
    if state:
        optimizer.load_state_dict(state['optimizer'])
        average = state['average']
    print(f'{sum(p.numel() for p in painter.parameters()) / 1e6:.2f} M painter, {sum(p.numel() for p in decoder.parameters()) / 1e6:.2f} M decoder', flush=True)

    def save():
        torch.save(dict(encoder=encoder.state_dict(), decoder=decoder.state_dict(), painter=painter.state_dict(), average=average,
                        optimizer=optimizer.state_dict(), step=step), checkpoint + '.part')
        os.replace(checkpoint + '.part', checkpoint)

    start = saved = time.time()
    smoothed = None
    while (done := (time.time() - start) / (arguments.minutes * 60)) < 1:
        for group in optimizer.param_groups:
            group['lr'] = arguments.rate * min(1, (step + 1) / 60) * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * done)))
        tiles, window, target, noise, code, rows, columns = shards.draw(rng, arguments.batch)
        with torch.no_grad():
            statistics = statistics_of(encoder(tiles))
            picture = tiles[..., window[0], window[1]]
            source, goal = encoder(picture), encoder(target)
            # A later call of the sampler finds part of the displacement under the noise already; a first call finds none.
            level = torch.rand(len(source), 1)
            seen = (torch.rand(len(source), 1) < 0.4) * torch.rand(len(source), 1) * 2.5 * (1 - level)
            noise = noise + seen[..., None, None] * (goal - source)
            solved = painter.bank(source, noise, rows, columns, statistics[:, CHANNELS:CHANNELS + 1], code)
            phase = phases(rows, columns) + 0 * source[:, :1]
        with torch.autocast('cpu', torch.bfloat16):
            moved = solved + painter.correction(source.contiguous(memory_format=torch.channels_last), noise, phase, code, statistics, level, solved).float()
            amount = torch.where(torch.rand(len(source)) < 0.85, torch.ones(len(source)), torch.rand(len(source)))[:, None, None, None]
            painted = decoder(source + amount * moved).float()
        wanted = picture + amount * (target - picture)
        loss = (painted - wanted).abs().mean() + 0.7 * differences(painted, wanted) + 0.1 * (source + moved - goal).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        step += 1
        torch._foreach_lerp_(average, [p.detach() for p in weights], 1 - min(0.995, (1 + step) / (10 + step)))
        smoothed = loss.item() if smoothed is None else smoothed + 0.03 * (loss.item() - smoothed)
        if step % 25 == 0:
            print(f'{step} {time.time() - start:.0f} s, loss {smoothed:.4f}, {shards.refresh()} shards', flush=True)
        if time.time() - saved > 120:
            saved = time.time()
            save()
    save()


if __name__ == '__main__':
    main()
