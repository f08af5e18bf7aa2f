"""Writes model folders as wide as the real ones, with few layers and random weights: for each family, what its networks compute with takes
as much memory as in the real one, and its weights so little that the folder fits anywhere. For bench/peak.ts.

    venv/bin/python scripts/few-layers-models.py flux models/flux  # 6.0 GB; the others: --help

The venv is that of scripts/full-size-models.py. Widths, heads, channels and lengths are those that the models' config.json files state, or
diffusers' and transformers' own classes where nothing is given. A transformer has two blocks of each kind, a text encoder two layers,
a UNet one transformer in each of its attentions. Stable Diffusion 1.x has no more: those folders are the real size. Nothing is downloaded.
"""

import argparse
import gc
import json
import tempfile
from importlib import import_module
from pathlib import Path

import torch
from diffusers import (
    AutoencoderKL,
    FlowMatchEulerDiscreteScheduler,
    FluxPipeline,
    FluxTransformer2DModel,
    LatentConsistencyModelPipeline,
    LCMScheduler,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
    StableDiffusionInpaintPipeline,
    StableDiffusionInstructPix2PixPipeline,
    StableDiffusionXLImg2ImgPipeline,
    StableDiffusionXLInpaintPipeline,
    StableDiffusionXLInstructPix2PixPipeline,
)
from optimum.exporters.onnx import onnx_export_from_model
from transformers import AutoTokenizer, T5Config, T5EncoderModel

full = import_module("full-size-models")
GOLDEN = Path(__file__).parents[1] / "packages/core/golden/pipelines"
LAYERS = 2
SD, TURBO, SDXL = full.KINDS["sd15"], full.KINDS["turbo"], full.KINDS["sdxl"]


def unchecked(pipeline):
    return lambda **parts: pipeline(**parts, safety_checker=None, feature_extractor=None, requires_safety_checker=False)


def xl(**unet):
    return {**SDXL["unet"], "transformer_layers_per_block": 1, **unet}


REFINER = {
    "down_block_types": [full.DOWN, full.CROSS, full.CROSS, full.DOWN],
    "up_block_types": [full.UP, full.CROSS_UP, full.CROSS_UP, full.UP],
    "block_out_channels": [384, 768, 1536, 1536],
    "attention_head_dim": [6, 12, 24, 24],
    "cross_attention_dim": 1280,
    "projection_class_embeddings_input_dim": 2560,
}
# How the published ones differ from what they are editions of.
UNETS = {
    "sd21": TURBO,
    "inpainting": {**SD, "unet": {**SD["unet"], "in_channels": 9}, "pipeline": unchecked(StableDiffusionInpaintPipeline)},
    "pix2pix": {**SD, "unet": {**SD["unet"], "in_channels": 8}, "pipeline": unchecked(StableDiffusionInstructPix2PixPipeline)},
    "lcm": {
        **SD,
        "unet": {**SD["unet"], "time_cond_proj_dim": 256},
        "scheduler": LCMScheduler(),
        "pipeline": unchecked(LatentConsistencyModelPipeline),
    },
    "sdxl": {**SDXL, "unet": xl()},
    "sdxl-inpainting": {**SDXL, "unet": xl(in_channels=9), "pipeline": StableDiffusionXLInpaintPipeline},
    "sdxl-pix2pix": {**SDXL, "unet": xl(in_channels=8), "pipeline": StableDiffusionXLInstructPix2PixPipeline},
    "sdxl-lcm": {**SDXL, "unet": xl(time_cond_proj_dim=256), "scheduler": LCMScheduler()},
    "refiner": {
        **SDXL,
        "unet": xl(**REFINER),
        "texts": [("g", True, "!")],
        "pipeline": lambda text_encoder, tokenizer, **parts: StableDiffusionXLImg2ImgPipeline(
            **parts,
            text_encoder=None,
            tokenizer=None,
            text_encoder_2=text_encoder,
            tokenizer_2=tokenizer,
            requires_aesthetics_score=True,
            force_zeros_for_empty_prompt=False,
        ),
    },
}


