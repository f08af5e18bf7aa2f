"""Tiny models with ControlNets with random weights, their ONNX exports, and what diffusers paints with them.

    pip install diffusers==0.39.0 torch==2.15.0 transformers==4.57.6 optimum-onnx==0.1.0 onnxruntime==1.32.0
    python packages/core/scripts/golden/controlnets.py packages/core/golden

`sdxl-controlnet-tiny`: the shapes of `sdxl-tiny`, its UNet exported without inputs for residuals, and two ControlNets that paint alone and together.
`sd3-controlnet-tiny`: the shapes of `sd3-no-t5-tiny` with four layers, its transformer with inputs for residuals, and a ControlNet, which sees the
control picture as latents. diffusers has no such pipeline from picture to picture: its pipeline from text starts from the noise that the picture's
strength of 1 starts from. It draws the control picture's latents from torch's own generator, another picture at each run; here they are the mode.
"""
import json
import os
import shutil
import sys
import tempfile

import onnx
import torch
from diffusers import (
    AutoencoderKL,
    ControlNetModel,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    SD3ControlNetModel,
    SD3Transformer2DModel,
    StableDiffusion3ControlNetPipeline,
    StableDiffusion3Img2ImgPipeline,
    StableDiffusionXLControlNetImg2ImgPipeline,
    StableDiffusionXLImg2ImgPipeline,
    UNet2DConditionModel,
)
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution
from diffusers.utils.torch_utils import randn_tensor
from optimum.exporters.onnx import onnx_export_from_model
from PIL import Image
from random_networks import config, randomised, text_encoder
from transformers import CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

golden = sys.argv[1]
pipelines = golden + '/pipelines'
torch.set_num_threads(1)


def picture(name):
    return Image.open(f'{pipelines}/inputs/{name}').convert('RGB')


def keep(folder, name, images, **asked):
    os.makedirs(f'{folder}/{name}', exist_ok=True)
    images[0].save(f'{folder}/{name}/image-0.png')
    with open(f'{folder}/{name}/case.json', 'w') as file:
        json.dump({'name': name, **asked}, file)


def export_parts(pipeline, name):
    pipeline.set_progress_bar_config(disable=True)
    with tempfile.TemporaryDirectory() as at:
        onnx_export_from_model(pipeline, at, task='image-to-image', do_validation=False)
        shutil.rmtree(f'{pipelines}/{name}', ignore_errors=True)
        shutil.copytree(at, f'{pipelines}/{name}')


class Residuals(torch.nn.Module):
    """A ControlNet as a graph puts it out: one tensor a residual, the middle block's last."""

    def __init__(self, net, call):
        super().__init__()
        self.net, self.call = net, call

    def forward(self, *inputs):
        return tuple(self.call(self.net, *inputs))


def export(module, call, inputs, outputs, path, scalars=()):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    axes = {name: {0: 'batch', **({2: f'{name}_2', 3: f'{name}_3'} if value.dim() == 4 else {1: f'{name}_1'} if value.dim() == 3 else {})}
            for name, value in inputs.items() if name not in scalars}
    axes |= {name: {0: 'batch', 1: f'{name}_1'} if rank == 3 else {0: 'batch', 2: f'{name}_2', 3: f'{name}_3'} for name, rank in outputs.items()}
    with torch.no_grad():
        torch.onnx.export(Residuals(module, call), tuple(inputs.values()), path, input_names=list(inputs), output_names=list(outputs), dynamic_axes=axes,
                          opset_version=17, dynamo=False)


def relabel(path, names):
    made = onnx.load(path)
    others = dict(zip([output.name for output in made.graph.output], names))
    for output in made.graph.output:
        output.name = others[output.name]
    for node in made.graph.node:
        for ends in (node.input, node.output):
            ends[:] = [others.get(name, name) for name in ends]
    onnx.save(made, path)


# SDXL: two ControlNets beside an ordinary export

