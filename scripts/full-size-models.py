"""Writes model folders of the real sizes with random weights: Stable Diffusion 1.5, SD-Turbo and SDXL, as optimum exports them, and
a ControlNet and a small autoencoder for Stable Diffusion 1.5, as torch does, and a LoRA of the size of LCM-LoRA's.

    python -m venv venv && venv/bin/pip install torch==2.15.0 diffusers==0.39.0 "transformers<4.58" optimum==2.1.0 "optimum-onnx[onnxruntime]==0.1.0"
    venv/bin/python scripts/full-size-models.py sd15 models/sd15            # 4.3 GB
    venv/bin/python scripts/full-size-models.py turbo models/turbo          # 5.2 GB
    venv/bin/python scripts/full-size-models.py sdxl models/sdxl --float16  # 6.9 GB
    venv/bin/python scripts/full-size-models.py controlnet models/controlnet  # 1.4 GB
    venv/bin/python scripts/full-size-models.py taesd models/sd15/taesd       # 10 MB
    venv/bin/python scripts/full-size-models.py lcm-lora models/sd15/lcm      # 100 MB
    venv/bin/python scripts/full-size-models.py lcm-lora-xl models/sdxl/lcm   # 700 MB, for SDXL

They paint noise, and cost what the real ones cost: for bench/full-size.ts, real-size.ts, speed.ts, edits.ts and control.ts. Nothing is downloaded. The sizes are those that the
models' config.json files state; the tokenizer has as many entries as CLIP's, made up of letters.
"""

import argparse
import gc
import itertools
import json
import math
import resource
import string
import tempfile
import time
from pathlib import Path

import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderTiny,
    ControlNetModel,
    EulerDiscreteScheduler,
    PNDMScheduler,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from optimum.exporters.onnx import onnx_export_from_model
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

WORDS = 49408
BETAS = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "steps_offset": 1}
CROSS, DOWN, UP = "CrossAttnDownBlock2D", "DownBlock2D", "UpBlock2D"
CROSS_UP = "CrossAttnUpBlock2D"
UNET_1 = {
    "sample_size": 64,
    "down_block_types": [CROSS, CROSS, CROSS, DOWN],
    "up_block_types": [UP, CROSS_UP, CROSS_UP, CROSS_UP],
    "block_out_channels": [320, 640, 1280, 1280],
}
KINDS = {
    "sd15": {
        "unet": {**UNET_1, "cross_attention_dim": 768, "attention_head_dim": 8},
        "vae": {"sample_size": 512, "scaling_factor": 0.18215},
        "texts": [("l", False, "<|endoftext|>")],
        "scheduler": PNDMScheduler(**BETAS, skip_prk_steps=True, set_alpha_to_one=False),
    },
    "turbo": {
        "unet": {
            **UNET_1,
            "cross_attention_dim": 1024,
            "attention_head_dim": [5, 10, 20, 20],
            "use_linear_projection": True,
        },
        "vae": {"sample_size": 768, "scaling_factor": 0.18215},
        "texts": [("h", False, "!")],
        "scheduler": EulerDiscreteScheduler(**BETAS, timestep_spacing="trailing"),
    },
    "sdxl": {
        "unet": {
            "sample_size": 128,
            "down_block_types": [DOWN, CROSS, CROSS],
            "up_block_types": [CROSS_UP, CROSS_UP, UP],
            "block_out_channels": [320, 640, 1280],
            "transformer_layers_per_block": [1, 2, 10],
            "attention_head_dim": [5, 10, 20],
            "cross_attention_dim": 2048,
            "use_linear_projection": True,
            "addition_embed_type": "text_time",
            "addition_time_embed_dim": 256,
            "projection_class_embeddings_input_dim": 2816,
        },
        "vae": {"sample_size": 1024, "scaling_factor": 0.13025},
        "texts": [("l", False, "<|endoftext|>"), ("g", True, "!")],
        "scheduler": EulerDiscreteScheduler(**BETAS, timestep_spacing="leading"),
        "pipeline": StableDiffusionXLPipeline,
    },
}
TEXTS = {
    "l": {"hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12, "num_hidden_layers": 12, "hidden_act": "quick_gelu", "projection_dim": 768},
    "h": {"hidden_size": 1024, "intermediate_size": 4096, "num_attention_heads": 16, "num_hidden_layers": 23, "hidden_act": "gelu", "projection_dim": 512},
    "g": {"hidden_size": 1280, "intermediate_size": 5120, "num_attention_heads": 20, "num_hidden_layers": 32, "hidden_act": "gelu", "projection_dim": 1280},
}


def named_sizes(folder, shape):
    """Tracing takes pictures of a network's own size, which small ones do as well: it is put right afterwards."""
    for part, name in (("unet", "unet"), ("vae", "vae_encoder"), ("vae", "vae_decoder")):
        path = folder / name / "config.json"
        config = {**json.loads(path.read_text()), "sample_size": shape[part]["sample_size"]}
        path.write_text(json.dumps(config, indent=2) + "\n")


def filled(make, dtype):
    """A network whose weights keep the size of what passes through them. Made without the libraries' own, slower beginning."""
    with torch.device("meta"):
        network = make()
    network = weighed(network.to(dtype).to_empty(device="cpu"))
    for module in network.modules():
        for name, buffer in module.named_buffers(recurse=False):
            assert name == "position_ids", name
            module.position_ids = torch.arange(buffer.shape[-1]).expand(1, -1)
    return network


def weighed(network):
    network = network.eval().requires_grad_(False)
    generator = torch.Generator().manual_seed(0)
    for name, weight in network.named_parameters():
        if weight.dim() > 1:
            weight.normal_(0, 1 / math.sqrt(weight[0].numel()), generator=generator)
        else:
            weight.fill_(0 if name.endswith("bias") else 1)
    return network


def tokenizer(folder, pad):
    """Bytes, the same at the ends of words, and words of growing length as merges: as many entries as CLIP has."""
    marks = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = [chr(mark) for mark in marks] + [chr(256 + index) for index in range(256 - len(marks))]
    merges, known = [], []
    for length in itertools.count(2):
        for word in itertools.product(string.ascii_lowercase, repeat=length):
            merges.append(f"{''.join(word[:-1])} {word[-1]}")
            known.append("".join(word))
            if len(merges) == WORDS - 2 - 512:
                break
        else:
            continue
        break
    words = [*letters, *(f"{letter}</w>" for letter in letters), *known, "<|startoftext|>", "<|endoftext|>"]
    folder.mkdir(parents=True)
    (folder / "vocab.json").write_text(json.dumps({word: index for index, word in enumerate(words)}))
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *merges, ""]))
    return CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"), pad_token=pad, model_max_length=77)


