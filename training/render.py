"""Paints training data: pixels of photo tiles as the canvas shows them, and the colours that every filter gives them.

    python render.py --photos data/photos --out data/shards --shards 96
A filter is a function of what the canvas shows at a pixel, so a sample of the pixels of a tile is enough, and all filters can be
asked about the same ones. A shard's number is its random seed.
"""
import argparse
import glob
import os

import cv2
import numpy as np
import torch
from PIL import Image

from canvas import Canvas, Glance
from picture_noise import PATCH, white_noise
from recipe import LOOKS, MOODS
from scenes import paint_scene
from seeing import canvas_eye, glance_eye, named
from styles import STYLES

TILE, TILES, PIXELS, PATCHES = 256, 32, 1536, 96


def photo_tile(image, rng):
    """A random square at a random scale, sometimes mirrored, recoloured, sharpened, with grain."""
    side = min(image.size)
    size = max(rng.uniform(0.35, 1.0) * side, min(side, 170))
    left, top = rng.uniform(0, image.width - size), rng.uniform(0, image.height - size)
    tile = np.asarray(image.resize((TILE, TILE), Image.LANCZOS, box=(left, top, left + size, top + size)), np.float32) / 255
    if rng.random() < 0.5:
        tile = tile[:, ::-1]
    tile = np.ascontiguousarray(tile)
    if rng.random() < 0.5:
        tile = tile + rng.uniform(0.3, 2.0) * (tile - cv2.GaussianBlur(tile, (0, 0), rng.uniform(0.8, 2.0)))
    if rng.random() < 0.3:
        tile = tile + rng.normal(size=tile.shape).astype(np.float32) * rng.uniform(0.005, 0.04)
    tile = np.clip(tile, 0, 1).astype(np.float32)
    if rng.random() < 0.4:
        h = cv2.cvtColor(tile, cv2.COLOR_RGB2HSV)
        h[..., 0] = (h[..., 0] + rng.normal() * 40) % 360
        h[..., 1] = np.clip(h[..., 1] * rng.uniform(0.5, 1.5), 0, 1)
        tile = cv2.cvtColor(h, cv2.COLOR_HSV2RGB)
    if rng.random() < 0.4:
        tile = tile ** rng.uniform(0.6, 1.7)
    return np.clip(tile, 0, 1).astype(np.float32)


def pixels_of(maps, places):
    """[1, channels, H, W] at flat places, as [1, channels, n, 1]."""
    return maps.flatten(2)[..., places][..., None]


def patch_places(rng, count):
    """Flat places of random whole patches, patch by patch."""
    per_row = TILE // PATCH
    first = rng.integers(per_row, size=count) * PATCH * TILE + rng.integers(per_row, size=count) * PATCH
    inner = (np.arange(PATCH)[:, None] * TILE + np.arange(PATCH)).ravel()
    return torch.from_numpy((first[:, None] + inner).ravel())


def as_bytes(picture):
    """[1, 3, n, 1] from 0 to 1 to [n, 3] bytes."""
    return (picture[0, :, :, 0].T.clamp(0, 1) * 255).round().to(torch.uint8).numpy()


def paint_shard(number, photos, look_closely, glance_at):
    rng = np.random.default_rng(1000 + number)
    out = {name: [] for name in ('glance', 'canvas', 'moods', 'styles', 'patches')}
    for i in range(TILES):
        tile = paint_scene(rng, TILE) if rng.random() < 0.12 else photo_tile(photos[rng.integers(len(photos))], rng)
        picture = torch.from_numpy(tile).permute(2, 0, 1)[None].contiguous()
        white = white_noise(number * 1000 + i, TILE)
        glance = glance_at(picture, white)
        places = torch.from_numpy(rng.choice(TILE * TILE, PIXELS, replace=False))
        seen = pixels_of(glance, places)
        out['glance'].append(seen[0, :, :, 0].T.half().numpy())
        out['moods'].append(np.stack([as_bytes(MOODS[name](named(seen, Glance.CHANNELS))) for name in LOOKS['mood']], 1))
        if rng.random() < 0.3:                                       # styles are asked for on pictures in another light as well
            picture = MOODS[str(rng.choice(LOOKS['mood']))](named(glance, Glance.CHANNELS)).contiguous()
        canvas = look_closely(picture, white)
        seen = pixels_of(canvas, places)
        out['canvas'].append(seen[0, :, :, 0].T.half().numpy())
        out['styles'].append(np.stack([as_bytes(STYLES[name](named(seen, Canvas.CHANNELS))) for name in LOOKS['style']], 1))
        for name in (None, *rng.choice(LOOKS['style'], 3, replace=False)):
            whole = pixels_of(canvas, patch_places(rng, PATCHES))
            picked = STYLES[str(name)](named(whole, Canvas.CHANNELS)) if name else named(whole, Canvas.CHANNELS).x
            out['patches'].append(as_bytes(picked).reshape(PATCHES, PATCH * PATCH, 3).transpose(0, 2, 1).reshape(PATCHES, -1))
    return {name: np.concatenate(parts) for name, parts in out.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--photos', default='data/photos')
    parser.add_argument('--out', default='data/shards')
    parser.add_argument('--shards', type=int, default=96)
    parser.add_argument('--first', type=int, default=0)
    parser.add_argument('--step', type=int, default=1, help='two processes: --step 2 and --first 0 or 1')
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    os.makedirs(arguments.out, exist_ok=True)
    photos = [Image.open(path).convert('RGB') for path in sorted(glob.glob(arguments.photos + '/*.png'))]
    eyes = canvas_eye(), glance_eye()
    for number in range(arguments.first, arguments.shards, arguments.step):
        path = f'{arguments.out}/{number:04d}.npz'
        if not os.path.exists(path):
            np.savez(path + '.part.npz', **paint_shard(number, photos, *eyes))
            os.replace(path + '.part.npz', path)


if __name__ == '__main__':
    main()
