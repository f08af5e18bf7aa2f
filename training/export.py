"""Writes the trained networks as a model folder: the layout of InstructPix2Pix, weights stored as float16, computed in float32.

    python export.py --run run --tokenizer ../packages/model-mini/model/tokenizer --out model
"""
import argparse
import json
import os
import shutil

import numpy as np
import onnx
import torch
import torch.nn as nn
from onnx import TensorProto, helper, numpy_helper

from networks import WORDS, Decoder, Encoder, Painter, Reader, Words, statistics_of
from picture_noise import CHANNELS
from recipe import SIZES
from train_painter import trained_weights
from train_reader import load_tokenizer

GUIDANCE = 6.0   # the guidance scale at which a style comes out as it was trained; 5 to 9 are then 0.8 to 1.5 of it
DEFAULTS = dict(strength=0.615, guidanceScale=6, imageGuidanceScale=1, steps=6, scheduler='ddim')


class Network(nn.Module):
    """What the sampler calls: noisy and source latents in, v-prediction out.

    The painter's displacement is divided by GUIDANCE, so that classifier-free guidance, which multiplies the difference of two
    predictions, brings it back; without a style, a light or a colour the displacement is nothing and the photo stays itself.
    How far a call goes depends on the noise level (`pull`), and on how much of the way the noisy latents have gone already,
    measured as their projection on the displacement.
    """

    def __init__(self, painter, reader):
        super().__init__()
        self.painter, self.reader = painter, reader
        betas = torch.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000, dtype=torch.float64) ** 2
        self.register_buffer('bars', (1 - betas).cumprod(0).float())

    def forward(self, sample, timestep, encoder_hidden_states):
        noisy, source = sample[:, :CHANNELS], sample[:, CHANNELS:]
        step = timestep.reshape(-1)[:1].float()
        place = step.clamp(0, 998)
        low = place.floor()
        index = low.long()
        bar = self.bars[index] + (place - low) * (self.bars[index + 1] - self.bars[index])
        alpha, sigma = bar.sqrt()[:, None, None, None], (1 - bar).sqrt()[:, None, None, None]
        rest = noisy - alpha * source
        code = self.reader(encoder_hidden_states)
        rows, columns = (torch.ones_like(source[0, 0, :, 0]).cumsum(0) - 1, torch.ones_like(source[0, 0, 0, :]).cumsum(0) - 1)
        level = (step / 1000)[:, None] + 0 * code[:, :1]
        # A later call finds displacement among the noise: bring each channel back to the deviation that noise has.
        noise = rest / sigma
        noise = noise / (noise * noise).mean((2, 3), keepdim=True).sqrt().clamp(min=1)
        moved = self.painter(source, noise, rows, columns, code, statistics_of(source), level)
        start, asked = 0, 1.0
        for group, size in SIZES.items():
            if group != 'manner':
                asked = asked * code[:, start:start + 1]
            start += size
        moved = moved * (1 - asked)[..., None, None]
        gone = (rest * moved).sum((1, 2, 3), keepdim=True) / (alpha * (moved * moved).sum((1, 2, 3), keepdim=True) + 1e-3)
        gone = (1.5 * gone).clamp(0, 1)   # DDIM carries a part of the source along as noise: what is seen is less than what was done
        pull = (level / 0.5).clamp(0, 1)[..., None, None] ** 1.2 * (0.95 + 0.1 * level[..., None, None])
        clean = source + moved * (gone + pull * (1 - gone)) / GUIDANCE
        return (alpha * noisy - clean) / sigma


class Encode(nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, sample):
        mean = self.encoder(sample)
        return torch.cat([mean, 0 * mean - 30], 1)


class Decode(nn.Module):
    def __init__(self, decoder):
        super().__init__()
        self.decoder = decoder

    def forward(self, latent_sample):
        return self.decoder(latent_sample).clamp(-1, 1)


class Text(nn.Module):
    def __init__(self, words):
        super().__init__()
        self.words = words

    def forward(self, input_ids):
        hidden = self.words(input_ids)
        return hidden, hidden.mean(1)


