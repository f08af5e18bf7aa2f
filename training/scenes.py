"""Procedural pictures: sky, hills, shaded balls, gables. They add clean shapes and colours that the few photographs lack."""
import cv2
import numpy as np

from filter_tools import blur, clip, mix, ramp
from picture_noise import PictureNoise, latent_noise


def paint_scene(rng, side):
    yy, xx = np.mgrid[0:side, 0:side].astype(np.float32) / side
    noise = PictureNoise(latent_noise(int(rng.integers(1 << 30)), side))
    colour = lambda: rng.random(3).astype(np.float32)
    x = mix(colour() * 0.5 + 0.5, colour() * 0.4 + 0.6, yy)
    for i in range(rng.integers(1, 5)):
        ridge = 0.3 + 0.14 * i + 0.05 * noise.smooth(30)[side // 2][None] + rng.uniform(-0.05, 0.05)
        ground = np.clip(colour() * (1 + 0.12 * noise.clouds(rng.uniform(4, 14)))[..., None], 0, 1)
        x = mix(x, ground, ramp(yy - ridge, 0, 0.01))
    for _ in range(rng.integers(2, 8)):
        cx, cy, size, over = rng.uniform(0, side), rng.uniform(side * 0.2, side), rng.uniform(8, 45), x.copy()
        if rng.random() < 0.5:
            distance = np.hypot(xx * side - cx, yy * side - cy) / size
            shade = np.clip(1.05 - 0.75 * np.hypot(xx * side - cx + size * 0.35, yy * side - cy + size * 0.35) / size, 0.12, 1.2)
            x = mix(x, np.clip(colour() * shade[..., None], 0, 1), ramp(1 - distance, 0, 0.05))
        else:
            w, h, left, base = int(size), int(size * rng.uniform(0.6, 1.6)), int(cx), int(cy)
            cv2.rectangle(over, (left, base - h), (left + w, base), (colour() * 0.6 + 0.35).tolist(), -1)
            roof = np.array([[left - 3, base - h], [left + w + 3, base - h], [left + w // 2, base - h - w // 2]], np.int32)
            cv2.fillPoly(over, [roof], colour().tolist(), cv2.LINE_AA)
            x = over
    return clip(blur(x, 0.5))
