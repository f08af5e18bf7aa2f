"""klein-tiny with weights of four and eight bits, and what diffusers paints with the weights that these stand for.

  pip install diffusers==0.39.0 transformers==4.57.6 torch onnx onnxruntime pillow safetensors
  python quantised_klein.py

Reads golden/pipelines/klein-tiny and writes golden/pipelines/klein-quantised-tiny: text_encoder.onnx in four bits and
transformer.onnx in eight (MatMulNBits, by ONNX Runtime's quantiser, as the published export has them), the rest as it is. The cases
are diffusers' pipeline on the same graphs in float32 whose weights are the quantised ones, multiplied out. Before, a case of
klein-tiny is painted the same way and compared with its picture.
"""
import contextlib
import json
import pathlib
import shutil
from types import SimpleNamespace

import numpy as np
import onnx
import onnxruntime
import torch
from diffusers import FlowMatchEulerDiscreteScheduler, Flux2KleinPipeline
from onnx import numpy_helper
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from PIL import Image
from safetensors.numpy import save_file
from transformers import AutoTokenizer

PIPELINES = pathlib.Path(__file__).parents[2] / 'golden/pipelines'
PLAIN, QUANTISED = PIPELINES / 'klein-tiny', PIPELINES / 'klein-quantised-tiny'
BLOCK = 32
BITS = {'text_encoder': 4, 'transformer': 8}


def quantise(name, bits):
    quantizer = MatMulNBitsQuantizer(onnx.load(PLAIN / f'{name}.onnx'), bits=bits, block_size=BLOCK, is_symmetric=True)
    quantizer.process()
    model = quantizer.model.model
    onnx.save(model, QUANTISED / f'{name}.onnx', save_as_external_data=True, location=f'{name}.onnx.data', size_threshold=64)
    return multiplied_out(onnx.load(QUANTISED / f'{name}.onnx'))


def multiplied_out(model):
    """The same graph with MatMul by the values that the bits stand for."""
    weights = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type != 'MatMulNBits':
            continue
        settings = {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}
        rows, columns, bits, block = settings['K'], settings['N'], settings['bits'], settings['block_size']
        packed = weights[node.input[1]].reshape(columns, -1, block * bits // 8)
        values = np.stack([packed & 15, packed >> 4], -1).reshape(columns, -1, block) if bits == 4 else packed
        scales = weights[node.input[2]].reshape(columns, -1, 1).astype(np.float32)
        exact = (values.astype(np.float32) - 2 ** (bits - 1)) * scales
        name = node.input[1] + '_float32'
        model.graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(exact.reshape(columns, -1)[:, :rows].T), name))
        node.op_type, node.domain = 'MatMul', ''
        del node.attribute[:]
        first = node.input[0]
        del node.input[:]
        node.input.extend([first, name])
    return onnxruntime.InferenceSession(model.SerializeToString())


class Transformer(torch.nn.Module):
    def __init__(self, session):
        super().__init__()
        self.session, self.config = session, SimpleNamespace(in_channels=16)
        self.dtype, self.device = torch.float32, torch.device('cpu')

    def cache_context(self, _):
        return contextlib.nullcontext()

    def forward(self, hidden_states, timestep, encoder_hidden_states, txt_ids, img_ids, **_):
        feeds = dict(hidden_states=hidden_states, timestep=timestep, encoder_hidden_states=encoder_hidden_states, txt_ids=txt_ids, img_ids=img_ids)
        return (torch.from_numpy(self.session.run(None, {name: value.numpy() for name, value in feeds.items()})[0]),)


