"""Sizes, sequences and schedules of full-size editing models, by diffusers' own code.

The pipelines run as they are, with networks that only write down what they are given: no weights are needed.
Writes packages/core/golden/editing/figures.json. Needs diffusers 0.39.0, torch, Pillow.

    python packages/core/scripts/golden/editing.py
"""

import json
from pathlib import Path
from types import SimpleNamespace

import torch
from diffusers import FlowMatchEulerDiscreteScheduler, Flux2KleinPipeline, FluxKontextPipeline
from diffusers.models import Flux2Transformer2DModel, FluxTransformer2DModel
from PIL import Image

OUT = Path(__file__).parents[2] / "golden/editing/figures.json"
SCHEDULER = dict(base_image_seq_len=256, max_image_seq_len=4096, base_shift=0.5, max_shift=1.15, shift=3.0, use_dynamic_shifting=True)

# The transformers as they were published.
KONTEXT = dict(num_layers=19, num_single_layers=38, attention_head_dim=128, num_attention_heads=24, joint_attention_dim=4096,
               pooled_projection_dim=768, guidance_embeds=True, in_channels=64, axes_dims_rope=(16, 56, 56))
KLEIN_4B = dict(num_layers=5, num_single_layers=20, attention_head_dim=128, num_attention_heads=24, joint_attention_dim=7680,
                in_channels=128, mlp_ratio=3.0, axes_dims_rope=(32, 32, 32, 32), guidance_embeds=False)


class Recorder(torch.nn.Module):
    """A transformer that predicts nothing and writes down what it was given."""

    def __init__(self, **config):
        super().__init__()
        self.config = SimpleNamespace(**config)
        self.dtype = torch.float32
        self.device = torch.device("cpu")
        self.calls = []

    def cache_context(self, _):
        import contextlib

        return contextlib.nullcontext()

    def forward(self, hidden_states, timestep, img_ids, txt_ids, **_):
        self.calls.append((hidden_states, float(timestep[0]), img_ids, txt_ids))
        return (torch.zeros_like(hidden_states),)


class Encoder(torch.nn.Module):
    """A VAE that writes down the sizes of what it encodes."""

    def __init__(self, channels, **config):
        super().__init__()
        self.channels = channels
        self.config = SimpleNamespace(block_out_channels=(128, 256, 512, 512), latent_channels=channels, shift_factor=0.1159,
                                      scaling_factor=0.3611, batch_norm_eps=1e-4, **config)
        self.dtype = torch.float32
        self.device = torch.device("cpu")
        self.bn = SimpleNamespace(running_mean=torch.zeros(4 * channels), running_var=torch.ones(4 * channels))
        self.seen = []

    def encode(self, image):
        height, width = image.shape[-2:]
        self.seen.append([width, height])
        return SimpleNamespace(latents=torch.zeros(1, self.channels, height // 8, width // 8))


def ids(tensor):
    """Enough of a table of places to know it by: its shape, its ends and the sums of its columns."""
    table = tensor.reshape(-1, tensor.shape[-1]).to(torch.float64)
    return {"dims": list(table.shape), "first": table[0].tolist(), "last": table[-1].tolist(), "sums": table.sum(0).tolist()}


def prepared(pipeline_class, transformer, vae, **modules):
    pipeline = pipeline_class(scheduler=FlowMatchEulerDiscreteScheduler(**SCHEDULER), vae=vae, transformer=transformer,
                              text_encoder=None, tokenizer=None, **modules)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def kontext(picture, size, steps):
    transformer, vae = Recorder(**KONTEXT), Encoder(16)
    pipeline = prepared(FluxKontextPipeline, transformer, vae, text_encoder_2=None, tokenizer_2=None)
    asked = {} if size is None else {"width": size[0], "height": size[1], "max_area": size[0] * size[1]}
    if size is None:  # the shape of the picture at a megapixel
        asked = {"width": picture[0], "height": picture[1]}
    result = pipeline(image=Image.new("RGB", picture), prompt_embeds=torch.zeros(1, 512, 4096), pooled_prompt_embeds=torch.zeros(1, 768),
                      num_inference_steps=steps, output_type="latent", **asked)
    return figures("flux-kontext", [picture], size, steps, transformer, vae, result.images)


def klein(pictures, size, steps):
    transformer, vae = Recorder(**KLEIN_4B), Encoder(32)
    pipeline = prepared(Flux2KleinPipeline, transformer, vae, is_distilled=True)
    asked = {} if size is None else {"width": size[0], "height": size[1]}
    result = pipeline(image=[Image.new("RGB", picture) for picture in pictures], prompt_embeds=torch.zeros(1, 512, 7680),
                      num_inference_steps=steps, guidance_scale=1.0, output_type="latent", **asked)
    return figures("flux-2-klein", pictures, size, steps, transformer, vae, result.images)


def figures(family, pictures, size, steps, transformer, vae, latents):
    hidden, _, img_ids, txt_ids = transformer.calls[0]
    seen = vae.seen
    behind = sum(width * height // 256 for width, height in seen)
    return {
        "family": family,
        "pictures": [list(picture) for picture in pictures],
        "size": size and list(size),
        "steps": steps,
        "references": seen,
        "painted": hidden.shape[1] - behind,
        "text": int(txt_ids.shape[-2]),
        "sequence": int(hidden.shape[1]),
        "timesteps": [1000 * time for _, time, _, _ in transformer.calls],
        "imgIds": ids(img_ids),
        "txtIds": ids(txt_ids),
    }


def weights(model_class, config):
    with torch.device("meta"):
        model = model_class(**config)
    return {"parameters": sum(parameter.numel() for parameter in model.parameters()), "heads": config["num_attention_heads"]}


def main():
    cases = [
        kontext((1024, 1024), None, 28),
        kontext((1920, 1080), None, 28),
        kontext((640, 480), None, 20),
        kontext((1000, 3000), None, 4),
        kontext((333, 222), (1024, 1024), 28),
        kontext((4032, 3024), (768, 512), 8),
        klein([(1024, 1024)], None, 4),
        klein([(1920, 1080)], None, 4),
        klein([(640, 481)], None, 8),
        klein([(3000, 500)], (1024, 1024), 4),
        klein([(1025, 1024), (800, 600)], (768, 1024), 4),
        klein([(4032, 3024), (512, 512), (1024, 768), (100, 200)], (2048, 1536), 50),
    ]
    transformers = {"flux-kontext": weights(FluxTransformer2DModel, KONTEXT), "flux-2-klein": weights(Flux2Transformer2DModel, KLEIN_4B)}
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"transformers": transformers, "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