def halve_weights(path):
    """Float16 at rest, a Cast to float32 in the graph: half the download, the same arithmetic on CPU, WASM and WebGPU."""
    model = onnx.load(path)
    graph, kept, casts = model.graph, [], []
    for weight in graph.initializer:
        if weight.data_type != TensorProto.FLOAT or np.prod(weight.dims) < 2000:
            kept.append(weight)
            continue
        kept.append(numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), weight.name + '_half'))
        casts.append(helper.make_node('Cast', [weight.name + '_half'], [weight.name], to=TensorProto.FLOAT))
    del graph.initializer[:]
    graph.initializer.extend(kept)
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(casts + nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def load_networks(run, tokenizer):
    state = torch.load(run + '/painter.pt', weights_only=True)
    encoder, painter = Encoder(), Painter()
    decoder = Decoder(encoder)
    for network, name in ((encoder, 'encoder'), (decoder, 'decoder'), (painter, 'painter')):
        network.load_state_dict(state[name])
    for weight, average in zip(trained_weights(painter, decoder), state['average']):
        weight.data.copy_(average)
    text = torch.load(run + '/reader.pt', weights_only=True)
    words, reader = Words(load_tokenizer(tokenizer).get_vocab_size()), Reader()
    words.load_state_dict(text['words'])
    reader.load_state_dict(text['reader'])
    return encoder, decoder, painter, words, reader, state['step']


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--run', default='run')
    parser.add_argument('--tokenizer', default='../packages/model-mini/model/tokenizer')
    parser.add_argument('--out', default='model')
    arguments = parser.parse_args()
    encoder, decoder, painter, words, reader, step = load_networks(arguments.run, arguments.tokenizer)
    out = arguments.out
    shutil.copytree(arguments.tokenizer, out + '/tokenizer', dirs_exist_ok=True)

    def write(folder, module, inputs, names, outputs, dynamic):
        os.makedirs(f'{out}/{folder}', exist_ok=True)
        path = f'{out}/{folder}/model.onnx'
        with torch.no_grad():
            torch.onnx.export(module.eval(), inputs, path, input_names=names, output_names=outputs, dynamic_axes=dynamic, opset_version=17, dynamo=False)
        halve_weights(path)

    area = {0: 'batch', 2: 'height', 3: 'width'}
    write('text_encoder', Text(words), (torch.zeros(1, 77, dtype=torch.int64),), ['input_ids'], ['last_hidden_state', 'pooler_output'],
          {'input_ids': {0: 'batch', 1: 'length'}, 'last_hidden_state': {0: 'batch', 1: 'length'}, 'pooler_output': {0: 'batch'}})
    write('unet', Network(painter, reader), (torch.randn(2, 2 * CHANNELS, 32, 32), torch.tensor([500]), torch.randn(2, 77, WORDS)),
          ['sample', 'timestep', 'encoder_hidden_states'], ['out_sample'],
          {'sample': area, 'timestep': {0: 'steps'}, 'encoder_hidden_states': {0: 'batch', 1: 'length'}, 'out_sample': area})
    write('vae_encoder', Encode(encoder), (torch.randn(1, 3, 64, 64),), ['sample'], ['latent_parameters'], {'sample': area, 'latent_parameters': area})
    write('vae_decoder', Decode(decoder), (torch.randn(1, CHANNELS, 16, 16),), ['latent_sample'], ['sample'], {'latent_sample': area, 'sample': area})

    def note(path, content):
        json.dump(content, open(f'{out}/{path}', 'w'), indent=2)

    note('unet/config.json', dict(_class_name='UNet2DConditionModel', in_channels=2 * CHANNELS, out_channels=CHANNELS, cross_attention_dim=WORDS,
                                  block_out_channels=[56, 96, 160], sample_size=128))
    note('text_encoder/config.json', dict(architectures=['CLIPTextModel'], model_type='clip_text_model', hidden_size=WORDS, max_position_embeddings=77,
                                          num_hidden_layers=3, vocab_size=words.embed.num_embeddings))
    vae = dict(_class_name='AutoencoderKL', in_channels=3, out_channels=3, latent_channels=CHANNELS, block_out_channels=[16, 32, 64], scaling_factor=1.0,
               sample_size=512)
    note('vae_encoder/config.json', vae)
    note('vae_decoder/config.json', vae)
    os.makedirs(out + '/scheduler', exist_ok=True)
    note('scheduler/scheduler_config.json', dict(
        _class_name='DDIMScheduler', beta_start=0.00085, beta_end=0.012, beta_schedule='scaled_linear', num_train_timesteps=1000, clip_sample=False,
        set_alpha_to_one=True, steps_offset=0, prediction_type='v_prediction', timestep_spacing='trailing'))
    part = ['diffusers', 'OnnxRuntimeModel']
    note('model_index.json', dict(_class_name='StableDiffusionInstructPix2PixPipeline', tokenizer=['transformers', 'CLIPTokenizer'], text_encoder=part, unet=part,
                                  vae_encoder=part, vae_decoder=part, scheduler=['diffusers', 'DDIMScheduler'], safety_checker=[None, None],
                                  feature_extractor=[None, None], requires_safety_checker=False))
    note('overpaint.json', dict(name='mini', licence='CC0-1.0', nativeSize=512, defaults=DEFAULTS))
    size = sum(os.path.getsize(os.path.join(folder, file)) for folder, _, files in os.walk(out) for file in files)
    print(f'step {step}, {size / 1e6:.2f} MB in {out}')


if __name__ == '__main__':
    main()
