"""Writes model folders as wide as the real ones, with few layers and random weights: for each family, what its networks compute with takes
as much memory as in the real one, and its weights so little that the folder fits anywhere. For bench/peak.ts.

    venv/bin/python scripts/few-layers-models.py flux models/flux  # 6 GB, and the most memory while it is written of all but the refiner

The venv is that of scripts/full-size-models.py. Widths, heads, channels and lengths are those that the models' config.json files state, or
diffusers' and transformers' own classes where nothing is given. A transformer has two blocks of each kind, a text encoder two layers (T5 one, Qwen
what the model reads of it), a UNet one transformer in each of its attentions. Stable Diffusion 1.x has no more: those folders are the real size. Nothing is downloaded.
"""

import argparse
import gc
import json
import resource
import shutil
import tempfile
from importlib import import_module
from pathlib import Path

import onnx
import torch
from diffusers import (
    AutoencoderKLFlux2,
    Flux2Transformer2DModel,
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
    ZImageTransformer2DModel,
)
from diffusers.models.transformers import transformer_flux2
from optimum.exporters.onnx import onnx_export_from_model
from transformers import AutoTokenizer, Qwen3Config, Qwen3Model, T5Config, T5EncoderModel

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


def sized(folder, network, size):
    path = folder / network / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "sample_size": size}, indent=2) + "\n")


def autoencoder(**shape):
    """Of the flow models: sixteen channels."""
    flow = {"latent_channels": 16, "use_quant_conv": False, "use_post_quant_conv": False}
    return full.autoencoder({**flow, **shape}, torch.float32)


def clip(folder, size, projected, pad):
    return full.tokenizer(folder, pad), full.text_encoder(size, projected, torch.float32, num_hidden_layers=LAYERS)


def t5():
    """T5 v1.1 XXL."""
    config = T5Config(d_model=4096, d_kv=64, d_ff=10240, num_heads=64, num_layers=1, feed_forward_proj="gated-gelu")
    return AutoTokenizer.from_pretrained(GOLDEN / "flux-tiny/tokenizer_2"), full.weighed(T5EncoderModel(config))


def sd3(folder, work):
    """Stable Diffusion 3 medium."""
    shape = {"num_attention_heads": 24, "caption_projection_dim": 1536, "pos_embed_max_size": 192}
    transformer = SD3Transformer2DModel(**shape, num_layers=LAYERS, sample_size=8)  # which tracing takes
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
    sized(folder, "transformer", 128)


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


def qwen(layers):
    """Qwen 3 of 4 billion weights: what the chat model's first layers make of ids, all of them with the words before the first."""
    shape = {"hidden_size": 2560, "intermediate_size": 9728, "num_attention_heads": 32, "num_key_value_heads": 8}
    return full.weighed(Qwen3Model(Qwen3Config(**shape, num_hidden_layers=layers, rope_theta=1e6, use_cache=False, attn_implementation="eager")))


class Text(torch.nn.Module):
    """Some of a chat model's hidden states side by side."""

    def __init__(self, net, states):
        super().__init__()
        self.net, self.states = net, states

    def forward(self, ids, visible):
        length = ids.shape[1]
        seen = torch.ones(length, length).tril() * visible[:, None, None].float()
        mask = (1 - seen) * torch.finfo(torch.float32).min
        hidden = self.net(ids, attention_mask={"full_attention": mask}, output_hidden_states=True).hidden_states
        return torch.cat([hidden[state] for state in self.states], -1)


class Half(torch.nn.Module):
    """Half of an autoencoder. FLUX.2's folds squares of 2 × 2 latents into channels and normalises them."""

    def __init__(self, vae, decodes):
        super().__init__()
        self.vae, self.decodes, self.norm = vae, decodes, getattr(vae, "bn", None)
        if self.norm is not None:
            self.mean = self.norm.running_mean[:, None, None]
            self.deviation = (self.norm.running_var[:, None, None] + vae.config.batch_norm_eps).sqrt()

    def forward(self, value):
        if self.decodes:
            if self.norm is not None:
                value = torch.nn.functional.pixel_shuffle(value * self.deviation + self.mean, 2)
            return self.vae.decode(value, return_dict=False)[0]
        distribution = self.vae.encode(value, return_dict=False)[0]
        if self.norm is None:
            return distribution.parameters
        return (torch.nn.functional.pixel_unshuffle(distribution.mode(), 2) - self.mean) / self.deviation


