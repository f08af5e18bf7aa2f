"""What diffusers and DeepCache paint with `pipelines/sd15-tiny` when a part of the work is left out: `pipelines/speed`.

    pip install diffusers==0.39.0 torch==2.15.0 transformers==4.57.6 DeepCache==0.1.1 onnx
    python packages/core/scripts/golden/speed.py packages/core/golden

The networks are made of the ONNX files: weights lie there under the names of PyTorch's modules, but for those of a MatMul, whose
module is in the name of the node that reads them. Guidance ends, or begins, in a callback between two steps, as diffusers' documentation
of dynamic guidance does it.
"""
import json
import os
import sys

import numpy as np
import onnx
import torch
from DeepCache import DeepCacheSDHelper
from diffusers import AutoencoderKL, DDIMScheduler, EulerDiscreteScheduler, UNet2DConditionModel
from diffusers import StableDiffusionImg2ImgPipeline, StableDiffusionInpaintPipeline
from onnx import numpy_helper
from PIL import Image
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

golden = sys.argv[1]
tiny = golden + '/pipelines/sd15-tiny'
torch.set_num_threads(1)


def config(part):
    with open(f'{tiny}/{part}/config.json') as file:
        return json.load(file)


def weights(part):
    """Of an export by TorchScript, by the names of PyTorch's modules."""
    graph = onnx.load(f'{tiny}/{part}/model.onnx').graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    found = dict(stored)
    for node in graph.node:
        if node.op_type != 'MatMul' or node.input[1] not in stored:
            continue
        path = []
        for name in node.name.split('/')[1:-1]:  # a list inside repeats the name of its parent
            if path and name.startswith(path[-1] + '.'):
                path.pop()
            path.append(name)
        found['.'.join(path) + '.weight'] = stored[node.input[1]].T
    return found


def filled(module, *parts):
    state = {}
    for part in parts:
        state.update(weights(part))
    missing = []
    for name, value in module.state_dict().items():
        given = next((state[key] for key in (name, 'vae.' + name, 'encoder.' + name) if key in state), None)
        if given is None:
            missing.append(name)
        else:
            value.copy_(torch.from_numpy(np.array(given)).reshape(value.shape))
    print(type(module).__name__, 'without', missing)
    return module.eval()


unet = filled(UNet2DConditionModel.from_config(config('unet')), 'unet')
vae = filled(AutoencoderKL.from_config(config('vae_decoder')), 'vae_encoder', 'vae_decoder')
text_encoder = filled(CLIPTextModel(CLIPTextConfig(**config('text_encoder'))), 'text_encoder')
tokenizer = CLIPTokenizer.from_pretrained(f'{tiny}/tokenizer')
picture = Image.open(f'{golden}/pipelines/inputs/photo-64x64.png').convert('RGB')
mask = Image.open(f'{golden}/pipelines/inputs/mask-64x64.png')
with open(f'{tiny}/scheduler/scheduler_config.json') as file:
    own = json.load(file)
prompt, negative = 'watercolor painting of a cat, flower', 'blurry'


def parts(scheduler):
    return {
        'vae': vae, 'text_encoder': text_encoder, 'tokenizer': tokenizer, 'unet': unet, 'scheduler': scheduler.from_config(own),
        'safety_checker': None, 'feature_extractor': None, 'requires_safety_checker': False,
    }


def interval(pipe, begin, end, scale):
    """Guides the steps begin … end (exclusive): what the next step asks is changed behind the step before it."""
    with torch.no_grad():
        asked, avoided = pipe.encode_prompt(prompt, 'cpu', 1, True, negative)

    def behind(pipe, step, _, values):
        guided = begin <= step + 1 < end
        pipe._guidance_scale = scale if guided else 1.0
        return {'prompt_embeds': torch.cat([avoided, asked]) if guided else asked}

    return behind


def paint(name, options, scheduler=DDIMScheduler, guided=None, reuse=None, inpaint=False):
    pipe = (StableDiffusionInpaintPipeline if inpaint else StableDiffusionImg2ImgPipeline)(**parts(scheduler))
    pipe.set_progress_bar_config(disable=True)
    asked = dict(options)
    steps = int(options['steps'] * options['strength'])
    begin, end = (0, steps) if guided is None else (int(guided[0] * steps), int(guided[1] * steps))
    helper = None
    if reuse is not None:
        helper = DeepCacheSDHelper(pipe=pipe)
        helper.set_params(cache_interval=reuse[0], cache_branch_id=reuse[1])
        helper.enable()
    callback = {}
    if guided is not None:
        callback = {'callback_on_step_end': interval(pipe, begin, end, options['guidanceScale']), 'callback_on_step_end_tensor_inputs': ['prompt_embeds']}
    image = pipe(
        prompt=prompt, negative_prompt=negative, image=picture, strength=options['strength'], num_inference_steps=options['steps'],
        guidance_scale=options['guidanceScale'] if begin == 0 else 1.0, generator=torch.Generator().manual_seed(42),
        **({'mask_image': mask, 'width': 64, 'height': 64} if inpaint else {}), **callback,
    ).images[0]
    if helper:
        helper.disable()
    folder = f'{golden}/pipelines/speed/{name}'
    os.makedirs(folder, exist_ok=True)
    image.save(f'{folder}/image-0.png')
    speed = {}
    if guided is not None:
        speed['guidance'] = {'from': guided[0], 'to': guided[1]}
    if reuse is not None:
        speed['reuse'] = {'every': reuse[0], 'depth': 2 * (reuse[1] // 3) + min(reuse[1] % 3, 1)}
    with open(f'{folder}/case.json', 'w') as file:
        json.dump({
            'model': 'sd15-tiny', 'image': 'photo-64x64.png', **({'mask': 'mask-64x64.png'} if inpaint else {}), 'prompt': prompt,
            'negativePrompt': negative, **asked, 'seed': 42, 'scheduler': scheduler.__name__, 'speed': speed,
        }, file, indent=1)
        file.write('\n')
    print(name, np.asarray(image).std())


call = {'steps': 12, 'strength': 0.8, 'guidanceScale': 6.0}
paint('exact', call)
paint('interval-to', call, guided=(0, 0.5))
paint('interval-from-to', call, guided=(0.3, 0.7), scheduler=EulerDiscreteScheduler)
paint('interval-and-reuse', call, guided=(0, 0.7), reuse=(3, 0))
paint('masked-reuse', call, reuse=(2, 1), inpaint=True)
paint('euler-reuse', {**call, 'guidanceScale': 1.0}, reuse=(4, 3), scheduler=EulerDiscreteScheduler)
