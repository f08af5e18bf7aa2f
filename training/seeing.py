"""Runs the canvas outside of training: exported once and run by ONNX Runtime, which is ten times as fast as eager torch here."""
import os
import tempfile
import warnings
from types import SimpleNamespace

import numpy as np
import onnxruntime as ort
import torch
import torch.nn as nn

from canvas import Canvas, Glance, Paper


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
        with tempfile.TemporaryDirectory() as folder, torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter('ignore')                          # that weights are constants is what is wanted
            path = os.path.join(folder, 'canvas.onnx')
            torch.onnx.export(OnPaper(module), (torch.rand(1, 3, 96, 96), torch.randn(1, 1, 96, 96)), path, input_names=['picture', 'white'],
                              output_names=['maps'], dynamic_axes=dict(picture=area, white=area, maps=area), opset_version=17, dynamo=False, verbose=False)
            options = ort.SessionOptions()
            options.intra_op_num_threads, options.log_severity_level = threads, 3
            options.add_session_config_entry('session.intra_op.allow_spinning', '0')
            self.session = ort.InferenceSession(path, options, providers=['CPUExecutionProvider'])

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
