"""The tiny ONNX pipelines as diffusers pipelines in torch, their weights read from the exports.

    from tiny_torch import pipeline
    pipeline('packages/core/golden/pipelines', 'sd15-tiny')

T5 encoders stay in ONNX Runtime: no LoRA of diffusers touches them.
"""
import json

import diffusers
import onnx
import onnxruntime
import torch
import transformers
from onnx import numpy_helper

FAMILIES = {
    'sd15-tiny': diffusers.StableDiffusionImg2ImgPipeline,
    'sd21-tiny': diffusers.StableDiffusionImg2ImgPipeline,
    'sd3-tiny': diffusers.StableDiffusion3Img2ImgPipeline,
    'flux-tiny': diffusers.FluxImg2ImgPipeline,
}


def module_path(node):
    """`/ff/net/net.0/proj/MatMul` is `ff.net.0.proj`: a list repeats its parent's name."""
    parts = node.split('/')[1:-1]
    return '.'.join(part for part, after in zip(parts, [*parts[1:], '']) if not after.startswith(part + '.'))


def weights(file):
    """Every weight by torch's name. Matrices of MatMul are stored transposed, some without a name; equal ones are shared."""
    graph = onnx.load(file).graph
    kept = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == 'Identity' and node.input[0] in kept:
            kept[node.output[0]] = kept[node.input[0]]
    found = {}
    for node in graph.node:
        path = module_path(node.name)
        given = [kept.get(name) for name in node.input]
        if node.op_type == 'MatMul' and given[1] is not None:
            found[path + '.weight'] = given[1].T
        elif node.op_type in ('Conv', 'Gemm', 'LayerNormalization'):
            for part, value in zip(('weight', 'bias'), given[1:]):
                if value is not None:
                    found[f'{path}.{part}'] = value
        elif node.op_type in ('Mul', 'Add') and not node.name.split('/')[-1].count('_'):
            for value in given:
                if value is not None and value.numel() > 1:
                    found[f'{path}.{"weight" if node.op_type == "Mul" else "bias"}'] = value.reshape(-1)
    return {**found, **{name: value for name, value in kept.items() if '/' not in name}}


def load(module, *files):
    known = {name: value for file in files for name, value in weights(file).items()}
    wanted = module.state_dict()
    parameters = dict(module.named_parameters())
    missing = [name for name in parameters if name not in known]
    assert not missing, missing
    for name in wanted:
        if name in known:
            assert wanted[name].numel() == known[name].numel(), (name, wanted[name].shape, known[name].shape)
            wanted[name] = known[name].reshape(wanted[name].shape).float()
    module.load_state_dict(wanted)
    return module.eval()


class OnnxT5(torch.nn.Module):
    dtype = torch.float32

    def __init__(self, file):
        super().__init__()
        self.session = onnxruntime.InferenceSession(file)
        self.placeholder = torch.nn.Parameter(torch.zeros(1))

    def forward(self, ids, **_):
        return [torch.from_numpy(self.session.run(None, {'input_ids': ids.numpy()})[0])]


def text_encoder(folder, kind):
    if kind == 'T5EncoderModel':
        return OnnxT5(folder + '/model.onnx')
    with open(folder + '/config.json') as file:
        config = json.load(file)
    known = transformers.CLIPTextConfig().to_dict()
    made = getattr(transformers, kind)(transformers.CLIPTextConfig(**{key: value for key, value in config.items() if key in known}))
    return load(made, folder + '/model.onnx')


def pipeline(folder, name):
    at = f'{folder}/{name}'
    with open(at + '/model_index.json') as file:
        index = json.load(file)
    kind = FAMILIES[name]
    parts = {}
    for part, value in index.items():
        if part.startswith('text_encoder'):
            parts[part] = text_encoder(f'{at}/{part}', value[1])
        elif part.startswith('tokenizer'):
            parts[part] = getattr(transformers, value[1]).from_pretrained(f'{at}/{part}')
        elif part == 'scheduler':
            parts[part] = getattr(diffusers, value[1]).from_pretrained(f'{at}/scheduler')
    for part, made in (('unet', diffusers.UNet2DConditionModel), ('transformer', None)):
        if part in index:
            made = made or getattr(diffusers, index[part][1])
            parts[part] = load(made.from_config(made.load_config(f'{at}/{part}')), f'{at}/{part}/model.onnx')
    vae = diffusers.AutoencoderKL
    parts['vae'] = load(
        vae.from_config(vae.load_config(f'{at}/vae_encoder')), f'{at}/vae_encoder/model.onnx', f'{at}/vae_decoder/model.onnx'
    )
    if kind is diffusers.StableDiffusionImg2ImgPipeline:
        parts |= {'safety_checker': None, 'feature_extractor': None, 'requires_safety_checker': False}
    made = kind(**parts)
    made.set_progress_bar_config(disable=True)
    return made
