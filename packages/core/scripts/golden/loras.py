"""LoRA files of every kind on the tiny pipelines, and what LyCORIS and diffusers paint with them.

    pip install diffusers==0.39.0 torch==2.15.0 transformers==4.57.6 peft==0.21.2 lycoris-lora==4.1.3 onnx==1.23.2 onnxruntime==1.32.0
    python packages/core/scripts/golden/loras.py packages/core/golden

Writes `loras/<model>/loras/*.safetensors` and `loras/<model>/cases/*`, with the fields of the cases in `pipelines/` (`loras[].file` counts from
`loras/`). Random but seeded; the weights are those of `pipelines/<model>`, read from its ONNX files.
"""
import json
import os
import shutil
import sys

import diffusers
import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lora_names  # noqa: E402
from lora_files import by_layer, changed, dumped, layer, lycoris_module, underscored, write  # noqa: E402
from tiny_torch import pipeline  # noqa: E402

golden = sys.argv[1]
at = golden + '/loras'
torch.set_num_threads(1)
PROMPT = 'watercolor painting of a cat, flower'
CALLS = {
    'sd15-tiny': {'steps': 6, 'strength': 0.7, 'guidanceScale': 6.0, 'seeds': [42], 'scheduler': {'class': 'DDIMScheduler', 'overrides': {}}},
    'sd21-tiny': {'steps': 10, 'strength': 0.6, 'guidanceScale': 7.5, 'seeds': [42]},
    'sd3-tiny': {'steps': 10, 'strength': 0.6, 'guidanceScale': 5.0, 'seeds': [42]},
    'flux-tiny': {'steps': 10, 'strength': 0.6, 'guidanceScale': 3.5, 'seeds': [42], 'maxSequenceLength': 64},
}
f16, bf16 = torch.float16, torch.bfloat16


def paint(model, call):
    made = model(
        prompt=call['prompt'],
        image=Image.open(f'{golden}/pipelines/inputs/{call["image"]}').convert('RGB'),
        width=64,
        height=64,
        num_inference_steps=call['steps'],
        strength=call['strength'],
        guidance_scale=call['guidanceScale'],
        generator=torch.Generator().manual_seed(call['seeds'][0]),
        output_type='np',
        **({'max_sequence_length': call['maxSequenceLength']} if 'maxSequenceLength' in call else {}),
    )
    return made.images[0]


def ready(name):
    """The pipeline of this name with the scheduler of its calls."""
    model = pipeline(golden + '/pipelines', name)
    if 'scheduler' in CALLS[name]:
        asked = CALLS[name]['scheduler']
        model.scheduler = getattr(diffusers, asked['class']).from_config(model.scheduler.config, **asked['overrides'])
    return model


def apart(a, b):
    return round(float(np.abs(a - b).mean()), 6)


def png(picture, file):
    Image.fromarray((np.clip(picture, 0, 1) * 255).round().astype(np.uint8)).save(file)


def keep(name, case, call, model, picture, plain, **more):
    """Writes a case and refuses one that a run without the LoRA would pass."""
    folder = f'{at}/{name}/cases/{case}'
    os.makedirs(folder)
    png(picture, folder + '/image-0.png')
    written = {
        'name': case, **call, 'model': name, 'pipeline': type(model).__name__, 'width': 64, 'height': 64,
        'timesteps': [float(t) for t in model.scheduler.timesteps[-int(call['steps'] * call['strength'] + 1e-9):]],
        'images': ['image-0.png'], 'imageStd': round(float(picture.std()), 3), 'differenceToNoLora': apart(picture, plain), **more,
    }
    written['timesteps'] = [int(t) if t.is_integer() else t for t in written['timesteps']]
    assert written['differenceToNoLora'] > 0.01, (case, written['differenceToNoLora'])
    with open(folder + '/case.json', 'w') as file:
        file.write(dumped(written))
    print(name, case, written['differenceToNoLora'], {key: value for key, value in more.items() if key != 'loras'}, flush=True)


# ---------------------------------------------------------------------------------------------------------------- LyCORIS on sd15-tiny

def named_layers(model):
    """By diffusers' names and, the UNet's, by those of the original code."""
    paths = [path for path, inner in model.unet.named_modules() if isinstance(inner, (torch.nn.Linear, torch.nn.Conv2d))]
    original = {f'lora_unet_{one}'.replace('.', '_'): model.unet.get_submodule(path) for one, (path,) in lora_names.unet(paths, 1).items()}
    return {**underscored('lora_unet', model.unet), **underscored('lora_te', model.text_encoder), **original}