def root_mean_square(self, value):
    """As operators that every opset has."""
    return value / (value.pow(2).mean(-1, keepdim=True) + self.eps).sqrt() * self.weight


def turned(value, places, sequence_dim=1):
    """Turns pairs of numbers by an angle; diffusers' function writes the length of what it traced into the graph."""
    cosine, sine = (one[None, :, None] for one in places)
    even, odd = value.unflatten(-1, (-1, 2)).unbind(-1)
    return value * cosine + torch.stack([-odd, even], -1).flatten(-2) * sine


def graph(module, given, output, path, axes):
    """`axes` are the free ones of each input; weights lie beside the graph."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        free = {name: {axis: f"{name}_{axis}" for axis in ones} for name, ones in axes.items()}
        named = {"input_names": list(given), "output_names": [output], "dynamic_axes": free}
        torch.nn.RMSNorm.forward = root_mean_square
        torch.onnx.export(module, tuple(given.values()), f"{work}/model.onnx", **named, opset_version=18, dynamo=False)
        model = onnx.load(f"{work}/model.onnx")
    onnx.save(model, path, save_as_external_data=True, location=f"{path.name}.data", size_threshold=1024)


def text_inputs(length):
    return {"input_ids": torch.ones(1, length, dtype=torch.int64), "attention_mask": torch.ones(1, length, dtype=torch.int64)}


class Klein(torch.nn.Module):
    def __init__(self):
        super().__init__()
        shape = {"num_attention_heads": 24, "joint_attention_dim": 7680, "guidance_embeds": False}
        self.net = full.weighed(Flux2Transformer2DModel(**shape, num_layers=LAYERS, num_single_layers=LAYERS))

    def forward(self, sample, text, timestep, img_ids, txt_ids):
        return self.net(sample, text, timestep, img_ids[0], txt_ids[0], return_dict=False)[0]


def klein(folder, _):
    """FLUX.2 klein of 4 billion weights, in the flat layout of its exports."""
    transformer_flux2.apply_rotary_emb = turned
    kept, words, tokens = GOLDEN / "klein-tiny", 512, 64
    states = [1, 2, 3]
    graph(Text(qwen(3), states), text_inputs(words), "prompt_embeds", folder / "text_encoder.onnx", {})
    gc.collect()
    given = {
        "hidden_states": torch.zeros(1, tokens, 128),
        "encoder_hidden_states": torch.zeros(1, words, 7680),
        "timestep": torch.ones(1),
        "img_ids": torch.zeros(1, tokens, 4, dtype=torch.int64),
        "txt_ids": torch.zeros(1, words, 4, dtype=torch.int64),
    }
    axes = {"hidden_states": [1], "img_ids": [1], "noise_pred": [1]}
    graph(Klein(), given, "noise_pred", folder / "transformer.onnx", axes)
    gc.collect()
    vae = full.weighed(AutoencoderKLFlux2())
    image, latents = torch.zeros(1, 3, 64, 64), torch.zeros(1, 128, 4, 4)
    graph(Half(vae, False), {"image": image}, "latents", folder / "vae_encoder.onnx", {"image": [2, 3], "latents": [2, 3]})
    graph(Half(vae, True), {"latents": latents}, "image", folder / "vae_decoder.onnx", {"image": [2, 3], "latents": [2, 3]})
    shutil.copytree(kept / "tokenizer", folder / "tokenizer")
    settings = json.loads((kept / "config.json").read_text())
    settings["latents"]["channels"], settings["text"]["max_length"] = 128, words
    (folder / "config.json").write_text(json.dumps(settings) + "\n")


class RealPairs:
    """Turns pairs of numbers by an angle, with cosines and sines in place of complex numbers, which graphs lack."""

    def __call__(self, attn, hidden, encoder_hidden_states=None, attention_mask=None, freqs_cis=None):
        query, key, value = (layer(hidden).unflatten(-1, (attn.heads, -1)) for layer in (attn.to_q, attn.to_k, attn.to_v))
        heads = (turned(attn.norm_q(query), freqs_cis), turned(attn.norm_k(key), freqs_cis), value)
        seen = torch.nn.functional.scaled_dot_product_attention(*(one.transpose(1, 2) for one in heads))
        return attn.to_out[0](seen.transpose(1, 2).flatten(2))


class ZImage(torch.nn.Module):
    """What diffusers' network computes of one picture whose tokens are a multiple of 32, in operators that graphs have."""

    def __init__(self):
        super().__init__()
        self.net = full.weighed(ZImageTransformer2DModel(n_layers=LAYERS, n_refiner_layers=LAYERS))
        for module in self.net.modules():
            if hasattr(module, "set_processor"):
                module.set_processor(RealPairs())

    def places(self, frame, rows, columns):
        angles = []
        for axis, (size, place) in enumerate(zip(self.net.axes_dims, (frame, rows, columns), strict=True)):
            speeds = 1 / self.net.rope_theta ** (torch.arange(0, size, 2) / size)
            angles.append(place.flatten().float()[:, None] * speeds)
        angle = torch.cat(angles, -1).repeat_interleave(2, -1)
        return angle.cos(), angle.sin()

    def forward(self, sample, timestep, text):
        net = self.net
        _, channels, _, height, width = sample.shape
        rows, columns, words = height // 2, width // 2, text.shape[1]
        time = net.t_embedder(timestep * net.t_scale)
        squares = sample.reshape(channels, rows, 2, columns, 2).permute(1, 3, 2, 4, 0).reshape(1, rows * columns, 4 * channels)
        padding = (32 - words % 32) % 32
        counted = torch.arange(words + padding)
        nowhere = torch.zeros_like(counted)
        text_places = self.places(counted + 1, nowhere, nowhere)
        row, column = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
        places = self.places(torch.zeros_like(row) + words + padding + 1, row, column)
        image = net.all_x_embedder["2-1"](squares)
        for layer in net.noise_refiner:
            image = layer(image, None, places, time)
        embedded = torch.cat([net.cap_embedder(text), net.cap_pad_token[None].expand(1, padding, -1)], 1)
        for layer in net.context_refiner:
            embedded = layer(embedded, None, text_places)
        joined = torch.cat([image, embedded], 1)
        both = tuple(torch.cat(pair) for pair in zip(places, text_places, strict=True))
        for layer in net.layers:
            joined = layer(joined, None, both, time)
        painted = net.all_final_layer["2-1"](joined, time)[:, : rows * columns]
        return painted.reshape(rows, columns, 2, 2, channels).permute(4, 0, 2, 1, 3).reshape(1, channels, 1, height, width)


