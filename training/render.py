"""Paints training pictures: photo tiles and what the filters make of them. Shard by shard, so that training can start at once.

    python render.py --photos data/photos --out data/shards --shards 100
A shard holds sources [n,192,192,3], targets [n*k,...], seeds and recipe indices; its number is its random seed.
"""
import argparse
import glob
import os

import cv2
import numpy as np
from PIL import Image

from moods import from_hsv, hue_saturation_value
from picture_noise import latent_noise
from recipe import draw_recipe
from scenes import paint_scene
from styles import STYLES

TILE, SOURCES, TARGETS = 192, 24, 7


def photo_tile(image, rng):
    """A random square at a random scale, sometimes mirrored and recoloured."""
    side = min(image.size)
    size = max(rng.uniform(0.35, 1.0) * side, min(side, 170))
    left, top = rng.uniform(0, image.width - size), rng.uniform(0, image.height - size)
    tile = np.asarray(image.resize((TILE, TILE), Image.LANCZOS, box=(left, top, left + size, top + size)), np.float32) / 255
    if rng.random() < 0.5:
        tile = tile[:, ::-1]
    tile = np.ascontiguousarray(tile)
    if rng.random() < 0.4:
        h = hue_saturation_value(tile)
        h[..., 0] += rng.normal() * 40
        h[..., 1] *= rng.uniform(0.6, 1.4)
        tile = from_hsv(h)
    if rng.random() < 0.3:
        tile = tile ** rng.uniform(0.7, 1.4)
    return np.ascontiguousarray(tile, np.float32)


def paint_shard(number, photos):
    rng = np.random.default_rng(1000 + number)
    sources, targets, seeds, recipes = [], [], [], []
    for i in range(SOURCES):
        source = paint_scene(rng, TILE) if rng.random() < 0.12 else photo_tile(photos[rng.integers(len(photos))], rng)
        sources.append(np.round(source * 255).astype(np.uint8))
        styles = list(rng.permutation(list(STYLES))[:TARGETS - 1]) + [None]
        for j, style in enumerate(styles):
            recipe, seed = draw_recipe(rng, style and str(style)), number * 100000 + i * 100 + j
            targets.append(np.round(recipe.paint(source, latent_noise(seed, TILE)) * 255).astype(np.uint8))
            seeds.append(seed)
            recipes.append(recipe.indices())
    return dict(sources=np.stack(sources), targets=np.stack(targets), seeds=np.array(seeds), recipes=np.array(recipes))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--photos', default='data/photos')
    parser.add_argument('--out', default='data/shards')
    parser.add_argument('--shards', type=int, default=100)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    os.makedirs(arguments.out, exist_ok=True)
    photos = [Image.open(path).convert('RGB') for path in sorted(glob.glob(arguments.photos + '/*.png'))]
    for number in range(arguments.shards):
        path = f'{arguments.out}/{number:04d}.npz'
        if not os.path.exists(path):
            np.savez(path + '.part.npz', **paint_shard(number, photos))
            os.replace(path + '.part.npz', path)


if __name__ == '__main__':
    main()
