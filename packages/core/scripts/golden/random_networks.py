"""Networks in the shapes of tiny exports, with random weights whose spread keeps signals at their size through each layer."""
import json

import torch
from transformers import CLIPTextConfig


def config(folder, part, **changes):
    """A part's config.json in a model's folder, with some of its entries changed."""
    with open(f'{folder}/{part}/config.json') as file:
        return {**json.load(file), **changes}


def randomised(module, seed, gain=0.9):
    generator = torch.Generator().manual_seed(seed)
    for name, weight in module.named_parameters():
        drawn = torch.randn(weight.shape, generator=generator)
        if weight.dim() > 1:
            weight.data = drawn * gain / weight[0].numel() ** 0.5
        else:
            weight.data = drawn * 0.1 + ('norm' in name and name.endswith('weight'))
    return module.eval()


def text_encoder(folder, part, kind, seed):
    known = CLIPTextConfig().to_dict()
    shape = {key: value for key, value in config(folder, part).items() if key in known}
    return randomised(kind(CLIPTextConfig(**shape)), seed)