DOWN = 'lora_unet_down_blocks_1_attentions_0'
FIRST = DOWN + '_transformer_blocks_0'
UP = 'lora_unet_up_blocks_2_attentions_0'
MIDDLE = 'lora_unet_mid_block'
TEXT = 'lora_te_text_model_encoder_layers_0'
LAST_TEXT = 'lora_te_text_model_encoder_layers_1'
# Linear layers, 1×1 convolutions, 3×3 ones (also strided and after an upsampler), of the UNet and the text encoder.
LINEAR = [FIRST + '_attn1_to_q', FIRST + '_attn2_to_k', FIRST + '_ff_net_0_proj', UP + '_transformer_blocks_0_attn1_to_out_0',
          MIDDLE + '_resnets_0_time_emb_proj', MIDDLE + '_attentions_0_transformer_blocks_0_attn2_to_v']
POINTS = [DOWN + '_proj_in', UP + '_proj_out', 'lora_unet_up_blocks_3_resnets_0_conv_shortcut']
CONVOLUTIONS = [MIDDLE + '_resnets_0_conv1', 'lora_unet_down_blocks_0_downsamplers_0_conv', 'lora_unet_up_blocks_1_resnets_1_conv2',
                'lora_unet_up_blocks_0_upsamplers_0_conv']
WORDS = [TEXT + '_self_attn_q_proj', TEXT + '_mlp_fc1', LAST_TEXT + '_mlp_fc2', LAST_TEXT + '_self_attn_out_proj']
NORMS = [DOWN + '_norm', FIRST + '_norm2', MIDDLE + '_resnets_0_norm1', 'lora_unet_conv_norm_out', TEXT + '_layer_norm1', 'lora_te_text_model_final_layer_norm']


def lycoris_files(model):
    """file: {layer: tensors}. Ranks and alphas differ by layer."""
    modules = named_layers(model)
    generator = torch.Generator().manual_seed(16)

    def made(kind, names, **options):
        alphas = options.pop('alphas', [1.0, 2.0, 0.5])
        return {
            name: layer(modules[name], kind, generator, alpha=alphas[index % len(alphas)], **{'rank': 2 + index % 2, **options})
            for index, name in enumerate(names)
        }

    tucker = {'use_tucker': True}
    yield 'loha', made('loha', LINEAR + POINTS + CONVOLUTIONS + WORDS)
    yield 'loha-tucker-fp16', {**made('loha', CONVOLUTIONS, dtype=f16, **tucker), **made('loha', LINEAR[:3] + WORDS, dtype=f16)}
    yield 'lokr', {
        # Both factors whole: LyCORIS heeds no alpha then, and published files state nonsense.
        **made('lokr', LINEAR[:4] + POINTS + WORDS[:2], full_matrix=True, stated=9999220736.0),
        **made('lokr', CONVOLUTIONS, full_matrix=True, stated=16.0),
        **made('lokr', LINEAR[4:], rank=1, factor=2),
        **made('lokr', WORDS[2:], rank=2, factor=4),
    }
    yield 'lokr-factored-bf16', {
        **made('lokr', CONVOLUTIONS[:1], rank=2, factor=2, alphas=[1.0], dtype=bf16),
        **made('lokr', [FIRST + '_ff_net_0_proj', *WORDS[1:3]], rank=1, factor=8, decompose_both=True, alphas=[1.0, 0.5], dtype=bf16),
        **made('lokr', ['lora_unet_up_blocks_0_resnets_0_conv1', 'lora_unet_mid_block_resnets_1_conv2'], rank=3, factor=2, alphas=[1.0, 2.0], dtype=bf16, **tucker),
        **made('lokr', [LINEAR[1], WORDS[0]], rank=2, factor=2, alphas=[1.0], dtype=bf16),
    }
    yield 'locon-mid', {**made('lora', CONVOLUTIONS, **tucker), **made('lora', LINEAR + POINTS + WORDS)}
    yield 'full-and-norms-fp16', {
        **made('full', [LINEAR[0], LINEAR[2], POINTS[0], CONVOLUTIONS[0], 'lora_unet_conv_out', 'lora_unet_time_embedding_linear_1', WORDS[1], WORDS[3]],
               gain=0.4, dtype=f16),
        **made('norm', NORMS, gain=0.3, dtype=f16),
    }
    yield 'dora-rows', {**made('lora', LINEAR + POINTS + CONVOLUTIONS[:2] + WORDS, dora='out'), **made('lora', CONVOLUTIONS[2:], dora='out', **tucker)}
    yield 'dora-columns', made('lora', LINEAR + POINTS + CONVOLUTIONS[:2] + WORDS, dora='in')
    yield 'loha-dora', {**made('loha', LINEAR + CONVOLUTIONS[:2], dora='out'), **made('loha', WORDS + POINTS, dora='in')}
    yield 'lokr-dora', {
        **made('lokr', LINEAR[:4] + WORDS[:2], full_matrix=True, dora='out'),
        **made('lokr', CONVOLUTIONS[:2], full_matrix=True, dora='in'),
    }
    every = {}
    for index, names in enumerate([LINEAR[0:2], CONVOLUTIONS[:1] + WORDS[:1], LINEAR[2:4] + CONVOLUTIONS[3:], WORDS[1:3]]):
        every |= made(['lora', 'loha', 'lokr', 'lora'][index], names, dora='out' if index == 3 else None, **({'factor': 4} if index == 2 else {}))
    yield 'every-kind', {**every, **made('norm', NORMS[:3], gain=0.3), **made('full', ['lora_unet_conv_in'], gain=0.4)}
    yield 'kohya-sgm', made('lora', ORIGINAL)