def text_encoder(size, projected, dtype, **other):
    config = CLIPTextConfig(**{**TEXTS[size], **other}, vocab_size=WORDS, max_position_embeddings=77, bos_token_id=49406, eos_token_id=49407)
    return filled(lambda: (CLIPTextModelWithProjection if projected else CLIPTextModel)(config), dtype)


def autoencoder(shape, dtype):
    blocks = 4
    vae = {
        "block_out_channels": [128, 256, 512, 512],
        "down_block_types": ["DownEncoderBlock2D"] * blocks,
        "up_block_types": ["UpDecoderBlock2D"] * blocks,
        "layers_per_block": 2,
        "latent_channels": 4,
        **shape,
    }
    return filled(lambda: AutoencoderKL(**{**vae, "sample_size": 64}), dtype)


def pipeline(shape, dtype, work, **texts):
    """`texts` are settings of the text encoders in place of their own."""
    parts = {
        "unet": filled(lambda: UNet2DConditionModel(**{**shape["unet"], "sample_size": 16}), dtype),
        "vae": autoencoder(shape["vae"], dtype),
        "scheduler": shape["scheduler"],
    }
    for index, (size, projected, pad) in enumerate(shape["texts"]):
        suffix = "" if index == 0 else "_2"
        parts[f"tokenizer{suffix}"] = tokenizer(work / f"words{suffix}", pad)
        parts[f"text_encoder{suffix}"] = text_encoder(size, projected, dtype, **texts)
    if "pipeline" in shape:
        return shape["pipeline"](**parts)
    return StableDiffusionPipeline(**parts, safety_checker=None, feature_extractor=None, requires_safety_checker=False)