class Vae(torch.nn.Module):
    """The exported halves, which fold and normalise themselves: the pipeline's own folding is undone, its normalising does nothing."""

    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = [onnxruntime.InferenceSession(PLAIN / f'vae_{half}.onnx') for half in ('encoder', 'decoder')]
        self.config = SimpleNamespace(block_out_channels=(1, 1, 1, 1), batch_norm_eps=0.0)
        self.dtype, self.device = torch.float32, torch.device('cpu')
        self.bn = SimpleNamespace(running_mean=torch.zeros(16), running_var=torch.ones(16))

    def encode(self, image):
        return SimpleNamespace(latents=Flux2KleinPipeline._unpatchify_latents(torch.from_numpy(self.encoder.run(None, {'image': image.numpy()})[0])))

    def decode(self, latents, return_dict):
        folded = Flux2KleinPipeline._patchify_latents(latents).numpy()
        return (torch.from_numpy(self.decoder.run(None, {'latents': folded})[0]),)


def paint(text_encoder, transformer, call):
    tokenizer = AutoTokenizer.from_pretrained(PLAIN / 'tokenizer')
    turn = [{'role': 'user', 'content': call['prompt']}]
    text = tokenizer.apply_chat_template(turn, tokenize=False, add_generation_prompt=True, enable_thinking=False)
    ids = tokenizer(text, return_tensors='np', padding='max_length', truncation=True, max_length=64)
    embeds = text_encoder.run(None, {name: ids[name].astype(np.int64) for name in ('input_ids', 'attention_mask')})[0]
    scheduler = FlowMatchEulerDiscreteScheduler.from_config(json.loads(call['savedSchedulerConfig']))
    pipeline = Flux2KleinPipeline(scheduler=scheduler, vae=Vae(), text_encoder=None, tokenizer=None, transformer=Transformer(transformer), is_distilled=True)
    pipeline.set_progress_bar_config(disable=True)
    tensors = {'promptEmbeds': embeds}

    def keep(_, step, __, values):
        tensors[f'latents.{step}'] = values['latents'].numpy().copy()
        return {}

    size = dict(zip(('width', 'height'), call['size'])) if 'size' in call else {}
    result = pipeline(image=[Image.open(PIPELINES / 'inputs' / one) for one in call['image']], prompt_embeds=torch.from_numpy(embeds),
                      num_inference_steps=call['steps'], guidance_scale=1.0, generator=torch.Generator().manual_seed(call['seeds'][0]),
                      callback_on_step_end=keep, **size)
    return result.images[0], tensors


def main():
    shutil.rmtree(QUANTISED, ignore_errors=True)
    QUANTISED.mkdir()
    for name in ('config.json', 'vae_encoder.onnx', 'vae_decoder.onnx'):
        shutil.copy(PLAIN / name, QUANTISED / name)
    shutil.copytree(PLAIN / 'tokenizer', QUANTISED / 'tokenizer')
    plain = [onnxruntime.InferenceSession(PLAIN / f'{name}.onnx') for name in BITS]
    sessions = [quantise(name, bits) for name, bits in BITS.items()]
    for case in ('one-reference', 'two-references'):
        folder = PLAIN / 'cases' / case
        call = json.loads((folder / 'case.json').read_text())
        painted, _ = paint(*plain, call)
        away = np.abs(np.asarray(painted, int) - np.asarray(Image.open(folder / 'image-0.png').convert('RGB'), int))
        assert away.max() <= 1, f'{case}: {away.max()} from the recorded picture'
        picture, tensors = paint(*sessions, call)
        apart = np.abs(np.asarray(picture, int) - np.asarray(painted, int)).mean()
        out = QUANTISED / 'cases' / case
        out.mkdir(parents=True)
        picture.save(out / 'image-0.png')
        save_file(tensors, out / 'tensors.safetensors')
        kept = {key: value for key, value in call.items() if key not in ('tensors', 'deviations', 'tokenIds', 'imageStd', 'differenceToTurnedReference', 'differenceToOtherPrompt')}
        (out / 'case.json').write_text(json.dumps({**kept, 'model': QUANTISED.name, 'differenceToFloat32': round(float(apart) / 255, 4)}) + '\n')
        print(case, 'differs from float32 by', apart, 'levels on average')


if __name__ == '__main__':
    main()
