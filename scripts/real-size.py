"""Paints a noise picture at the size of Stable Diffusion 1.5 with PyTorch (diffusers) or with ONNX Runtime (optimum), for
bench/real-size.ts, and prints what it cost as JSON.

    venv/bin/python scripts/real-size.py diffusers|optimum <folder> <size> <steps> <strength> <guidance>

`folder` is one that scripts/full-size-models.py wrote: optimum opens it, diffusers takes its config files with random weights.
"""

import json
import resource
import sys
import time
from pathlib import Path

import numpy
import torch
from PIL import Image

kind, folder, size, steps, strength, guidance = sys.argv[1:]
size, steps, strength, guidance = int(size), int(steps), float(strength), float(guidance)
folder = Path(folder)


def processor():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def with_torch():
    from diffusers import AutoencoderKL, PNDMScheduler, StableDiffusionImg2ImgPipeline, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    settings = lambda part: json.loads((folder / part / "config.json").read_text())

    def random(make):
        with torch.device("meta"):
            network = make()
        network = network.to_empty(device="cpu").eval().requires_grad_(False)
        for weight in network.parameters():
            weight.normal_(0, 0.02)
        for module in network.modules():
            for name, buffer in module.named_buffers(recurse=False):
                setattr(module, name, torch.arange(buffer.shape[-1]).expand(1, -1))
        return network

    return StableDiffusionImg2ImgPipeline(
        unet=random(lambda: UNet2DConditionModel.from_config(settings("unet"))),
        vae=random(lambda: AutoencoderKL.from_config(settings("vae_encoder"))),
        text_encoder=random(lambda: CLIPTextModel(CLIPTextConfig(**settings("text_encoder")))),
        tokenizer=CLIPTokenizer.from_pretrained(folder / "tokenizer"),
        scheduler=PNDMScheduler.from_pretrained(folder / "scheduler"),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def with_optimum():
    from optimum.onnxruntime import ORTStableDiffusionImg2ImgPipeline

    return ORTStableDiffusionImg2ImgPipeline.from_pretrained(folder, safety_checker=None)


begun, used = time.monotonic(), processor()
pipe = {"diffusers": with_torch, "optimum": with_optimum}[kind]()
pipe.set_progress_bar_config(disable=True)
opened = {"clock": time.monotonic() - begun, "processor": processor() - used}

noise = numpy.random.default_rng(1).integers(0, 256, (size, size, 3), dtype=numpy.uint8)
begun, used = time.monotonic(), processor()
with torch.inference_mode():
    pipe(
        "oil painting, thick strokes",
        negative_prompt="blurry",
        image=Image.fromarray(noise),
        num_inference_steps=steps,
        strength=strength,
        guidance_scale=guidance,
        generator=torch.Generator().manual_seed(1),
        output_type="np",
    )
call = {"clock": time.monotonic() - begun, "processor": processor() - used}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"opened": opened, "call": call, "peak": peak}))
