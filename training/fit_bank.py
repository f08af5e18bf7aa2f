"""Solves the bank's readouts by ridge regression, name by name, on tiles that ask for this one thing only.

    python fit_bank.py --shards data/shards --run run
"""
import argparse

import numpy as np
import torch
import torch.nn.functional as F

from bank import STAGES, Bank
from networks import Encoder
from picture_noise import PATCH, latent_noise
from recipe import GROUPS
from render import TARGETS, TILE
from train_painter import Shards, as_picture


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--shards', default='data/shards')
    parser.add_argument('--run', default='run')
    parser.add_argument('--rows', type=int, default=24000)
    parser.add_argument('--tiles', type=int, default=80)
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    rng = np.random.default_rng(0)
    shards = Shards(arguments.shards)
    shards.refresh()
    encoder, bank = Encoder(), Bank()
    patches = []
    for shard in shards.loaded[:12]:
        for x in (shard['sources'], shard['targets'][::4]):
            patches.append(F.unfold(as_picture(x), PATCH, stride=PATCH).transpose(1, 2).reshape(-1, 3, PATCH, PATCH)[::7])
    print(f'latents keep {encoder.fit(torch.cat(patches)):.4f} of the variance')
    probe = encoder(as_picture(np.concatenate([shard['sources'] for shard in shards.loaded[:6]])))
    bank.tone[:] = 1 / probe[:, 0].std()
    place = torch.arange(TILE // PATCH).float()
    side = TILE // PATCH

    @torch.no_grad()
    def rows_of(items):
        source = encoder(as_picture(np.stack([shard['sources'][i // TARGETS] for shard, i in items])))
        goal = encoder(as_picture(np.stack([shard['targets'][i] for shard, i in items])))
        noise = torch.from_numpy(np.stack([latent_noise(shard['seeds'][i], TILE) for shard, i in items]))
        found = bank.features(source, noise, place, place, source[:, 0].std((1, 2))[:, None])
        inner = torch.zeros(side, side, dtype=torch.bool)
        inner[2:-2, 2:-2] = True                                                   # rims know less than they would in a whole picture
        keep = inner.flatten().nonzero()[:, 0][torch.from_numpy(rng.permutation(int(inner.sum()))[:max(200, arguments.rows // len_of)])]
        return found.flatten(2)[..., keep].transpose(1, 2).flatten(0, 1), (goal - source).flatten(2)[..., keep].transpose(1, 2).flatten(0, 1)

    alone = {}
    for shard in shards.loaded:
        for i, recipe in enumerate(shard['recipes']):
            asked = [(group, GROUPS[group][index]) for group, index in zip(GROUPS, recipe) if index]
            if len(asked) == 1 and asked[0][0] in STAGES:
                alone.setdefault(asked[0], []).append((shard, i))
    for (group, name), items in sorted(alone.items()):
        items = [items[k] for k in rng.permutation(len(items))[:arguments.tiles]]
        len_of = len(items)
        a, b, change = 0, 0, 0
        for k in range(0, len(items), 8):
            x, y = rows_of(items[k:k + 8])
            a, b, change = a + x.T @ x, b + x.T @ y, change + (y * y).sum()
        ridge = 2e-4 * torch.diagonal(a).mean() + 3e-4 * torch.diagonal(a)
        solved = torch.linalg.solve((a + torch.diag(ridge)).double(), b.double()).float()
        left = 1 - (2 * (solved * b).sum() - (solved * (a @ solved)).sum()) / change
        bank.readouts[group].data[GROUPS[group].index(name)] = solved.T
        print(f'{group} {name}: {len(items)} tiles, left of the change {left:.3f}', flush=True)
    torch.save(dict(encoder=encoder.state_dict(), bank=bank.state_dict()), arguments.run + '/bank.pt')


if __name__ == '__main__':
    main()
