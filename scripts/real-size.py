"""Paints a noise picture at the size of Stable Diffusion 1.5 or SDXL with PyTorch (diffusers) or with ONNX Runtime (optimum), for
bench/real-size.ts, and prints what it cost, network by network, as JSON.

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
xl = (folder / "text_encoder_2").exists()


def processor():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def with_torch():
    from diffusers import (
        AutoencoderKL,
        EulerDiscreteScheduler,
        PNDMScheduler,
        StableDiffusionImg2ImgPipeline,
        StableDiffusionXLImg2ImgPipeline,
        UNet2DConditionModel,
    )
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

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

    text = lambda model, part: random(lambda: model(CLIPTextConfig(**settings(part))))
    parts = {
        "unet": random(lambda: UNet2DConditionModel.from_config(settings("unet"))),
        "vae": random(lambda: AutoencoderKL.from_config(settings("vae_encoder"))),
        "text_encoder": text(CLIPTextModel, "text_encoder"),
        "tokenizer": CLIPTokenizer.from_pretrained(folder / "tokenizer"),
    }
    if xl:
        return StableDiffusionXLImg2ImgPipeline(
            **parts,
            text_encoder_2=text(CLIPTextModelWithProjection, "text_encoder_2"),
            tokenizer_2=CLIPTokenizer.from_pretrained(folder / "tokenizer_2"),
            scheduler=EulerDiscreteScheduler.from_pretrained(folder / "scheduler"),
            add_watermarker=False,
        )
    return StableDiffusionImg2ImgPipeline(
        **parts,
        scheduler=PNDMScheduler.from_pretrained(folder / "scheduler"),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def with_optimum():
    from optimum.onnxruntime import ORTStableDiffusionImg2ImgPipeline, ORTStableDiffusionXLImg2ImgPipeline

    if xl:
        pipe = ORTStableDiffusionXLImg2ImgPipeline.from_pretrained(folder)
        # For a decoder in float16 diffusers casts PyTorch's weights, of which an exported graph has none.
        pipe.vae.decoder.register_to_config(force_upcast=False)
        return pipe
    return ORTStableDiffusionImg2ImgPipeline.from_pretrained(folder, safety_checker=None)


networks = {}


def counted(name, work):
    """The same work, which adds to what its network has cost."""

    def run(*given, **named):
        begun, used = time.monotonic(), processor()
        result = work(*given, **named)
        cost = networks.setdefault(name, {"calls": 0, "clock": 0, "processor": 0})
        cost["calls"] += 1
        cost["clock"] += time.monotonic() - begun
        cost["processor"] += processor() - used
        return result

    return run


begun, used = time.monotonic(), processor()
pipe = {"diffusers": with_torch, "optimum": with_optimum}[kind]()
pipe.set_progress_bar_config(disable=True)
opened = {"clock": time.monotonic() - begun, "processor": processor() - used}

for part in ("text_encoder", "text_encoder_2", "unet"):
    network = getattr(pipe, part, None)
    if network is not None:
        network.forward = counted(part, network.forward)
pipe.vae.encode, pipe.vae.decode = counted("vae_encoder", pipe.vae.encode), counted("vae_decoder", pipe.vae.decode)

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
print(json.dumps({"opened": opened, "call": call, "peak": peak, "networks": networks}))
