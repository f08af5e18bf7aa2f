"""Both halves of a tiny autoencoder as torch's newer exporter writes them for opset 21, group normalisation as an operator, into
packages/core/golden/graphs/vae.

    python -m venv venv && venv/bin/pip install torch==2.15.0 diffusers==0.39.0 transformers onnx onnxscript
    venv/bin/python packages/core/scripts/golden/group_norm.py

Needs half a minute. Weights are random; what the exporter notes of its machine is left out.
"""

from pathlib import Path

import onnx
import torch
from diffusers import AutoencoderKL

folder = Path(__file__).parents[2] / "golden/graphs/vae"
folder.mkdir(exist_ok=True)
torch.manual_seed(0)
vae = AutoencoderKL(
    down_block_types=["DownEncoderBlock2D"] * 4,
    up_block_types=["UpDecoderBlock2D"] * 4,
    block_out_channels=[4, 4, 8, 8],
    layers_per_block=1,
    latent_channels=4,
    norm_num_groups=2,
).eval()
for weight in vae.parameters():
    weight.requires_grad_(False)
    if weight.ndim == 1:
        weight.add_(torch.randn_like(weight) * 0.2)  # scales and biases of their own, so that leaving one out shows


class Decoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.vae = vae

    def forward(self, latent_sample):
        return self.vae.decode(latent_sample, return_dict=False)[0]


class Encoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.vae = vae

    def forward(self, sample):
        return self.vae.quant_conv(self.vae.encoder(sample))


def export(module, name, given, input, output):
    path = folder / f"{name}-group-norm.onnx"
    sides = {2: torch.export.Dim.DYNAMIC, 3: torch.export.Dim.DYNAMIC}
    torch.onnx.export(
        module, (given,), path, input_names=[input], output_names=[output],
        dynamic_shapes={input: sides}, opset_version=21, dynamo=True, external_data=False,
    )
    written = onnx.load(path)
    ends = [*written.graph.input, *written.graph.output, *written.graph.value_info, *written.graph.initializer]
    for noted in [written, written.graph, *written.graph.node, *ends]:
        noted.ClearField("metadata_props")
        noted.ClearField("doc_string")
    onnx.save(written, path)
    print(path.name, path.stat().st_size, "bytes")


export(Decoder(), "decoder", torch.randn(1, 4, 12, 8), "latent_sample", "sample")
export(Encoder(), "encoder", torch.randn(1, 3, 64, 48), "sample", "latent_parameters")