class Residuals(torch.nn.Module):
    """A ControlNet as graphs of it are: one output a residual, the middle block's last."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, sample, timestep, states, condition, scale):
        down, middle = self.net(sample, timestep, states, condition, scale, return_dict=False)
        return *down, middle


def controlnet(folder, dtype):
    shape = {key: UNET_1[key] for key in ("down_block_types", "block_out_channels")}
    net = filled(lambda: ControlNetModel(**shape, cross_attention_dim=768, attention_head_dim=8), dtype)
    names = ["sample", "timestep", "encoder_hidden_states", "controlnet_cond", "conditioning_scale"]
    inputs = torch.zeros(2, 4, 16, 16), torch.tensor([1.0]), torch.zeros(2, 77, 768), torch.zeros(2, 3, 128, 128), torch.tensor([1.0])
    outputs = [*(f"down_{index}" for index in range(12)), "middle"]
    axes = {name: {0: "batch", 2: f"{name} rows", 3: f"{name} columns"} for name in ["sample", "controlnet_cond", *outputs]}
    axes["encoder_hidden_states"] = {0: "batch"}
    folder.mkdir(parents=True)
    given = tuple(value.to(dtype) for value in inputs)
    torch.onnx.export(Residuals(net), given, folder / "model.onnx", input_names=names, output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False)


def taesd(folder, dtype):
    """Both halves, with the config.json that says how latents are scaled."""
    vae = filled(lambda: AutoencoderTiny(), dtype)
    axes = {0: "batch", 2: "height", 3: "width"}
    for name, half, given, inputs in (
        ("vae_encoder", vae.encoder, torch.zeros(1, 3, 64, 64), "sample"),
        ("vae_decoder", vae.decoder, torch.zeros(1, 4, 8, 8), "latent_sample"),
    ):
        (folder / name).mkdir(parents=True)
        outputs = "latent_sample" if name == "vae_encoder" else "sample"
        named = {"input_names": [inputs], "output_names": [outputs], "dynamic_axes": {inputs: axes, outputs: axes}}
        torch.onnx.export(half, given.to(dtype), folder / name / "model.onnx", **named, opset_version=17, dynamo=False)
        (folder / name / "config.json").write_text(vae.to_json_string())


def lcm_lora(folder, kind):
    """Rank 64 on every attention and feed-forward layer of the UNet, by diffusers' names."""
    with torch.device("meta"):
        unet = UNet2DConditionModel(**KINDS[kind]["unet"])
    ends = (".to_q", ".to_k", ".to_v", ".to_out.0", ".proj_in", ".proj_out", ".ff.net.0.proj", ".ff.net.2")
    weights = {}
    for name, layer in unet.named_modules():
        if not name.endswith(ends) or not hasattr(layer, "weight"):
            continue
        rows, columns = layer.weight.shape[:2]
        window = (1, 1) if layer.weight.dim() == 4 else ()
        weights[f"unet.{name}.lora_A.weight"] = torch.randn(64, columns, *window, dtype=torch.float16) / 64
        weights[f"unet.{name}.lora_B.weight"] = torch.randn(rows, 64, *window, dtype=torch.float16) / 64
    folder.mkdir(parents=True)
    save_file(weights, folder / "lcm-lora.safetensors")


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("kind", choices=[*KINDS, "controlnet", "taesd", "lcm-lora", "lcm-lora-xl"])
    asked.add_argument("folder", type=Path)
    asked.add_argument("--float16", action="store_true", help="half the size")
    given = asked.parse_args()
    started = time.monotonic()
    dtype = torch.float16 if given.float16 else torch.float32
    parts = {"controlnet": controlnet, "taesd": taesd}
    if given.kind in parts:
        parts[given.kind](given.folder, dtype)
    elif given.kind.startswith("lcm-lora"):
        lcm_lora(given.folder, "sdxl" if given.kind.endswith("xl") else "sd15")
    else:
        with tempfile.TemporaryDirectory() as work:
            shape = KINDS[given.kind]
            pipe = pipeline(shape, dtype, Path(work))
            print(f"made after {time.monotonic() - started:.0f} s", flush=True)
            onnx_export_from_model(pipe, given.folder, do_validation=False, device="cpu", height=16, width=16)
            named_sizes(given.folder, shape)
    gc.collect()
    size = sum(path.stat().st_size for path in given.folder.rglob("*") if path.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{given.folder}: {size / 1e9:.1f} GB, written in {time.monotonic() - started:.0f} s, with at most {peak:.1f} GB of memory")


if __name__ == "__main__":
    main()