# Down, middle and up; a sampler of each side; an up block has no attention where its upsampler is the second entry.
ORIGINAL = ['lora_unet_' + one for one in (
    'input_blocks_0_0', 'input_blocks_1_0_in_layers_2', 'input_blocks_2_0_op', 'input_blocks_3_1_transformer_blocks_0_attn2_to_k',
    'input_blocks_7_0_emb_layers_1', 'middle_block_0_out_layers_3', 'middle_block_1_proj_in', 'middle_block_2_in_layers_2', 'output_blocks_0_0_skip_connection',
    'output_blocks_1_1_conv', 'output_blocks_3_2_conv', 'output_blocks_5_1_transformer_blocks_0_ff_net_0_proj', 'output_blocks_7_1_proj_out', 'time_embed_2', 'out_2',
)]
LYCORIS_CASES = {
    'lora-loha': [('loha', 1)],
    'lora-loha-half': [('loha', 0.5)],
    'lora-loha-tucker': [('loha-tucker-fp16', 1)],
    'lora-loha-tucker-negative': [('loha-tucker-fp16', -0.7)],
    'lora-lokr': [('lokr', 1)],
    'lora-lokr-factored': [('lokr-factored-bf16', 1)],
    'lora-lokr-factored-half': [('lokr-factored-bf16', 0.5)],
    'lora-locon-mid': [('locon-mid', 1)],
    'lora-locon-mid-negative': [('locon-mid', -0.7)],
    'lora-full-and-norms': [('full-and-norms-fp16', 1)],
    'lora-full-and-norms-negative': [('full-and-norms-fp16', -0.7)],
    'lora-dora-rows': [('dora-rows', 1)],
    'lora-dora-columns': [('dora-columns', 1)],
    'lora-dora-rows-half': [('dora-rows', 0.5)],
    'lora-dora-columns-negative': [('dora-columns', -0.7)],
    'lora-loha-dora': [('loha-dora', 1)],
    'lora-lokr-dora': [('lokr-dora', 1)],
    'lora-kohya-sgm': [('kohya-sgm', 1)],
    'lora-every-kind': [('every-kind', 1)],
    'lora-loha-beside-lokr': [('loha', 0.6), ('lokr', -0.5), ('locon-mid', 0.4)],
}


def merge(model, files, reading='line'):
    """Puts the formulas' weights in, one file after another."""
    modules = named_layers(model)
    for tensors, multiplier in files:
        for name, known in by_layer(tensors).items():
            weight = modules[name].weight
            weight.data = changed(known, weight.data, multiplier, reading).float()
            for bias in ('diff_b', 'b_norm'):
                if bias in known and modules[name].bias is not None:
                    modules[name].bias.data = (modules[name].bias.data.double() + multiplier * known[bias].double()).float()


