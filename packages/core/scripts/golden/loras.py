"""LoRA files of every kind on the tiny pipelines, and what LyCORIS and diffusers paint with them.

    pip install diffusers==0.39.0 torch==2.15.0 transformers==4.57.6 peft==0.21.2 lycoris-lora==4.1.3 onnx==1.23.2 onnxruntime==1.32.0
    python packages/core/scripts/golden/loras.py packages/core/golden

Writes `loras/<model>/loras/*.safetensors` and `loras/<model>/cases/*`, with the fields of the cases in `pipelines/` (`loras[].file` counts from
`loras/`). Random but seeded; the weights are those of `pipelines/<model>`, read from its ONNX files.
"""
import os
import shutil
import sys

import diffusers
import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from lora_files import by_layer, changed, dumped, layer, lycoris_module, underscored, write  # noqa: E402
from tiny_torch import pipeline  # noqa: E402

golden = sys.argv[1]
at = golden + '/loras'
torch.set_num_threads(1)
PROMPT = 'watercolor painting of a cat, flower'
CALLS = {
    'sd15-tiny': {'steps': 6, 'strength': 0.7, 'guidanceScale': 6.0, 'seeds': [42], 'scheduler': {'class': 'DDIMScheduler', 'overrides': {}}},
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
    return {**underscored('lora_unet', model.unet), **underscored('lora_te', model.text_encoder)}


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


shutil.rmtree(at, ignore_errors=True)
lycoris()
