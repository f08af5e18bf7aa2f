"""Tiny editions of SDXL with random weights (inpainting, InstructPix2Pix), their ONNX exports, and what diffusers paints with them.

    pip install diffusers==0.39.0 torch==2.15.0 transformers==4.57.6 optimum-onnx==0.1.0 onnxruntime==1.32.0
    python packages/core/scripts/golden/sdxl_editions.py packages/core/golden

The shapes are those of `pipelines/sdxl-tiny` with a UNet of nine or eight input channels. Weights are random with the spread that keeps signals at
their size through each layer, so that prompt, timestep and mask all show in the picture.
"""
import json
import os
import shutil
import sys
import tempfile

import torch
from diffusers import (
    AutoencoderKL,
    EulerDiscreteScheduler,
    StableDiffusionXLInpaintPipeline,
    StableDiffusionXLInstructPix2PixPipeline,
    UNet2DConditionModel,
)
from optimum.exporters.onnx import main_export
from PIL import Image
from random_networks import config, randomised, text_encoder
from transformers import CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

golden = sys.argv[1]
tiny = golden + '/pipelines/sdxl-tiny'
torch.set_num_threads(1)


def edition(kind, channels):
    made = kind(
        vae=randomised(AutoencoderKL.from_config(config(tiny, 'vae_encoder')), 1),
        text_encoder=text_encoder(tiny, 'text_encoder', CLIPTextModel, 2),
        text_encoder_2=text_encoder(tiny, 'text_encoder_2', CLIPTextModelWithProjection, 3),
        tokenizer=CLIPTokenizer.from_pretrained(tiny + '/tokenizer'),
        tokenizer_2=CLIPTokenizer.from_pretrained(tiny + '/tokenizer_2'),
        unet=randomised(UNet2DConditionModel.from_config(config(tiny, 'unet', in_channels=channels)), 4, 0.8),
        scheduler=EulerDiscreteScheduler.from_pretrained(tiny + '/scheduler'),
    )
    made.set_progress_bar_config(disable=True)
    return made


def paint(pipeline, folder, name, **call):
    """`call` as cases name it."""
    asked = {
        'image': 'photo-64x64.png',
        'prompt': 'watercolor painting of a cat, flower',
        'negativePrompt': 'blurry, low quality',
        'pipeline': type(pipeline).__name__,
        'width': 64,
        'height': 64,
        **call,
    }
    others = {'strength': 'strength', 'imageGuidanceScale': 'image_guidance_scale'}
    extras = {others[key]: value for key, value in call.items() if key in others}
    if 'mask' in call:
        extras['mask_image'] = Image.open(f'{golden}/pipelines/inputs/{call["mask"]}').convert('L')
    picture = pipeline(
        prompt=asked['prompt'],
        negative_prompt=asked['negativePrompt'],
        image=Image.open(f'{golden}/pipelines/inputs/{asked["image"]}').convert('RGB'),
        width=64,
        height=64,
        num_inference_steps=call['steps'],
        guidance_scale=call['guidanceScale'],
        generator=torch.Generator().manual_seed(call['seeds'][0]),
        **extras,
    ).images[0]
    os.makedirs(f'{folder}/{name}', exist_ok=True)
    picture.save(f'{folder}/{name}/image-0.png')
    with open(f'{folder}/{name}/case.json', 'w') as file:
        json.dump({'name': name, **asked}, file)


def export(pipeline, name, task):
    with tempfile.TemporaryDirectory() as at:
        pipeline.save_pretrained(at + '/torch')
        main_export(at + '/torch', at + '/onnx', task=task, library_name='diffusers', do_validation=False)
        shutil.rmtree(f'{golden}/pipelines/{name}', ignore_errors=True)
        shutil.copytree(at + '/onnx', f'{golden}/pipelines/{name}')


inpainting = edition(StableDiffusionXLInpaintPipeline, 9)
export(inpainting, 'sdxl-inpaint-tiny', 'inpainting')
masked = golden + '/pipelines/masked/sdxl-inpaint-tiny'
mask = 'mask-soft-64x64.png'
paint(inpainting, masked, 'default', mask=mask, steps=6, strength=0.7, guidanceScale=6.0, seeds=[42])
paint(inpainting, masked, 'full-strength', mask=mask, steps=5, strength=1.0, guidanceScale=4.0, seeds=[7])

pix2pix = edition(StableDiffusionXLInstructPix2PixPipeline, 8)
export(pix2pix, 'sdxl-pix2pix-tiny', 'image-to-image')
cases = golden + '/pipelines/sdxl-pix2pix-tiny/cases'
paint(pix2pix, cases, 'default', steps=6, guidanceScale=6.0, imageGuidanceScale=1.5, seeds=[42])
paint(pix2pix, cases, 'strong-image-guidance', steps=4, guidanceScale=4.0, imageGuidanceScale=2.5, seeds=[7])
