"""Writes the trained networks as a model folder: the layout of InstructPix2Pix, weights stored as float16, computed in float32.

    python export.py --run run --out run/model
    python export.py --model ../packages/model-mini/model --out run/model      the weights of an exported model, where there is no run
    python export.py --model … --since run --out run/model                     but those that a run has trained since
"""
import argparse
import json
import os
import shutil

os.environ['ORT_DISABLE_TELEMETRY'] = '1'  # before the library is loaded
import numpy as np
import onnx
import onnxruntime as ort
import torch
import torch.nn as nn
from onnx import TensorProto, helper, numpy_helper

import dial
import trained
from graphs import write_graph
from latents import Decode, Encode
from paper import veils
from picture_noise import CHANNELS, LATENTS, STROKES, to_pixels
from reader import WORDS
from recipe import AMOUNTS, GROUPS, SIZES

GUIDANCE = 7.5   # the guidance scale at which a style comes out as it was trained; 5 to 9 are 0.7 to 1.2 of it
DEFAULTS = dict(strength=0.615, guidanceScale=7.5, imageGuidanceScale=1, steps=1, stepsMode='exact', scheduler='ddim')


def reach(strength):
    """How far to go from the source at a strength: 1 is the trained look. The default, 0.615, stops a little short of it, full
    strength goes a fifth beyond; the dial rises nowhere in leaps, and nowhere stops."""
    return 3.2 * strength / (1 + 1.65 * strength)


class Network(nn.Module):
    """What the sampler calls: noisy and source latents in, v-prediction out.

    The change that the painter makes is divided by GUIDANCE: classifier-free guidance multiplies the difference of two
    predictions and brings it back. How far a call goes (`reach`) depends on the strength that it began with, and on nothing else: every
    step predicts the same picture, so all samplers come to it, in any number of steps. The stroke channels hold noise, and a note (dial.py).
    """

    def __init__(self, latents, painter, reader):
        super().__init__()
        self.latents, self.painter, self.reader = latents, painter, reader
        betas = torch.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000, dtype=torch.float64) ** 2
        self.register_buffer('bars', (1 - betas).cumprod(0).float())
        self.register_buffer('amounts', torch.tensor([[0.0], *([factor - 1] for factor in AMOUNTS.values())]))
        starts = torch.tensor([0, *SIZES.values()]).cumsum(0)
        self.register_buffer('nothings', torch.stack([start for start, group in zip(starts, SIZES) if group != 'amount']))

    def levels(self, timestep):
        """Alpha, sigma and the strength that begins at this timestep, each [1, 1, 1, 1]."""
        step = timestep.reshape(-1)[:1].float().reshape(1, 1, 1, 1)
        place = step.clamp(0, 998)
        low = place.floor()
        bar, next_bar = self.bars[torch.cat([low, low + 1], 1).long()].split(1, 1)
        bar = bar + (place - low) * (next_bar - bar)
        return bar.sqrt(), (1 - bar).sqrt(), (step / 999).clamp(0, 1)

    def forward(self, sample, timestep, encoder_hidden_states):
        noisy, strokes, source, _ = sample.split([CHANNELS, STROKES, CHANNELS, STROKES], 1)
        alpha, sigma, now = self.levels(timestep)
        code = self.reader(encoder_hidden_states)
        amount = 1 + (code[:, -len(GROUPS['amount']):] @ self.amounts)[..., None, None]
        plain = code.index_select(1, self.nothings).prod(1, keepdim=True)[..., None, None]        # 1 where the prompt asks for nothing

        noise = dial.without_note(strokes)
        white = to_pixels(noise / (noise * noise).mean((1, 2, 3), keepdim=True).sqrt().clamp(min=1e-3))
        picture = (self.latents.decode(source) * 0.5 + 0.5).clamp(0, 1)
        moved = self.latents.displacement(2 * (self.painter(picture, white, code) - picture)) * amount
        # Every picture gets a little of another light, so that seeds give variations; a prompt that asks for something takes it back.
        varied = self.latents.displacement(2 * veils(picture, white)) * (1 - (1 - plain) / GUIDANCE)
        strength = dial.read(strokes, sigma, now)
        clean = torch.cat([source + reach(strength) * (varied + moved / GUIDANCE), dial.note(strength) + 0 * strokes], 1)
        return (alpha * torch.cat([noisy, strokes], 1) - clean) / sigma


