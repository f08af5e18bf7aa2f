"""Fixed layers: sums of channels, blurs, poolings, calm patches, slopes, levels. Pictures are [B, 3, H, W] from 0 to 1, maps [B, channels, H, W].

Convolutions, poolings and soft choices, which any ONNX runtime has. What can be computed side by side is one operator, not several:
a runtime needs a moment for every operator when it opens a model.
"""
import math

import numpy as np
import torch
import torch.nn.functional as F

LUMA = (0.299, 0.587, 0.114)


def constant(values):
    """Made with numpy, so that tracing sees a weight and not its computation."""
    return torch.from_numpy(np.ascontiguousarray(values, np.float32))


def mixed(x, weights, bias=None):
    """Weighted sums of channels: weights [channels out, channels in]."""
    return F.conv2d(x, constant(weights)[..., None, None], None if bias is None else constant(bias))


def luminance(pictures):
    """Of one picture, or of several side by side: [B, 3n, H, W] to [B, n, H, W]."""
    return mixed(pictures, np.kron(np.eye(int(pictures.shape[1]) // 3), LUMA))


def part(x, start, end):
    """Some of the channels."""
    return cut(x, 1, start, end)


def cut(x, axis, start, end):
    """x[start:end] along one axis and no other: brackets would leave an operator of the exported graph for every axis."""
    return torch.ops.aten.slice.Tensor(x, axis, start, end)


def frame(x, size):
    return F.pad(x, (size,) * 4, mode='replicate')


def moved(x, dy, dx):
    """out[y, x] = x[y + dy, x + dx], borders repeated."""
    reach = max(abs(dy), abs(dx))
    x = frame(x, reach)
    for axis, way in ((2, dy), (3, dx)):
        x = cut(x, axis, reach + way, way - reach or None)
    return x


def blur(x, *sigmas, of=None, gains=None):
    """Gaussian blurs. One sigma serves all channels; of several each makes a channel of its own, out of the channel of x that `of` names."""
    channels = int(x.shape[1])
    sigmas = sigmas * channels if len(sigmas) == 1 and of is None else sigmas
    reach = math.ceil(2.5 * max(sigmas))
    offsets = np.arange(-reach, reach + 1, dtype=np.float32)
    kernels = np.stack([np.exp(-offsets ** 2 / (2 * sigma * sigma)) * (abs(offsets) <= math.ceil(2.5 * sigma)) for sigma in sigmas])
    kernels = kernels / kernels.sum(1, keepdims=True)
    across = kernels if gains is None else kernels * np.array(gains)[:, None]
    if of is None:
        x = F.conv2d(frame(x, reach), constant(kernels[:, None, :, None]), groups=channels)
    else:
        x = F.conv2d(frame(x, reach), constant(np.eye(channels)[list(of)][:, :, None, None] * kernels[:, None, :, None]))
    return F.conv2d(x, constant(across[:, None, None]), groups=len(sigmas))


def box(x, size):
    x = frame(x, size // 2)
    return F.avg_pool2d(F.avg_pool2d(x, (size, 1), 1), (1, size), 1)


def shrunk(x, step):
    """Means of step by step squares."""
    return F.avg_pool2d(x, step)


def grown(small, step):
    """The way back from `shrunk`, smoothly."""
    return F.interpolate(small, scale_factor=float(step), mode='bilinear')


def spread(small, step):
    """The way back from `shrunk`, in squares."""
    return F.interpolate(small, scale_factor=float(step), mode='nearest')


def halved(small):
    """As `shrunk` by 2, of odd sides as well: the last row and column are repeated."""
    return shrunk(F.pad(small, (0, 1, 0, 1), mode='replicate'), 2)


def doubled(small, like):
    """The way back from `halved`, to the sides of `like`."""
    return F.interpolate(small, size=like.shape[2:], mode='nearest')


def wide_blur(x, *sigmas, shrink):
    """Blurs of many pixels, computed on a smaller picture."""
    return grown(blur(shrunk(x, shrink), *(sigma / shrink for sigma in sigmas)), shrink)


def calmed(x, size, flat):
    """Guided filter of the picture by itself (He 2010): what deviates less than sqrt(flat) from its surroundings is flattened."""
    mean, square = box(torch.cat([x, x * x], 1), size).split(3, 1)
    variance = (square - mean * mean).clamp(min=0)
    a = variance / (variance + flat)
    a, b = box(torch.cat([a, mean - a * mean], 1), size).split(3, 1)
    return a * x + b


def kuwahara(x, size):
    """Each pixel takes the mean of the calmest of four windows beside it (softly: Papari 2007): dabs with crisp edges."""
    gray = luminance(x)
    colour, mean, square = box(torch.cat([x, gray, gray * gray], 1), size).split([3, 1, 1], 1)
    calm = 1e-3 / ((square - mean * mean).clamp(min=0) + 2e-4)
    calm = calm * calm
    weighted = frame(torch.cat([colour * calm, calm], 1), size // 2)
    colour, calm = F.conv2d(weighted, constant(np.ones((4, 1, 2, 2))), groups=4, dilation=size // 2 * 2).split([3, 1], 1)
    return colour / (calm + 1e-9)


def lengths(vectors):
    """Of vectors whose x lie first and whose y after them: [B, 2n, H, W] to [B, n, H, W]."""
    count = int(vectors.shape[1]) // 2
    return mixed(vectors * vectors, np.tile(np.eye(count), 2), np.full(count, 1e-8)).sqrt()


def differences(x, *kernels):
    """Of every channel the 3 by 3 differences with the first kernel, then with the second."""
    channels = int(x.shape[1])
    weights = np.concatenate([np.eye(channels)[:, :, None, None] * np.array(kernel) for kernel in kernels])
    return F.conv2d(frame(x, 1), constant(weights))


ALONG_X = np.array([[0, 0, 0], [-0.5, 0, 0.5], [0, 0, 0]])
ALONG_Y = ALONG_X.T
FROM_CORNER = np.array([[-1, 0, 0], [0, 0, 0], [0, 0, 1]])


def steepness(x):
    """Lengths of the gradients of all channels."""
    return lengths(differences(x, ALONG_X, ALONG_Y))


class Levels:
    """Half an auto-contrast by mean and deviation of the whole picture."""

    def __init__(self, gray):
        self.mean = gray.mean((2, 3), keepdim=True)
        self.deviation = ((gray - self.mean) ** 2).mean((2, 3), keepdim=True).sqrt()
        self.low = (0.5 * self.mean - self.deviation).clamp(min=0)
        self.range = (0.5 * self.mean + self.deviation).clamp(max=0.5) + 0.5 - self.low

    def __call__(self, grays):
        return ((grays - self.low) / self.range).clamp(0, 1)

    def maps(self, like):
        """Mean and deviation, the same for every pixel."""
        return torch.cat([self.mean, self.deviation], 1) + 0 * like