def unet(kind, folder):
    shape = UNETS[kind]
    with tempfile.TemporaryDirectory() as work:
        pipe = full.pipeline(shape, torch.float32, Path(work), num_hidden_layers=LAYERS)
        export(pipe, folder)
    full.named_sizes(folder, shape)


def export(pipe, folder):
    onnx_export_from_model(pipe, folder, task="text-to-image", do_validation=False, device="cpu", height=16, width=16)


def autoencoder(**shape):
    """Of the flow models: sixteen channels."""
    flow = {"latent_channels": 16, "use_quant_conv": False, "use_post_quant_conv": False, "sample_size": 1024}
    return full.autoencoder({**flow, **shape}, torch.float32)


def clip(folder, size, projected, pad):
    return full.tokenizer(folder, pad), full.text_encoder(size, projected, torch.float32, num_hidden_layers=LAYERS)


def t5():
    """T5 v1.1 XXL."""
    config = T5Config(d_model=4096, d_kv=64, d_ff=10240, num_heads=64, num_layers=LAYERS, feed_forward_proj="gated-gelu")
    return AutoTokenizer.from_pretrained(GOLDEN / "flux-tiny/tokenizer_2"), full.weighed(T5EncoderModel(config))


def sd3(folder, work):
    """Stable Diffusion 3 medium."""
    shape = {"num_attention_heads": 24, "caption_projection_dim": 1536, "pos_embed_max_size": 192}
    transformer = SD3Transformer2DModel(**shape, num_layers=LAYERS, sample_size=128)
    tokenizer, text_encoder = clip(work / "l", "l", True, "<|endoftext|>")
    tokenizer_2, text_encoder_2 = clip(work / "g", "g", True, "!")
    tokenizer_3, text_encoder_3 = t5()
    export(
        StableDiffusion3Pipeline(
            transformer=full.weighed(transformer),
            vae=autoencoder(scaling_factor=1.5305, shift_factor=0.0609),
            scheduler=FlowMatchEulerDiscreteScheduler(shift=3),
            text_encoder=text_encoder,
            tokenizer=tokenizer,
            text_encoder_2=text_encoder_2,
            tokenizer_2=tokenizer_2,
            text_encoder_3=text_encoder_3,
            tokenizer_3=tokenizer_3,
        ),
        folder,
    )


def flux(folder, work, guided=True):
    """FLUX.1 dev; schnell is not guided."""
    transformer = FluxTransformer2DModel(num_layers=LAYERS, num_single_layers=LAYERS, guidance_embeds=guided)
    tokenizer, text_encoder = clip(work / "l", "l", False, "<|endoftext|>")
    tokenizer_2, text_encoder_2 = t5()
    export(
        FluxPipeline(
            transformer=full.weighed(transformer),
            vae=autoencoder(scaling_factor=0.3611, shift_factor=0.1159),
            scheduler=FlowMatchEulerDiscreteScheduler(shift=3, use_dynamic_shifting=guided),
            text_encoder=text_encoder,
            tokenizer=tokenizer,
            text_encoder_2=text_encoder_2,
            tokenizer_2=tokenizer_2,
        ),
        folder,
    )


def schnell(folder, work):
    flux(folder, work, guided=False)


def kontext(folder, work):
    """The graph is FLUX.1 dev's: the name of the pipeline tells."""
    flux(folder, work)
    index = folder / "model_index.json"
    index.write_text(index.read_text().replace('"FluxPipeline"', '"FluxKontextPipeline"'))


TRANSFORMERS = {"sd3": sd3, "flux": flux, "schnell": schnell, "kontext": kontext}


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("kind", choices=[*UNETS, *TRANSFORMERS])
    asked.add_argument("folder", type=Path)
    given = asked.parse_args()
    if given.kind in UNETS:
        unet(given.kind, given.folder)
    else:
        with tempfile.TemporaryDirectory() as work:
            TRANSFORMERS[given.kind](given.folder, Path(work))
    size = sum(path.stat().st_size for path in given.folder.rglob("*") if path.is_file())
    print(f"{given.folder}: {size / 1e9:.1f} GB")


if __name__ == "__main__":
    main()