class Text(nn.Module):
    def __init__(self, words):
        super().__init__()
        self.words = words

    def forward(self, input_ids):
        hidden = self.words(input_ids)
        return hidden, hidden.mean(1)


def simplify(path):
    """Folds constants and drops what does nothing, with ONNX Runtime's basic level: standard operators only, and less to do while loading."""
    options = ort.SessionOptions()
    options.graph_optimization_level, options.log_severity_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC, 3
    options.optimized_model_filepath = path
    ort.InferenceSession(path, options, providers=['CPUExecutionProvider'])


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
    used = {node.domain for node in graph.node}
    for domain in [entry for entry in model.opset_import if entry.domain not in used]:
        model.opset_import.remove(domain)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--run', default='run')
    parser.add_argument('--tokenizer', default='run/tokenizer')
    parser.add_argument('--model', default=None, help='a model folder to take weights and tokenizer from, in place of a run')
    parser.add_argument('--since', default=None, help='a run that began with that model: the checkpoints in it win')
    parser.add_argument('--out', default='model')
    parser.add_argument('--full', action='store_true', help='keep float32 weights, to compare with')
    arguments = parser.parse_args()
    out, tokenizer = arguments.out, arguments.model + '/tokenizer' if arguments.model else arguments.tokenizer
    latents, painter, words, reader = trained.from_model(arguments.model, arguments.since) if arguments.model else trained.from_run(arguments.run, tokenizer)
    shutil.copytree(tokenizer, out + '/tokenizer', dirs_exist_ok=True)

    def write(folder, module, inputs, names, outputs, dynamic):
        os.makedirs(f'{out}/{folder}', exist_ok=True)
        path = f'{out}/{folder}/model.onnx'
        write_graph(path, module, inputs, names, outputs, dynamic)
        simplify(path)
        if not arguments.full:
            halve_weights(path)

    area = {0: 'batch', 2: 'height', 3: 'width'}
    write('text_encoder', Text(words), (torch.zeros(1, 77, dtype=torch.int64),), ['input_ids'], ['last_hidden_state', 'pooler_output'],
          {'input_ids': {0: 'batch', 1: 'length'}, 'last_hidden_state': {0: 'batch', 1: 'length'}, 'pooler_output': {0: 'batch'}})
    write('unet', Network(latents, painter, reader), (torch.randn(2, 2 * LATENTS, 32, 32), torch.tensor([500]), torch.randn(2, 77, WORDS)),
          ['sample', 'timestep', 'encoder_hidden_states'], ['out_sample'],
          {'sample': area, 'timestep': {0: 'steps'}, 'encoder_hidden_states': {0: 'batch', 1: 'length'}, 'out_sample': area})
    write('vae_encoder', Encode(latents), (torch.randn(1, 3, 64, 64),), ['sample'], ['latent_parameters'], {'sample': area, 'latent_parameters': area})
    write('vae_decoder', Decode(latents), (torch.randn(1, LATENTS, 16, 16),), ['latent_sample'], ['sample'], {'latent_sample': area, 'sample': area})

    def note(path, content):
        json.dump(content, open(f'{out}/{path}', 'w'), indent=2)

    note('unet/config.json', dict(_class_name='UNet2DConditionModel', in_channels=2 * LATENTS, out_channels=LATENTS, cross_attention_dim=WORDS,
                                  block_out_channels=[32, 48, 24], sample_size=128))
    note('text_encoder/config.json', dict(architectures=['CLIPTextModel'], model_type='clip_text_model', hidden_size=WORDS, max_position_embeddings=77,
                                          num_hidden_layers=3, vocab_size=words.embed.num_embeddings))
    vae = dict(_class_name='AutoencoderKL', in_channels=3, out_channels=3, latent_channels=LATENTS, block_out_channels=[16, 32, 64], scaling_factor=1.0,
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
    note('overpaint.json', dict(name='mini', licence='CC0-1.0', nativeSize=512, optimised=True, prompts='descriptions', defaults=DEFAULTS))
    size = sum(os.path.getsize(os.path.join(folder, file)) for folder, _, files in os.walk(out) for file in files)
    print(f'{size / 1e6:.2f} MB in {out}')


if __name__ == '__main__':
    main()