sdxl = f'{pipelines}/sdxl-tiny'
unet = config(sdxl, 'unet')
parts = dict(
    vae=randomised(AutoencoderKL.from_config(config(sdxl, 'vae_encoder')), 11),
    text_encoder=text_encoder(sdxl, 'text_encoder', CLIPTextModel, 12),
    text_encoder_2=text_encoder(sdxl, 'text_encoder_2', CLIPTextModelWithProjection, 13),
    tokenizer=CLIPTokenizer.from_pretrained(f'{sdxl}/tokenizer'),
    tokenizer_2=CLIPTokenizer.from_pretrained(f'{sdxl}/tokenizer_2'),
    unet=randomised(UNet2DConditionModel.from_config(unet), 14, 0.8),
    scheduler=EulerDiscreteScheduler.from_pretrained(f'{sdxl}/scheduler'),
)
export_parts(StableDiffusionXLImg2ImgPipeline(**parts), 'sdxl-controlnet-tiny')
shared = ['down_block_types', 'block_out_channels', 'layers_per_block', 'norm_num_groups', 'cross_attention_dim', 'attention_head_dim',
          'transformer_layers_per_block', 'use_linear_projection', 'addition_embed_type', 'addition_time_embed_dim',
          'projection_class_embeddings_input_dim', 'mid_block_type']
nets = [
    randomised(ControlNetModel(**{key: unet[key] for key in shared}, conditioning_embedding_out_channels=(8, 8, 12, 16)), seed, 0.7)
    for seed in (15, 16)
]


def controls(net, sample, timestep, hidden, cond, scale, text_embeds, time_ids):
    down, middle = net(sample, timestep, hidden, cond, scale, added_cond_kwargs={'text_embeds': text_embeds, 'time_ids': time_ids}, return_dict=False)
    return [*down, middle]


for index, net in enumerate(nets):
    at = f'{pipelines}/sdxl-controlnet-tiny/controlnet-{index}'
    # The second as public exports are: outputs that say nothing, and a scale that is a scalar of its own type.
    names = [f'down_block_res_sample_{i}' for i in range(4)] + ['mid_block_res_sample']
    inputs = dict(sample=torch.randn(2, 4, 8, 8), timestep=torch.tensor(3.0), encoder_hidden_states=torch.randn(2, 77, unet['cross_attention_dim']),
                  controlnet_cond=torch.rand(2, 3, 64, 64), conditioning_scale=torch.tensor(0.8, dtype=torch.float32 if index else torch.float64),
                  text_embeds=torch.randn(2, 24), time_ids=torch.rand(2, 6) * 64)
    export(net, controls, inputs, {name: 4 for name in names}, f'{at}/model.onnx', scalars=('timestep', 'conditioning_scale'))
    if index == 1:
        relabel(f'{at}/model.onnx', ['down_block_res_samples', 'mid_block_res_sample', '2041', '2042', '2043'])
    net.save_config(at)


def paint(name, chosen, controls, scales, **call):
    pipeline = StableDiffusionXLControlNetImg2ImgPipeline(controlnet=chosen if len(chosen) > 1 else chosen[0], **parts)
    pipeline.set_progress_bar_config(disable=True)
    one = (lambda values: values if len(chosen) > 1 else values[0])
    asked = dict(image='photo-64x64.png', prompt='watercolor painting of a cat, flower', negativePrompt='blurry', seeds=[42], width=64, height=64, **call)
    starts, ends = call.get('starts', [0.0] * len(chosen)), call.get('ends', [1.0] * len(chosen))
    images = pipeline(
        prompt=asked['prompt'],
        negative_prompt=asked['negativePrompt'],
        image=picture(asked['image']),
        control_image=one([picture(one_) for one_ in controls]),
        controlnet_conditioning_scale=one(scales),
        control_guidance_start=starts,
        control_guidance_end=ends,
        num_inference_steps=call['steps'],
        strength=call['strength'],
        guidance_scale=call['guidanceScale'],
        generator=torch.Generator().manual_seed(42),
    ).images
    nets_ = [f'controlnet-{nets.index(net)}' for net in chosen]
    keep(f'{pipelines}/sdxl-controlnet-tiny/cases', name, images, controlNets=[
        dict(net=net, control=control, scale=scale, start=start, end=end)
        for net, control, scale, start, end in zip(nets_, controls, scales, starts, ends)
    ], **asked, pipeline=type(pipeline).__name__)


edges, photo = 'edges-64x64.png', 'photo-64x64.png'
paint('default', nets[:1], [edges], [0.8], steps=8, strength=0.7, guidanceScale=6.0)
paint('second-net', nets[1:], [edges], [0.5], steps=8, strength=0.7, guidanceScale=6.0)
paint('two-at-once', nets, [edges, photo], [0.8, 0.4], steps=8, strength=0.7, guidanceScale=6.0)
paint('two-in-turn', nets, [edges, photo], [0.7, 0.6], steps=8, strength=0.8, guidanceScale=1.0, starts=[0.0, 0.3], ends=[0.5, 1.0])

