"""What OpenCV and Pillow make of pictures for ControlNets: edges, lines, and the picture without its details.

    pip install opencv-python-headless==5.0.0.93 pillow==13.0.0 numpy==2.4.6
    python packages/core/scripts/golden/control_pictures.py packages/core/golden examples/start/bird.jpg
"""
import json
import os
import sys

import cv2
import numpy as np
from PIL import Image

golden, bird = sys.argv[1:]
folder = golden + '/images/control'
os.makedirs(folder, exist_ok=True)


def lineart(picture, blur):
    """controlnet_aux's LineartStandardDetector, with its own names."""
    x = picture.astype(np.float32)
    g = cv2.GaussianBlur(x, (0, 0), blur)
    intensity = np.min(g - x, axis=2).clip(0, 255)
    lines = intensity[intensity > 8]
    intensity = intensity / max(16, np.median(lines) if lines.size else 0) * 127
    return intensity.clip(0, 255).astype(np.uint8)


def soft(picture, blur):
    return np.rint(cv2.GaussianBlur(picture.astype(np.float32), (0, 0), blur)).clip(0, 255).astype(np.uint8)


Image.open(bird).convert('RGB').resize((320, 240), Image.LANCZOS).save(folder + '/bird.png')
cases = []
for name, path in [('bird', 'images/control/bird.png'), ('photo', 'pipelines/inputs/photo-96x80.png'), ('narrow', 'pipelines/inputs/photo-64x128.png')]:
    picture = np.array(Image.open(f'{golden}/{path}').convert('RGB'))
    height, width = picture.shape[:2]
    for low, high, blur in [(100, 200, 0), (30, 90, 0), (20, 60, 1.4)]:
        edges = cv2.Canny(soft(picture, blur) if blur else picture, low, high)
        cases.append(dict(kind='canny', source=path, low=low, high=high, blur=blur, expected=f'{name}-canny-{low}-{high}-{blur}.png'))
        Image.fromarray(edges).save(f'{folder}/{cases[-1]["expected"]}')
    for blur in (6, 2):
        cases.append(dict(kind='lineart', source=path, blur=blur, expected=f'{name}-lineart-{blur}.png'))
        Image.fromarray(lineart(picture, blur)).save(f'{folder}/{cases[-1]["expected"]}')
    small = (max(1, int(width / 4 + 0.5)), max(1, int(height / 4 + 0.5)))
    cases.append(dict(kind='tile', source=path, factor=4, expected=f'{name}-tile-4.png'))
    coarse = Image.fromarray(picture).resize(small, Image.LANCZOS).resize((width, height), Image.LANCZOS)
    coarse.save(f'{folder}/{cases[-1]["expected"]}')
with open(folder + '/cases.json', 'w') as file:
    json.dump(cases, file, indent=1)
