"""Procedural pictures: sky, hills, shaded balls, gables. They add clean shapes and colours that the few photographs lack."""
import cv2
import numpy as np


def step_at(x, width):
    return np.clip(x / width, 0, 1)[..., None]


def clouds(rng, side, scale):
    noise = cv2.GaussianBlur(rng.standard_normal((side, side), dtype=np.float32), (0, 0), scale)
    return noise / noise.std()


def paint_scene(rng, side):
    """float32 RGB [side, side, 3] from 0 to 1."""
    yy, xx = np.mgrid[0:side, 0:side].astype(np.float32) / side
    colour = lambda: rng.random(3).astype(np.float32)
    above, below = colour() * 0.5 + 0.5, colour() * 0.4 + 0.6
    x = above + (below - above) * yy[..., None]
    for i in range(rng.integers(1, 5)):
        ridge = 0.3 + 0.14 * i + 0.05 * clouds(rng, side, 12)[side // 2][None] + rng.uniform(-0.05, 0.05)
        ground = np.clip(colour() * (1 + 0.12 * clouds(rng, side, rng.uniform(2, 6)))[..., None], 0, 1)
        x = x + (ground - x) * step_at(yy - ridge, 0.01)
    for _ in range(rng.integers(2, 8)):
        cx, cy, size = rng.uniform(0, side), rng.uniform(side * 0.2, side), rng.uniform(8, 0.25 * side)
        if rng.random() < 0.5:
            distance = np.hypot(xx * side - cx, yy * side - cy) / size
            shade = np.clip(1.05 - 0.75 * np.hypot(xx * side - cx + size * 0.35, yy * side - cy + size * 0.35) / size, 0.12, 1.2)
            x = x + (np.clip(colour() * shade[..., None], 0, 1) - x) * step_at(1 - distance, 0.05)
        else:
            x = np.ascontiguousarray(x, np.float32)
            w, h, left, base = int(size), int(size * rng.uniform(0.6, 1.6)), int(cx), int(cy)
            cv2.rectangle(x, (left, base - h), (left + w, base), (colour() * 0.6 + 0.35).tolist(), -1)
            roof = np.array([[left - 3, base - h], [left + w + 3, base - h], [left + w // 2, base - h - w // 2]], np.int32)
            cv2.fillPoly(x, [roof], colour().tolist(), cv2.LINE_AA)
    return np.clip(cv2.GaussianBlur(np.asarray(x, np.float32), (0, 0), 0.5), 0, 1)
