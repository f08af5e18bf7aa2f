"""The randomness of a style, taken from the very noise that the sampler starts from.

A filter that draws its own random numbers cannot be learned by regression: nobody could know where a stroke will lie, and the
network paints the mean of all strokes, a blur. So a filter gets its random numbers from the latent noise that the network sees
as well. 16 latent channels at a quarter of the side are exactly one number a pixel. The picture itself never lies in these
channels: a denoiser that predicts nothing for them finds the same strokes again at every step of the sampler.
"""
import numpy as np
import torch
import torch.nn.functional as F

PATCH = 4            # pixels along the side of one latent
CHANNELS = 32        # latent channels of the picture
STROKES = PATCH * PATCH
LATENTS = CHANNELS + STROKES


def white_noise(seed, side):
    """Standard normal [1, 1, side, side]."""
    return torch.from_numpy(np.random.default_rng(seed).standard_normal((1, 1, side, side), dtype=np.float32))


def to_pixels(strokes):
    """Stroke channels [B, 16, h, w] to one number a pixel [B, 1, 4h, 4w]."""
    return F.pixel_shuffle(strokes, PATCH)
