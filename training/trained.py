"""The trained networks: of a run's checkpoints, or of an exported model folder, whose graphs hold the weights folded and as float16."""
import os

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from latents import Latents
from painter import Painter
from reader import Reader, Words
from train_tokenizer import load_tokenizer


def from_run(run, tokenizer):
    """Latents, painter, words and reader as the checkpoints of a run have them."""
    return *painter_of_run(run), *reader_of_run(run, load_tokenizer(tokenizer).get_vocab_size())


def from_model(folder, since=None):
    """The same of a model folder that export.py wrote: exporting it again changes no weight. What checkpoints of a run `since` hold, wins."""
    latents_and_painter, words_and_reader = painter_of_model(folder), reader_of_model(folder)
    if since and os.path.exists(since + '/painter.pt'):
        latents_and_painter = painter_of_run(since)
    if since and os.path.exists(since + '/reader.pt'):
        words_and_reader = reader_of_run(since, words_and_reader[0].embed.num_embeddings)
    return *latents_and_painter, *words_and_reader


def painter_of_run(run):
    """Latents and painter, with its averaged weights."""
    state = torch.load(run + '/painter.pt', weights_only=True, map_location='cpu')
    latents, painter = Latents(), Painter()
    latents.load_state_dict(state['latents'])
    painter.load_state_dict(state['painter'])
    for weight, average in zip(painter.parameters(), state['average']):
        weight.data.copy_(average)
    return latents, painter


def reader_of_run(run, tokens):
    state = torch.load(run + '/reader.pt', weights_only=True)
    words, reader = Words(tokens), Reader()
    words.load_state_dict(state['words'])
    reader.load_state_dict(state['reader'])
    return words, reader


def painter_of_model(folder):
    unet, encoder = (weights_of(f'{folder}/{part}/model.onnx') for part in ('unet', 'vae_encoder'))
    latents, painter = Latents(), Painter()
    latents.load_state_dict(named({**unet, **encoder}, 'latents.'))
    for stage, table in painter.tables.items():
        table.unfold(unet[f'/painter/{stage}/Concat_output_0'])
    return latents, painter


def reader_of_model(folder):
    text, unet = (weights_of(f'{folder}/{part}/model.onnx') for part in ('text_encoder', 'unet'))
    words, reader = Words(len(text['words.embed.weight'])), Reader()
    words.load_state_dict(named(text, 'words.'))
    reader.evidence.bias.data = unet['reader.evidence.bias']
    reader.evidence.weight.data = next(value for name, value in unet.items() if value.shape == reader.evidence.weight.T.shape and 'MatMul' in name).T.contiguous()
    return words, reader


def weights_of(path):
    """What a graph holds, by name; float16 as float32."""
    arrays = {weight.name.removesuffix('_half'): numpy_helper.to_array(weight) for weight in onnx.load(path).graph.initializer}
    return {name: torch.from_numpy(np.array(array, np.float32)) for name, array in arrays.items() if array.dtype in (np.float16, np.float32)}


def named(weights, prefix):
    return {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}
