"""Where the dial of strength stood when a call began, noted in the noise for the steps that follow.

A denoiser is told the level of the step that it is asked for, not the level that the call began at; yet that one is what strength means.
All that goes from step to step is the latents, so the network leaves a note in them. Two patterns of the stroke channels (picture_noise.py),
finer than any map of the canvas, are taken from the noise; the network predicts that one of them holds 1, the other the dial. Samplers scale
latents, add them and mix them with noise, whatever their method and number of steps, and guidance finds the same note in both its branches:
the quotient of the two patterns stays. Where a mask keeps the source there is no note, so it is read where there is one.
"""
import numpy as np
import torch.nn.functional as F

from layers import constant, mixed, shrunk
from picture_noise import STROKES

EDGE, COMB = np.array([1, -1, -1, 1]), np.array([1, -1, 1, -1])
PATTERNS = np.stack([np.outer(EDGE, COMB).ravel(), np.outer(COMB, EDGE).ravel()]) / 4      # of length 1, and no cell's number depends on them
LOUD = 512           # a note against the noise of deviation 1
DOUBT = 6            # deviations of that noise that count for nothing
AREA = 4             # latents along the side of a square that is read at once


def without_note(strokes):
    """The noise that decides the strokes."""
    return mixed(strokes, np.eye(STROKES) - PATTERNS.T @ PATTERNS)


def read(strokes, sigma, now):
    """The dial from 0 to 1, [B, 1, 1, 1]; at the first step, where there is no note, it is the level of the step, `now`."""
    one, dial = shrunk(mixed(strokes, PATTERNS / LOUD), AREA).split(1, 1)
    trust = F.relu(one - DOUBT / LOUD / AREA * sigma)
    return ((trust * dial).sum((1, 2, 3), keepdim=True) + 1e-6 * now) / ((trust * one).sum((1, 2, 3), keepdim=True) + 1e-6)


def note(dial):
    """What the stroke channels hold when they are clean, [B, 16, 1, 1]."""
    one, two = constant(LOUD * PATTERNS)[:, None, :, None, None]
    return one + two * dial