def lycoris():
    name = 'sd15-tiny'
    model = ready(name)
    call = {'image': 'photo-64x64.png', 'prompt': PROMPT, **CALLS[name]}
    plain = paint(model, call)
    os.makedirs(f'{at}/{name}/loras')
    for file, layers in lycoris_files(model):
        write(f'{at}/{name}/loras/{file}.safetensors', {f'{layer}.{part}': value for layer, known in layers.items() for part, value in known.items()})
    for case, used in LYCORIS_CASES.items():
        files = [(load_file(f'{at}/{name}/loras/{file}.safetensors'), multiplier) for file, multiplier in used]
        model = ready(name)
        wrapped = []
        for tensors, multiplier in files:
            modules = named_layers(model)
            for layer_name, known in by_layer(tensors).items():
                wrapped.append(lycoris_module(modules[layer_name], known, multiplier))
                wrapped[-1].apply_to()
        by_lycoris = paint(model, call)
        more = {}
        merged = ready(name)
        merge(merged, files, 'lycoris')
        more['deviations'] = {'mergedImage': float(np.abs(paint(merged, call) - by_lycoris).max())}
        picture = by_lycoris
        if 'dora' in case and used[0][1] != 1:
            # The picture follows the plain line; LyCORIS's own reading lies beside it.
            merged = ready(name)
            merge(merged, files)
            picture = paint(merged, call)
            more |= {'lycorisImage': 'lycoris.png', 'differenceToLycoris': apart(picture, by_lycoris)}
        loras = [{'file': f'{name}/loras/{file}.safetensors', 'weight': multiplier} for file, multiplier in used]
        keep(name, case, {**call, 'loras': loras}, model, picture, plain, **more)
        if 'lycorisImage' in more:
            png(by_lycoris, f'{at}/{name}/cases/{case}/lycoris.png')



# ------------------------------------------------------------------------------------------------ diffusers on SD 2.x, SD3 and FLUX.1

def text_layers(encoder):
    """q, v and out of the first layer, both matrices of the last one's perceptron."""
    layers = encoder.text_model.encoder.layers
    first, last = 'text_model.encoder.layers.0.self_attn.', f'text_model.encoder.layers.{len(layers) - 1}.mlp.'
    return [first + 'q_proj', first + 'v_proj', first + 'out_proj', last + 'fc1', last + 'fc2']


class Fused:
    """Layers of diffusers as the one layer that the original code has."""

    def __init__(self, network, paths):
        self.weight = torch.cat([network.get_submodule(path.lstrip('~')).weight.detach() for path in paths])


def lora_layer(weight, generator, rank, alpha, gain=0.4):
    """down, up and alpha for a weight; rows of a fused layer differ, so that their order shows."""
    down = torch.randn(rank, *weight.shape[1:], generator=generator)
    up = torch.randn(weight.shape[0], rank, *[1] * (weight.dim() - 2), generator=generator)
    size = (up.flatten(1) @ down.flatten(1)).norm() * (alpha or rank) / rank
    known = {'lora_down.weight': down, 'lora_up.weight': up * (gain * weight.norm() / size)}
    return known if alpha is None else {**known, 'alpha': torch.tensor(float(alpha))}


