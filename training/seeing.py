"""Runs the canvas outside of training: exported once and run by ONNX Runtime, which is ten times as fast as eager torch here."""
import os
import tempfile
from types import SimpleNamespace

import numpy as np
import torch
import torch.nn as nn

from canvas import Canvas, Glance
from graphs import open_graph, write_graph
from paper import Paper


class OnPaper(nn.Module):
    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, picture, white):
        return self.module(picture, Paper(white))


class Eye:
    """picture [1, 3, H, W] and white noise [1, 1, H, W] to all maps, stacked [1, channels, H, W]."""

    def __init__(self, module, threads=1):
        self.channels = module.CHANNELS
        area = {2: 'height', 3: 'width'}
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'canvas.onnx')
            inputs = torch.rand(1, 3, 96, 96), torch.randn(1, 1, 96, 96)
            write_graph(path, OnPaper(module), inputs, ['picture', 'white'], ['maps'], dict(picture=area, white=area, maps=area))
            self.session = open_graph(path, threads)

    def __call__(self, picture, white):
        return torch.from_numpy(self.session.run(None, dict(picture=np.ascontiguousarray(picture), white=np.ascontiguousarray(white)))[0])

    def maps(self, picture, white):
        """The maps by name, for the filters."""
        return named(self(picture, white), self.channels)


def named(stacked, channels):
    parts = stacked.split(list(channels.values()), 1)
    return SimpleNamespace(**dict(zip(channels, parts)))


def canvas_eye(threads=1):
    return Eye(Canvas(), threads)


def glance_eye(threads=1):
    return Eye(Glance(), threads)