def z_image(folder, _):
    """Z-Image turbo."""
    kept = GOLDEN / "z-image-tiny"
    shutil.copytree(kept, folder, ignore=shutil.ignore_patterns("cases", "*.onnx"))
    length = {"input_ids": [1], "attention_mask": [1], "encoder_hidden_state": [1]}
    text = folder / "text_encoder"
    graph(Text(qwen(LAYERS + 1), [-2]), text_inputs(64), "encoder_hidden_state", text / "model.onnx", length)
    gc.collect()
    network = ZImage()
    given = {"hidden_states": torch.zeros(1, 16, 1, 16, 16), "timestep": torch.ones(1), "encoder_hidden_states": torch.zeros(1, 20, 2560)}
    axes = {"hidden_states": [3, 4], "encoder_hidden_states": [1], "sample": [3, 4]}
    graph(network, given, "sample", folder / "transformer/model.onnx", axes)
    (folder / "transformer/config.json").write_text(network.net.to_json_string())
    vae = autoencoder(scaling_factor=0.3611, shift_factor=0.1159)
    for name, decodes, value, inputs, outputs in (
        ("vae_encoder", False, torch.zeros(1, 3, 64, 64), "sample", "latent_parameters"),
        ("vae_decoder", True, torch.zeros(1, 16, 8, 8), "latent_sample", "sample"),
    ):
        graph(Half(vae, decodes), {inputs: value}, outputs, folder / name / "model.onnx", {inputs: [2, 3], outputs: [2, 3]})
        (folder / name / "config.json").write_text(vae.to_json_string())


TRANSFORMERS = {"sd3": sd3, "flux": flux, "schnell": schnell, "kontext": kontext, "klein": klein, "z-image": z_image}


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
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{given.folder}: {size / 1e9:.1f} GB, written with at most {peak:.1f} GB of memory")


if __name__ == "__main__":
    main()
