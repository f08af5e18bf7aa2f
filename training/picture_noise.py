"""The randomness of a style, taken from the very noise that the sampler starts from.

A filter that paints with its own random numbers cannot be learned by regression: nobody could know where a stroke will lie,
and the network paints the mean of all strokes, a blur. So a filter gets its random numbers from the latent noise that the
network sees as well: 16 channels at a quarter of the side are exactly one number a pixel. What the filter does with them is
local (blurs, streaks, jitter), hence learnable, and a new seed still gives a new picture.
"""
import cv2
import numpy as np
from scipy.special import ndtr

CHANNELS, PATCH = 16, 4


def latent_noise(seed, side):
    """Standard normal [16, side/4, side/4]; the same for the renderer and for the trainer."""
    return np.random.default_rng(seed).standard_normal((CHANNELS, side // PATCH, side // PATCH), dtype=np.float32)


class PictureNoise:
    """Noise fields over one picture. Successive fields are the same numbers moved by a few pixels: nearly independent, still local."""

    def __init__(self, latents):
        channels, height, width = latents.shape
        self.white = latents.reshape(PATCH, PATCH, height, width).transpose(2, 0, 3, 1).reshape(height * PATCH, width * PATCH)
        self.drawn = 0

    def field(self):
        """White noise of the picture's size, normal."""
        self.drawn += 1
        return np.roll(self.white, (self.drawn % 3 * 4, self.drawn // 3 * 4), (0, 1))

    def smooth(self, scale):
        """Features of about `scale` px, deviation about 1."""
        sigma = max(scale * 0.4, 0.6)
        return cv2.GaussianBlur(self.field(), (0, 0), sigma, borderType=cv2.BORDER_REFLECT) * (2 * sigma * np.sqrt(np.pi))

    def clouds(self, scale, octaves=3):
        return sum(self.smooth(max(scale / 2 ** i, 1.5)) * 0.55 ** i for i in range(octaves))

    def streaks(self, angle, length, softness=0.5):
        """Strokes of one direction: white noise drawn out along `angle` (radians), deviation 1."""
        pad = length + 3
        kernel = np.zeros((2 * pad + 1, 2 * pad + 1), np.float32)
        for step in np.linspace(-length, length, 6 * length + 1):
            cv2.circle(kernel, (int(round(pad + step * np.cos(angle))), int(round(pad + step * np.sin(angle)))), 0, 1.0, -1)
        kernel = cv2.GaussianBlur(kernel, (0, 0), softness)
        return cv2.filter2D(self.field(), -1, kernel / np.sqrt((kernel ** 2).sum()), borderType=cv2.BORDER_REFLECT)

    def per_cell(self, step, shift=0):
        """One normal number for each cell of a grid of `step` px, read at the cell's centre; one cell more on each side."""
        height, width = self.white.shape
        rows = np.clip(np.arange(-1, height // step + 2) * step + step // 2 + shift, 0, height - 1)
        columns = np.clip(np.arange(-1, width // step + 2) * step + step // 2, 0, width - 1)
        return self.white[np.ix_(rows, columns)]

    def uniform_per_cell(self, step, shift=0):
        return ndtr(self.per_cell(step, shift)).astype(np.float32)