def in_parts(known, network, paths):
    """A fused layer's tensors for each layer of diffusers: `down` is shared, rows of `up` are dealt out."""
    rows, parts = 0, {}
    for path in paths:
        height = network.get_submodule(path.lstrip('~')).weight.shape[0]
        up = known['lora_up.weight'][rows:rows + height]
        parts[path.lstrip('~')] = {**known, 'lora_up.weight': up.roll(height // 2, 0) if path[0] == '~' else up}
        rows += height
    return parts


def for_diffusers(layers):
    """PEFT's names, alpha / rank multiplied in: {component: {path: tensors}} to one dictionary."""
    tensors = {}
    for component, by_path in layers.items():
        for path, known in by_path.items():
            rank = known['lora_down.weight'].shape[0]
            down = known['lora_down.weight'].float() * (float(known['alpha']) / rank if 'alpha' in known else 1.0)
            tensors[f'{component}.{path}.lora_A.weight'] = down
            tensors[f'{component}.{path}.lora_B.weight'] = known['lora_up.weight'].float()
    return tensors


def fused(model, tensors, multiplier):
    model.load_lora_weights(dict(tensors), adapter_name='one')
    model.set_adapters(['one'], [multiplier])
    model.fuse_lora(components=[name for name in model._lora_loadable_modules if getattr(model, name, None) is not None])
    return model


def merged_parts(model, layers, multiplier):
    for component, by_path in layers.items():
        for path, known in by_path.items():
            weight = getattr(model, component).get_submodule(path).weight
            weight.data = changed(known, weight.data, multiplier).float()
    return model


def diffusers_case(name, case, file, layers, multiplier, plain, native=None):
    """`layers`: {component: {path: tensors}} of the file. `native`: the file's own tensors where diffusers reads them itself."""
    call = {'image': 'photo-64x64.png', 'prompt': PROMPT, **CALLS[name]}
    # Widened first: PEFT would multiply factors of half precision in half precision.
    given = {key: value.float() for key, value in (native or for_diffusers(layers)).items()}
    model = fused(ready(name), given, multiplier)
    picture = paint(model, call)
    by_formulas = paint(merged_parts(ready(name), layers, multiplier), call)
    loras = [{'file': f'{name}/loras/{file}.safetensors', 'weight': multiplier}]
    keep(name, case, {**call, 'loras': loras}, model, picture, plain, deviations={'mergedImage': float(np.abs(picture - by_formulas).max())})


def styled(layers, style):
    """A file's tensors: layers {name: tensors} with the suffixes of kohya (`down`), PEFT (`A`) or XLabs (`.down`)."""
    if style == 'down':
        return {f'{name}.{part}': value for name, known in layers.items() for part, value in known.items()}
    suffix = {'A': {'lora_down.weight': 'lora_A.weight', 'lora_up.weight': 'lora_B.weight', 'alpha': 'alpha'},
              '.down': {'lora_down.weight': 'down.weight', 'lora_up.weight': 'up.weight'}}[style]
    return {f'{name}.{suffix[part]}': value for name, known in layers.items() for part, value in known.items()}


def family(name, network, original, encoders):
    """Yields (file, style, {name in the file: tensors}, {component: {path: tensors}}) of one family."""
    model = ready(name)
    net = getattr(model, network)
    generator = torch.Generator().manual_seed(len(name))
    counted = iter(range(10**6))

    def made(weight, alphas):
        index = next(counted)
        return lora_layer(weight, generator, 2, alphas[index % len(alphas)])

    def build(names, naming, alphas, encoder_naming, dtype=torch.float32):
        in_file, layers = {}, {network: {}}
        for one, paths in names.items():
            known = {part: value.to(dtype) for part, value in made(Fused(net, paths).weight, alphas).items()}
            in_file[naming(one)] = known
            layers[network] |= in_parts(known, net, paths)
        for index, encoder in enumerate(encoders if encoder_naming else []):
            part = getattr(model, encoder)
            for path in text_layers(part):
                known = {piece: value.to(dtype) for piece, value in made(part.get_submodule(path).weight, alphas).items()}
                in_file[encoder_naming(index, encoder, path)] = known
                layers.setdefault(encoder, {})[path] = known
        return in_file, layers

    def kohya_text(index, _, path):
        return (f'lora_te{index + 1 if original else ""}_' + path).replace('.', '_')

    def peft_text(_, encoder, path):
        return f'{encoder}.{path}'

    linear = {path: [path] for path, inner in net.named_modules() if isinstance(inner, torch.nn.Linear)}
    convolutions = {path: [path] for path, inner in net.named_modules() if isinstance(inner, torch.nn.Conv2d)}
    attention = {path: paths for path, paths in linear.items() if 'attn' in path or 'proj_mlp' in path}
    return build, kohya_text, peft_text, linear, convolutions, attention, net


def sd21(name='sd21-tiny'):
    build, kohya_text, peft_text, linear, convolutions, attention, net = family(name, 'unet', None, ['text_encoder'])
    inside = {path: paths for path, paths in linear.items() if 'attentions' in path}
    yield 'kohya', 'down', *build(inside, lambda path: 'lora_unet_' + path.replace('.', '_'), [1.0], kohya_text), True, 1
    everything = lora_names.unet([*linear, *convolutions], 1)
    yield 'kohya-sgm-fp16', 'down', *build(everything, lambda one: 'lora_unet_' + one.replace('.', '_'), [1.0, 0.5], None, f16), False, 0.5
    yield 'diffusers', 'A', *build(attention, lambda path: 'unet.' + path, [None], peft_text), True, -0.7


def sd3(name='sd3-tiny'):
    names = lora_names.sd3(2)
    build, kohya_text, peft_text, linear, _, attention, net = family(name, 'transformer', names, ['text_encoder', 'text_encoder_2'])
    blocks = {one: paths for one, paths in names.items() if 'joint_blocks' in one}
    yield 'kohya', 'down', *build(blocks, lambda one: 'lora_unet_' + one.replace('.', '_'), [1.0, 2.0], kohya_text), False, 1
    yield 'comfyui-bf16', 'A', *build(names, lambda one: 'diffusion_model.' + one, [None], None, bf16), False, 0.5
    yield 'diffusers', 'A', *build(attention, lambda path: 'transformer.' + path, [None], peft_text), True, 1


def flux(name='flux-tiny'):
    names = lora_names.flux(1, 2)
    build, kohya_text, peft_text, linear, _, attention, net = family(name, 'transformer', names, ['text_encoder'])
    blocks = {one: paths for one, paths in names.items() if 'blocks' in one}
    yield 'kohya', 'down', *build(blocks, lambda one: 'lora_unet_' + one.replace('.', '_'), [1.0, 2.0], kohya_text), False, 1
    yield 'kohya-double-fp16', 'down', *build(
        {one: paths for one, paths in blocks.items() if 'linear1' not in one}, lambda one: 'lora_unet_' + one.replace('.', '_'), [1.0, 2.0], kohya_text, f16
    ), True, 0.5
    yield 'comfyui', 'A', *build(names, lambda one: 'diffusion_model.' + one, [None], None), False, 1
    yield 'comfyui-alpha', 'down', *build(blocks, lambda one: 'diffusion_model.' + one, [0.5, 1.0], None), False, -0.7
    yield 'bare-bf16', 'A', *build(blocks, lambda one: one, [None], None, bf16), False, 1
    xlabs = {}
    for number, side in enumerate(('img', 'txt'), 1):
        xlabs[f'double_blocks.0.processor.qkv_lora{number}'] = names[f'double_blocks.0.{side}_attn.qkv']
        xlabs[f'double_blocks.0.processor.proj_lora{number}'] = names[f'double_blocks.0.{side}_attn.proj']
    for i in range(2):
        xlabs[f'single_blocks.{i}.processor.qkv_lora'] = names[f'single_blocks.{i}.linear1'][:3]
        xlabs[f'single_blocks.{i}.processor.proj_lora'] = names[f'single_blocks.{i}.linear2']
    yield 'xlabs', '.down', *build(xlabs, lambda one: one, [None], None), True, 1
    queries = {path: paths for path, paths in attention.items() if 'attn' in path}
    yield 'onetrainer', 'down', *build(queries, lambda path: 'lora_transformer_' + path.replace('.', '_'), [1.0, 2.0], kohya_text), True, 1
    yield 'ai-toolkit', 'A', *build({**attention, 'proj_out': ['proj_out']}, lambda path: 'transformer.' + path, [None], peft_text), True, 1


def patterns(name='sd21-tiny'):
    """PEFT's metadata in the header: ranks and alphas by the ends of paths, alpha / √rank (arXiv 2312.03732)."""
    model = ready(name)
    generator = torch.Generator().manual_seed(9)
    ranks = {'attn2.to_k': 3, 'ff.net.2': 1}
    alphas = {'attn1.to_v': 1, 'to_q': 5, 'up_blocks.0.attentions.1.transformer_blocks.0.ff.net.2': 2}
    layers, tensors = {'unet': {}}, {}
    for path, inner in model.unet.named_modules():
        if isinstance(inner, torch.nn.Linear) and ('attn' in path or path.endswith('ff.net.2')):
            rank = next((value for end, value in ranks.items() if path.endswith('.' + end)), 2)
            alpha = next((value for end, value in alphas.items() if path == end or path.endswith('.' + end)), 3)
            known = lora_layer(inner.weight.detach(), generator, rank, None, 0.25)
            # The formulas know alpha / rank alone.
            layers['unet'][path] = {**known, 'alpha': torch.tensor(alpha * rank**0.5)}
            tensors |= styled({'unet.' + path: known}, 'A')
    targets = ['to_k', 'to_out.0', 'to_q', 'to_v', 'ff.net.2']
    settings = {'r': 2, 'lora_alpha': 3, 'rank_pattern': ranks, 'alpha_pattern': alphas, 'target_modules': targets, 'use_rslora': True, 'use_dora': False,
                'lora_bias': False, 'bias': 'none', 'peft_type': 'LORA'}
    file = f'{at}/{name}/loras/diffusers-patterns.safetensors'
    write(file, tensors, {'format': 'pt', 'lora_adapter_metadata': json.dumps({f'unet.{key}': value for key, value in settings.items()})})
    call = {'image': 'photo-64x64.png', 'prompt': PROMPT, **CALLS[name]}
    plain = paint(model, call)
    model.load_lora_weights(os.path.dirname(file), weight_name=os.path.basename(file), adapter_name='one')
    model.set_adapters(['one'], [0.8])
    model.fuse_lora(components=['unet'])
    picture = paint(model, call)
    by_formulas = paint(merged_parts(ready(name), layers, 0.8), call)
    loras = [{'file': f'{name}/loras/diffusers-patterns.safetensors', 'weight': 0.8}]
    keep(name, 'lora-diffusers-patterns', {**call, 'loras': loras}, model, picture, plain, deviations={'mergedImage': float(np.abs(picture - by_formulas).max())})


def lycoris_on_transformers():
    """LoKr and LoHa under the names of SimpleTuner (`lycoris_` and diffusers' path) and of the original code without a prefix."""
    for name, file, names, naming in (
        ('sd3-tiny', 'lycoris', None, lambda path: 'lycoris_' + path.replace('.', '_')),
        ('flux-tiny', 'lycoris-bare', lora_names.flux(1, 2), lambda one: one),
    ):
        model = ready(name)
        call = {'image': 'photo-64x64.png', 'prompt': PROMPT, **CALLS[name]}
        plain = paint(model, call)
        net = model.transformer
        names = names or {path: [path] for path, inner in net.named_modules() if isinstance(inner, torch.nn.Linear)}
        names = {one: paths for one, paths in names.items() if 'blocks' in one and ('attn' in one or 'linear1' in one or 'mlp' in one)}
        generator = torch.Generator().manual_seed(5)
        tensors = {}
        for index, (one, paths) in enumerate(names.items()):
            weight = Fused(net, paths).weight
            whole = torch.nn.Linear(weight.shape[1], weight.shape[0])
            whole.weight.data = weight
            kind, options = [('lokr', {'factor': 4}), ('loha', {}), ('lokr', {'full_matrix': True, 'stated': 9999220736.0})][index % 3]
            known = layer(whole, kind, generator, rank=2, alpha=1.0, dtype=bf16, **options)
            tensors |= {f'{naming(one)}.{part}': value for part, value in known.items()}
            if len(paths) == 1:
                # LyCORIS's own layer; a fused one exists in the original code only, so its formula is put in.
                lycoris_module(net.get_submodule(paths[0]), known, 0.8).apply_to()
            rows = 0
            for path in paths if len(paths) > 1 else []:
                part = net.get_submodule(path).weight
                part.data = changed(known, weight, 0.8)[rows:rows + part.shape[0]].float()
                rows += part.shape[0]
        write(f'{at}/{name}/loras/{file}.safetensors', tensors)
        picture = paint(model, call)
        keep(name, 'lora-' + file, {**call, 'loras': [{'file': f'{name}/loras/{file}.safetensors', 'weight': 0.8}]}, model, picture, plain)


def by_diffusers():
    for name, files in (('sd21-tiny', sd21), ('sd3-tiny', sd3), ('flux-tiny', flux)):
        plain = paint(ready(name), {'image': 'photo-64x64.png', 'prompt': PROMPT, **CALLS[name]})
        os.makedirs(f'{at}/{name}/loras')
        for file, style, in_file, layers, native, multiplier in files():
            tensors = styled(in_file, style)
            write(f'{at}/{name}/loras/{file}.safetensors', tensors)
            diffusers_case(name, f'lora-{file}', file, layers, multiplier, plain, tensors if native else None)


shutil.rmtree(at, ignore_errors=True)
lycoris()
by_diffusers()
lycoris_on_transformers()
patterns()
