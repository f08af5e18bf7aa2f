"""Encoder and decoder: principal components of 4 by 4 patches, 32 of the 48, and 16 channels that only ever hold noise.

Both are linear, so a mix of latents is the mix of pictures: a displacement in latents is one in the picture (painter.py).
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from picture_noise import CHANNELS, PATCH, STROKES


class Latents(nn.Module):
    """Pictures are [B, 3, 4h, 4w] from -1 to 1, latents [B, 32, h, w]."""

    def __init__(self):
        super().__init__()
        self.project = nn.Conv2d(3, CHANNELS, PATCH, PATCH)
        self.restore = nn.Conv2d(CHANNELS, 3 * PATCH * PATCH, 1)
        self.requires_grad_(False)

    def fit(self, patches):
        """patches [n, 48] in the order of channel, row, column. Returns the part of the variance that is kept."""
        x = patches.double()
        mean = x.mean(0)
        basis, variance, _ = torch.linalg.svd((x - mean).T @ (x - mean) / len(x))
        deviation = variance[:CHANNELS].sqrt()
        scale = deviation ** -0.5                                    # partly whitened: fine detail drowns later in the noise
        scale = scale / ((deviation * scale) ** 2).mean().sqrt()
        weight = (basis[:, :CHANNELS] * scale).T
        self.project.weight.data = weight.reshape(CHANNELS, 3, PATCH, PATCH).float()
        self.project.bias.data = (-weight @ mean).float()
        self.restore.weight.data = (basis[:, :CHANNELS] / scale).float()[..., None, None]
        self.restore.bias.data = mean.float()
        return (variance[:CHANNELS].sum() / variance.sum()).item()

    def encode(self, picture):
        return self.project(picture)

    def decode(self, latents):
        return F.pixel_shuffle(self.restore(latents), PATCH)

    def displacement(self, change):
        """Latents of a difference of two pictures."""
        return F.conv2d(change, self.project.weight, stride=PATCH)


class Encode(nn.Module):
    """The graph of vae_encoder: mean and logarithm of the variance, side by side."""

    def __init__(self, latents):
        super().__init__()
        self.latents = latents

    def forward(self, sample):
        mean = self.latents.encode(sample)
        nothing = 0 * mean[:, :STROKES]
        return torch.cat([mean, nothing, 0 * mean - 30, nothing - 30], 1)


class Decode(nn.Module):
    """The graph of vae_decoder."""

    def __init__(self, latents):
        super().__init__()
        self.latents = latents

    def forward(self, latent_sample):
        return self.latents.decode(latent_sample[:, :CHANNELS]).clamp(-1, 1)