# Stable Diffusion 3: residuals of a transformer

sd3 = f'{pipelines}/sd3-no-t5-tiny'
shape = {key: value for key, value in config(sd3, 'transformer', num_layers=4).items() if not key.startswith('_')}
vae = randomised(AutoencoderKL.from_config(config(sd3, 'vae_encoder')), 21)
transformer = randomised(SD3Transformer2DModel(**shape), 24, 0.8)
parts3 = dict(
    vae=vae,
    text_encoder=text_encoder(sd3, 'text_encoder', CLIPTextModelWithProjection, 22),
    text_encoder_2=text_encoder(sd3, 'text_encoder_2', CLIPTextModelWithProjection, 23),
    text_encoder_3=None,
    tokenizer=CLIPTokenizer.from_pretrained(f'{sd3}/tokenizer'),
    tokenizer_2=CLIPTokenizer.from_pretrained(f'{sd3}/tokenizer_2'),
    tokenizer_3=None,
    transformer=transformer,
    scheduler=FlowMatchEulerDiscreteScheduler.from_pretrained(f'{sd3}/scheduler'),
)
export_parts(StableDiffusion3Img2ImgPipeline(**parts3), 'sd3-controlnet-tiny')
net3 = randomised(SD3ControlNetModel(**{**shape, 'num_layers': 2}, extra_conditioning_channels=0, force_zeros_for_pooled_projection=True), 25, 0.7)
at = f'{pipelines}/sd3-controlnet-tiny'
tokens = torch.randn(2, 77 + 256, shape['joint_attention_dim'])
told = dict(encoder_hidden_states=tokens, pooled_projections=torch.randn(2, shape['pooled_projection_dim']), timestep=torch.tensor([3.0, 3.0]))


def controls3(net, sample, cond, scale, hidden, pooled, timestep):
    return net(sample, cond, scale, encoder_hidden_states=hidden, pooled_projections=pooled, timestep=timestep, return_dict=False)[0]


export(net3, controls3, dict(hidden_states=torch.randn(2, 16, 8, 8), controlnet_cond=torch.randn(2, 16, 8, 8),
                             conditioning_scale=torch.tensor([0.8]), **told),
       {'block_0': 3, 'block_1': 3}, f'{at}/controlnet/model.onnx', scalars=('conditioning_scale',))
net3.save_config(f'{at}/controlnet')


def transformer3(net, sample, hidden, pooled, timestep, *blocks):
    return net(sample, hidden, pooled, timestep, block_controlnet_hidden_states=list(blocks), return_dict=False)


inner = shape['num_attention_heads'] * shape['attention_head_dim']
export(transformer, transformer3, dict(hidden_states=torch.randn(2, 16, 8, 8), **told, block_0=torch.randn(2, 16, inner), block_1=torch.randn(2, 16, inner)),
       {'out_sample': 4}, f'{at}/transformer/model.onnx')

DiagonalGaussianDistribution.sample = lambda self, generator=None: self.mode()
pipeline = StableDiffusion3ControlNetPipeline(controlnet=net3, **parts3)
pipeline.set_progress_bar_config(disable=True)


def paint3(name, **call):
    generator = torch.Generator().manual_seed(42)
    randn_tensor((1, 16, 8, 8), generator=generator)  # the posterior of the source, which decides nothing at strength 1
    latents = randn_tensor((1, 16, 8, 8), generator=generator)
    asked = dict(image='photo-64x64.png', prompt='watercolor painting of a cat, flower', negativePrompt='blurry', seeds=[42], width=64, height=64,
                 steps=6, strength=1.0, guidanceScale=5.0)
    start, end = call.get('start', 0.0), call.get('end', 1.0)
    images = pipeline(
        prompt=asked['prompt'],
        negative_prompt=asked['negativePrompt'],
        control_image=picture(edges),
        controlnet_conditioning_scale=call['scale'],
        control_guidance_start=start,
        control_guidance_end=end,
        height=64,
        width=64,
        num_inference_steps=6,
        guidance_scale=5.0,
        latents=latents,
    ).images
    net = dict(net='controlnet', control=edges, scale=call['scale'], start=start, end=end)
    keep(f'{at}/cases', name, images, controlNets=[net], **asked, pipeline=type(pipeline).__name__)


paint3('default', scale=0.7)
paint3('first-half', scale=1.0, end=0.5)
