"""Pictures with metadata as tools write it, by the libraries that they write it with.

  pip install pillow==13.0.0 piexif==1.1.3
  python metadata.py [folder of golden/]

Writes metadata/pictures.json: small pictures in base64, with the prompts and settings that were put into them. Nothing here
is shared with the TypeScript sources. Names of keys and their places are those of the tools' own sources: AUTOMATIC1111's
webui, ComfyUI, InvokeAI, Fooocus, SwarmUI, NovelAI (as webui reads it), Draw Things and Easy Diffusion (as
stable-diffusion-prompt-reader reads them). All texts are made up for this purpose.
"""
import base64
import io
import json
import pathlib
import struct
import sys
import zlib

import piexif
import piexif.helper
from PIL import Image, PngImagePlugin

GOLDEN = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2] / 'golden'
PICTURE = Image.new('RGB', (4, 4), (40, 120, 200))
PROMPT, NEGATIVE = 'a lighthouse at dawn, (mist:1.2)', 'blurry, text'
INFOTEXT = f'{PROMPT}\nNegative prompt: {NEGATIVE}\nSteps: 24, Sampler: Euler a, CFG scale: 6.5, Seed: 77, Size: 640x448, Model: m'
SAID = {'prompt': PROMPT, 'negative': NEGATIVE, 'steps': 24, 'seed': 77, 'guidance': 6.5, 'size': [640, 448], 'scheduler': 'euler-ancestral'}
BIG = 2 ** 63 + 12345

pictures = []


def add(name, data, **expected):
    pictures.append({'name': name, 'file': base64.b64encode(data).decode(), 'expect': expected})


def save(image_format, **options):
    out = io.BytesIO()
    PICTURE.save(out, image_format, **options)
    return out.getvalue()


def png(texts=(), **options):
    info = PngImagePlugin.PngInfo()
    for key, value, how in texts:
        if how == 'itxt':
            info.add_itxt(key, value)
        elif how == 'itxt compressed':
            info.add_itxt(key, value, zip=True)
        else:
            info.add_text(key, value, zip=how == 'ztxt')
    return save('PNG', pnginfo=info, **options)


def text(key, value):
    return png([(key, value if isinstance(value, str) else json.dumps(value), 'text')])


def behind_pixels(data):
    """Moves the text chunks behind the pixels."""
    head, rest, texts, tail = data[:8], [], [], b''
    at = 8
    while at < len(data):
        end = at + 12 + struct.unpack('>I', data[at:at + 4])[0]
        kind, chunk = data[at + 4:at + 8], data[at:end]
        if kind == b'IEND':
            tail = chunk
        else:
            (texts if kind in (b'tEXt', b'zTXt', b'iTXt', b'eXIf') else rest).append(chunk)
        at = end
    return head + b''.join(rest + texts) + tail


def exif(comment):
    return piexif.dump({'Exif': {piexif.ExifIFD.UserComment: comment}})


def little_endian(comment, tag_type=7):
    """A TIFF block of the other byte order, with UserComment in the directory for it: piexif writes big-endian only."""
    body = comment
    first = struct.pack('<HHHIII', 1, 0x8769, 4, 1, 26, 0)
    second = struct.pack('<HHHIII', 1, 0x9286, tag_type, len(body), 44, 0)
    return b'Exif\0\0II*\0' + struct.pack('<I', 8) + first + second + body


def pillow_exif(tags):
    block = Image.Exif()
    for tag, value in tags.items():
        block[tag] = value
    return block


unicode_comment = piexif.helper.UserComment.dump(INFOTEXT, encoding='unicode')
utf16 = INFOTEXT.encode('utf-16-le')

# A1111's text, in every chunk and place.
for how in ('text', 'itxt', 'ztxt', 'itxt compressed'):
    data = png([('parameters', INFOTEXT, how)])
    add(f'infotext, PNG {how}', data, **SAID)
    add(f'infotext, PNG {how} behind the pixels', behind_pixels(data), **SAID)
umlauts = INFOTEXT.replace('dawn', 'Dämmerung')
chinese = INFOTEXT.replace('a lighthouse', '一座灯塔 🗼')
for how in ('text', 'ztxt'):
    add(f'umlauts, PNG {how}', png([('parameters', umlauts, how)]), **{**SAID, 'prompt': PROMPT.replace('dawn', 'Dämmerung')})
for how in ('itxt', 'itxt compressed'):
    add(f'Chinese, PNG {how}', png([('parameters', chinese, how)]), **{**SAID, 'prompt': PROMPT.replace('a lighthouse', '一座灯塔 🗼')})
raw = png([('parameters', INFOTEXT, 'text')])
utf8 = chinese.encode()  # UTF-8 in a chunk for Latin-1, as tools write that do not know better
body = b'tEXtparameters\0' + utf8
add('Chinese, PNG text in UTF-8', raw[:33] + struct.pack('>I', len(body) - 4) + body + struct.pack('>I', zlib.crc32(body)) + save('PNG')[33:],
    **{**SAID, 'prompt': PROMPT.replace('a lighthouse', '一座灯塔 🗼')})
add('two texts of one keyword, the last counts', png([('parameters', 'another\nSteps: 1, Sampler: DDIM, Seed: 1', 'text'), ('parameters', INFOTEXT, 'ztxt')]), **SAID)
add('infotext, PNG eXIf', png(exif=exif(unicode_comment)), **SAID)
add('infotext, PNG eXIf behind the pixels', behind_pixels(png(exif=exif(unicode_comment))), **SAID)
add('infotext, PNG eXIf little-endian', png(exif=little_endian(b'UNICODE\0' + utf16)), **SAID)
hexadecimal = (b'Exif\0\0' + exif(unicode_comment)[6:]).hex()
profile = f'\nexif\n{len(hexadecimal) // 2:8}\n' + '\n'.join(hexadecimal[i:i + 72] for i in range(0, len(hexadecimal), 72)) + '\n'
add('infotext, PNG raw profile', png([('Raw profile type exif', profile, 'ztxt')]), **SAID)
comments = {
    'UNICODE': exif(unicode_comment),
    'ASCII': exif(piexif.helper.UserComment.dump(INFOTEXT, encoding='ascii')),
    'JIS': exif(piexif.helper.UserComment.dump(INFOTEXT.replace('a lighthouse', '灯台'), encoding='jis')),
    'ISO-2022-JP': exif(b'JIS\0\0\0\0\0' + INFOTEXT.replace('a lighthouse', '灯台').encode('iso-2022-jp')),
    'undefined': exif(b'\0' * 8 + INFOTEXT.encode()),
    'without a code': exif(INFOTEXT.encode()),
    'UNICODE little-endian text': exif(b'UNICODE\0' + utf16),
    'UNICODE with a byte order mark': exif(b'UNICODE\0' + INFOTEXT.encode('utf-16')),
    'UNICODE in UTF-8': exif(b'UNICODE\0' + INFOTEXT.encode()),
    'UNICODE with zeros behind': exif(unicode_comment + b'\0' * 8),
    'IFD0': pillow_exif({0x9286: unicode_comment}),
    'little-endian': little_endian(b'UNICODE\0' + utf16),
    'little-endian, big-endian text': little_endian(unicode_comment),
    'little-endian ASCII': little_endian(b'ASCII\0\0\0' + INFOTEXT.encode()),
}
for name, block in comments.items():
    japanese = {'prompt': PROMPT.replace('a lighthouse', '灯台')} if name in ('JIS', 'ISO-2022-JP') else {}
    for image_format in ('JPEG', 'WEBP'):
        add(f'infotext, {image_format} {name}', save(image_format, exif=block), **{**SAID, **japanese})
add('infotext, JPEG comment', save('JPEG', comment=INFOTEXT.encode()), **SAID)
add('no infotext, JPEG comment', save('JPEG', comment=b'CREATOR: a library, quality = 90'))
add('a camera, blank comment', save('JPEG', exif=exif(b'ASCII\0\0\0' + b' ' * 40)))

# What the text itself may look like.
LINE = 'Steps: 20, Sampler: Euler, CFG scale: 7, Seed: 5, Size: 64x64'
PLAIN = {'steps': 20, 'seed': 5, 'scheduler': 'euler'}


def infotext(name, value, **expected):
    add(name, text('parameters', value), **expected)


infotext('no negative prompt', f'a boat\n{LINE}', prompt='a boat', negative='', **PLAIN)
infotext('no prompt', LINE, prompt='', negative='', **PLAIN)
infotext('negative prompt alone', f'Negative prompt: fog\n{LINE}', prompt='', negative='fog', **PLAIN)
infotext('negative prompt of several lines', f'a\nb\nNegative prompt: fog\n\nrain\n{LINE}', prompt='a\nb', negative='fog\n\nrain', **PLAIN)
infotext('negative prompt thrice', f'a\nNegative prompt: fog\nNegative prompt:rain\n  Negative prompt: snow\n{LINE}', prompt='a', negative='fog\nrain\nsnow', **PLAIN)
infotext('CR before LF', f'a\r\nb\r\nNegative prompt: fog\r\nrain\r\n{LINE}\r\n', prompt='a\nb', negative='fog\nrain', **PLAIN)
infotext('blanks around lines', f'  a  \n\tb \nNegative prompt:   fog  \n  {LINE}  ', prompt='a\nb', negative='fog', **PLAIN)
infotext('colons in the prompt', f'Steps: up, light: low\n{LINE}', prompt='Steps: up, light: low', negative='', **PLAIN)
infotext('two pairs', 'a boat\nSteps: 4, Seed: 1', prompt='a boat\nSteps: 4, Seed: 1', negative='')
infotext('two pairs behind a negative prompt', 'a\nNegative prompt: b\nlight: 4, mood: 1', prompt='a', negative='b\nlight: 4, mood: 1')
infotext('quoted values', f'a\n{LINE}, Lora hashes: "one: 1, two: 2", Title: "say \\"hi\\", Steps: 3", Version: v1.9.4', prompt='a', negative='', a1111={'Lora hashes': 'one: 1, two: 2', 'Title': 'say "hi", Steps: 3', 'Version': 'v1.9.4'}, **PLAIN)
infotext('a quote that does not close', f'a\nTitle: "open, {LINE}', prompt='a', negative='', a1111={'Title': '"open'}, **PLAIN)
infotext('a quote with something behind it', f'a\n{LINE}, Title: "one" two, Model: m', prompt='a', negative='', a1111={'Title': '"one" two', 'Model': 'm'}, **PLAIN)
infotext('names with signs and letters beyond ASCII', f'a\n{LINE}, ADetailer mask-blur 2/3: 4, Größe: 3', prompt='a', negative='', a1111={'ADetailer mask-blur 2/3': '4', 'Größe': '3'}, **PLAIN)
infotext('templates', f'a red boat\nNegative prompt: fog\n{LINE}\nTemplate: a {{red|blue}} boat\nNegative Template: fog', prompt='a red boat', negative='fog', a1111={'Template': 'a {red|blue} boat', 'Negative Template': 'fog'}, **PLAIN)
infotext('a template of several lines', f'a red boat\n{LINE}\nTemplate: a {{red|\nblue}} boat', prompt='a red boat', negative='', a1111={'Template': 'a {red|\nblue} boat'}, **PLAIN)
infotext('a template with weights', f'a red boat\n{LINE}\nTemplate: (red:1.2), (blue:1.3), (sea:1.1), (sky:1.4)', prompt='a red boat', negative='', **PLAIN)
infotext('a negative template alone', f'a red boat\nNegative prompt: fog\n{LINE}\nNegative Template: {{fog|rain}}', prompt='a red boat', negative='fog', **PLAIN)
infotext('another extension behind the settings', f'a red boat\n{LINE}\nWildcard prompt: __colour__', prompt='a red boat', negative='', **PLAIN)
infotext('settings that do not begin with steps', 'a\nSampler: Euler, Seed: 5, Steps: 20', prompt='a', negative='', **PLAIN)
infotext('JSON as a prompt', f'{{"scene": "a boat"}}\n{LINE}', prompt='{"scene": "a boat"}', negative='', **PLAIN)
infotext('alternatives as a prompt', f'{{red|blue}} boat\n{LINE}', prompt='{red|blue} boat', negative='', **PLAIN)
infotext('a prompt alone', 'a boat, at sea', prompt='a boat, at sea', negative='')
infotext('alternatives alone', '{red|blue} boat', prompt='{red|blue} boat', negative='')
infotext('words in square brackets alone', '[red:blue:0.5] boat', prompt='[red:blue:0.5] boat', negative='')
infotext('a seed of 53 bits', f'a\nSteps: 20, Sampler: Euler, Seed: {2 ** 53 - 1}', prompt='a', steps=20, seed=2 ** 53 - 1)
infotext('a seed of 54 bits', f'a\nSteps: 20, Sampler: Euler, Seed: {2 ** 53 + 5}', prompt='a', steps=20, seed=5, a1111={'Seed': str(2 ** 53 + 5)})
infotext('a seed of 64 bits', f'a\nSteps: 20, Sampler: Euler, Seed: {BIG}', prompt='a', steps=20, seed=12345)
infotext('a negative seed', 'a\nSteps: 20, Sampler: Euler, Seed: -1', prompt='a', steps=20, seed=None)

# JSON of other tools: read, never a prompt.
fooocus = {
    'adm_guidance': '(1.5, 0.8, 0.3)', 'base_model': 'm', 'base_model_hash': '00', 'guidance_scale': 4, 'metadata_scheme': 'fooocus',
    'negative_prompt': NEGATIVE, 'performance': 'Speed', 'prompt': PROMPT, 'full_prompt': [PROMPT], 'resolution': '(640, 448)', 'sampler': 'dpmpp_2m_sde_gpu',
    'scheduler': 'karras', 'seed': '77', 'sharpness': 2, 'steps': 24, 'styles': '[]', 'version': 'Fooocus v2.5.5',
}
fooocus_said = {**SAID, 'guidance': 4, 'scheduler': 'dpmpp-2m-sde', 'sigmas': 'karras', 'tool': 'Fooocus'}
add('Fooocus, PNG', png([('parameters', json.dumps(fooocus), 'text'), ('fooocus_scheme', 'fooocus', 'text')]), **fooocus_said)
add('Fooocus, PNG, A1111 scheme', png([('parameters', INFOTEXT, 'text'), ('fooocus_scheme', 'a1111', 'text')]), **SAID)
for image_format in ('JPEG', 'WEBP'):
    tags = pillow_exif({0x9286: json.dumps(fooocus), 0x0131: 'Fooocus v2.5.5', 0x927c: 'fooocus'})
    add(f'Fooocus, {image_format}', save(image_format, exif=tags), **fooocus_said)
    tags = pillow_exif({0x9286: INFOTEXT, 0x0131: 'Fooocus v2.5.5', 0x927c: 'a1111'})
    add(f'Fooocus, {image_format}, A1111 scheme', save(image_format, exif=tags), **SAID)
add('Fooocus, JPEG, A1111 scheme in Chinese', save('JPEG', exif=pillow_exif({0x9286: chinese.encode(), 0x0131: 'Fooocus v2.5.5'})), **{**SAID, 'prompt': PROMPT.replace('a lighthouse', '一座灯塔 🗼')})

swarm = {
    'sui_image_params': {
        'prompt': PROMPT, 'negativeprompt': NEGATIVE, 'model': 'm', 'seed': 77, 'steps': 24, 'cfgscale': 6.5, 'width': 640, 'height': 448,
        'sampler': 'euler_ancestral', 'scheduler': 'karras', 'automaticvae': True,
    },
    'sui_extra_data': {'date': '2026-01-01'},
}
swarm_said = {**SAID, 'sigmas': 'karras', 'tool': 'SwarmUI'}
add('SwarmUI, PNG', text('parameters', json.dumps(swarm, indent=2)), **swarm_said)
for image_format in ('JPEG', 'WEBP'):
    comment = piexif.helper.UserComment.dump(json.dumps(swarm), encoding='unicode')
    add(f'SwarmUI, {image_format}', save(image_format, exif=exif(comment)), **swarm_said)
add('SwarmUI of old, in the name of the camera', png(exif=pillow_exif({0x0110: json.dumps(swarm)})), **swarm_said)
add('SwarmUI, a seed of 64 bits', text('parameters', {'sui_image_params': {**swarm['sui_image_params'], 'seed': BIG}}), **{**swarm_said, 'seed': 12345})

invoke = {
    'generation_mode': 'txt2img', 'positive_prompt': PROMPT, 'negative_prompt': NEGATIVE, 'width': 640, 'height': 448, 'seed': 77, 'cfg_scale': 6.5,
    'cfg_rescale_multiplier': 0.25, 'steps': 24, 'scheduler': 'dpmpp_2m_k', 'model': {'key': 'k', 'name': 'm'}, 'app_version': '5.0.0',
}
add('InvokeAI', text('invokeai_metadata', invoke), **{**SAID, 'scheduler': 'dpmpp-2m', 'sigmas': 'karras', 'rescale': 0.25, 'tool': 'InvokeAI'})
add('InvokeAI, packed', png([('invokeai_metadata', json.dumps(invoke), 'itxt compressed'), ('invokeai_graph', '{}', 'text')]), **{**SAID, 'scheduler': 'dpmpp-2m', 'tool': 'InvokeAI'})
older = {
    'model': 'stable diffusion', 'model_weights': 'm', 'app_version': '2.3.5',
    'image': {'prompt': [{'prompt': f'{PROMPT} [{NEGATIVE}]', 'weight': 1.0}], 'steps': 24, 'cfg_scale': 6.5, 'width': 640, 'height': 448, 'seed': 77, 'sampler': 'k_euler_a', 'type': 'txt2img'},
}
add('InvokeAI 2', text('sd-metadata', older), **{**SAID, 'tool': 'InvokeAI'})
add('InvokeAI 1', text('Dream', f'"{PROMPT} [{NEGATIVE}]" -s 24 -S 77 -W 640 -H 448 -C 6.5 -A k_euler_a'), **{**SAID, 'tool': 'InvokeAI'})

novel = {'prompt': PROMPT, 'steps': 24, 'height': 448, 'width': 640, 'scale': 6.5, 'uncond_scale': 0.0, 'cfg_rescale': 0.0, 'seed': 77, 'n_samples': 1,
         'noise_schedule': 'karras', 'sampler': 'k_euler_ancestral', 'controlnet_strength': 1.0, 'uc': NEGATIVE, 'request_type': 'PromptGenerateRequest'}
novel_texts = {'Title': 'AI generated image', 'Description': PROMPT, 'Software': 'NovelAI', 'Source': 'Stable Diffusion 1D44365E', 'Comment': json.dumps(novel)}
add('NovelAI', png([(key, value, 'text') for key, value in novel_texts.items()]), **{**SAID, 'sigmas': 'karras', 'tool': 'NovelAI'})
first = {key: value for key, value in novel.items() if key not in ('prompt', 'noise_schedule')}
add('NovelAI of old, whose prompt is the description', png([(key, value, 'text') for key, value in {**novel_texts, 'Comment': json.dumps(first)}.items()]), **{**SAID, 'tool': 'NovelAI'})
add('NovelAI, WEBP', save('WEBP', exif=exif(piexif.helper.UserComment.dump(json.dumps(novel_texts), encoding='unicode'))), **{**SAID, 'tool': 'NovelAI'})

draw = {'c': PROMPT, 'uc': NEGATIVE, 'steps': 24, 'seed': 77, 'scale': 6.5, 'sampler': 'DPM++ 2M Karras', 'size': '640x448', 'strength': 1, 'model': 'm', 'seed_mode': 'Scale Alike'}
xmp = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 6.0.0">\n   <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
    '      <rdf:Description rdf:about=""\n            xmlns:exif="http://ns.adobe.com/exif/1.0/"\n            xmlns:xmp="http://ns.adobe.com/xap/1.0/">\n'
    '         <exif:UserComment>\n            <rdf:Alt>\n               <rdf:li xml:lang="x-default">%s</rdf:li>\n            </rdf:Alt>\n'
    '         </exif:UserComment>\n         <xmp:CreatorTool>Draw Things</xmp:CreatorTool>\n      </rdf:Description>\n   </rdf:RDF>\n</x:xmpmeta>\n'
) % json.dumps(draw).replace('&', '&amp;').replace('"', '&quot;')
draw_said = {**SAID, 'scheduler': 'dpmpp-2m', 'sigmas': 'karras', 'strength': None, 'tool': 'Draw Things'}
add('Draw Things', png([('XML:com.adobe.xmp', xmp, 'itxt')]), **draw_said)
add('Draw Things, packed', png([('XML:com.adobe.xmp', xmp, 'itxt compressed')]), **draw_said)
for image_format in ('JPEG', 'WEBP'):
    add(f'Draw Things, {image_format}', save(image_format, xmp=xmp.encode()), **draw_said)
add('Draw Things, JPEG EXIF', save('JPEG', exif=exif(piexif.helper.UserComment.dump(json.dumps({**draw, 'strength': 0.4}), encoding='ascii'))), **{**draw_said, 'strength': 0.4})

easy = {'prompt': PROMPT, 'negative_prompt': NEGATIVE, 'seed': 77, 'use_stable_diffusion_model': 'm', 'sampler_name': 'euler_a', 'width': 640, 'height': 448,
        'num_inference_steps': 24, 'guidance_scale': 6.5, 'prompt_strength': 0.8}
shown = {'prompt': 'Prompt', 'negative_prompt': 'Negative Prompt', 'seed': 'Seed', 'use_stable_diffusion_model': 'Stable Diffusion model', 'sampler_name': 'Sampler',
         'width': 'Width', 'height': 'Height', 'num_inference_steps': 'Steps', 'guidance_scale': 'Guidance Scale', 'prompt_strength': 'Prompt Strength'}
easy_said = {**SAID, 'strength': 0.8, 'tool': 'Easy Diffusion'}
add('Easy Diffusion', png([(key, str(value), 'text') for key, value in easy.items()]), **easy_said)
add('Easy Diffusion, names as shown', png([(shown[key], str(value), 'text') for key, value in easy.items()]), **easy_said)
for image_format in ('JPEG', 'WEBP'):
    add(f'Easy Diffusion, {image_format}', save(image_format, exif=exif(piexif.helper.UserComment.dump(json.dumps(easy), encoding='unicode'))), **easy_said)

# ComfyUI: graphs.
sampler = {'seed': 77, 'steps': 24, 'cfg': 6.5, 'sampler_name': 'euler_ancestral', 'scheduler': 'karras', 'denoise': 1.0,
           'model': ['4', 0], 'positive': ['6', 0], 'negative': ['7', 0], 'latent_image': ['5', 0]}
graph = {
    '3': {'class_type': 'KSampler', 'inputs': sampler},
    '4': {'class_type': 'CheckpointLoaderSimple', 'inputs': {'ckpt_name': 'm.safetensors'}},
    '5': {'class_type': 'EmptyLatentImage', 'inputs': {'width': 640, 'height': 448, 'batch_size': 1}},
    '6': {'class_type': 'CLIPTextEncode', 'inputs': {'text': PROMPT, 'clip': ['4', 1]}},
    '7': {'class_type': 'CLIPTextEncode', 'inputs': {'text': NEGATIVE, 'clip': ['4', 1]}},
    '8': {'class_type': 'VAEDecode', 'inputs': {'samples': ['3', 0], 'vae': ['4', 2]}, 'is_changed': float('nan')},
    '9': {'class_type': 'SaveImage', 'inputs': {'filename_prefix': 'x', 'images': ['8', 0]}},
}
comfy_said = {**SAID, 'sigmas': 'karras', 'strength': None, 'tool': 'ComfyUI'}


def comfy(name, changed, **expected):
    add(f'ComfyUI, {name}', png([('prompt', json.dumps({**graph, **changed}), 'text'), ('workflow', '{"nodes": []}', 'text')]), **{**comfy_said, **expected})


def node(kind, **inputs):
    return {'class_type': kind, 'inputs': inputs}


comfy('PNG with NaN', {})
add('ComfyUI, PNG packed', png([('prompt', json.dumps(graph), 'ztxt')]), **comfy_said)
comfy('a seed of 64 bits', {'3': node('KSampler', **{**sampler, 'seed': BIG})}, seed=12345)
comfy('an advanced sampler', {'3': node('KSamplerAdvanced', **{**{k: v for k, v in sampler.items() if k not in ('seed', 'denoise')}, 'noise_seed': 77, 'add_noise': 'enable'})})
comfy('a picture as the source', {'3': node('KSampler', **{**sampler, 'denoise': 0.55, 'latent_image': ['20', 0]}), '20': node('VAEEncode', pixels=['21', 0], vae=['4', 2]), '21': node('LoadImage', image='a.png')},
      strength=0.55, size=None)
comfy('a seed that another node holds', {'3': node('KSampler', **{**sampler, 'seed': ['30', 0]}), '30': node('PrimitiveInt', value=77)})
comfy('texts that other nodes hold', {'6': node('CLIPTextEncode', text=['31', 0], clip=['4', 1]), '31': node('PrimitiveString', value=PROMPT)})
comfy('control between', {'3': node('KSampler', **{**sampler, 'positive': ['40', 0], 'negative': ['40', 1]}), '40': node('ControlNetApplyAdvanced', positive=['6', 0], negative=['7', 0], strength=1.0)})
comfy('a second sampler that refines', {'1': node('KSampler', **{**sampler, 'steps': 9, 'denoise': 0.3, 'latent_image': ['41', 0]}), '41': node('LatentUpscale', samples=['3', 0], width=1280, height=896)})
comfy('SDXL encoders', {'6': node('CLIPTextEncodeSDXL', text_g=PROMPT, text_l=PROMPT, width=1024, height=1024, clip=['4', 1]), '7': node('CLIPTextEncodeSDXL', text_g=NEGATIVE, text_l=NEGATIVE, clip=['4', 1])})
flux = {
    '13': node('SamplerCustomAdvanced', noise=['25', 0], guider=['22', 0], sampler=['16', 0], sigmas=['17', 0], latent_image=['5', 0]),
    '16': node('KSamplerSelect', sampler_name='euler'), '17': node('BasicScheduler', scheduler='simple', steps=24, denoise=1, model=['12', 0]),
    '22': node('BasicGuider', model=['12', 0], conditioning=['26', 0]), '25': node('RandomNoise', noise_seed=77), '26': node('FluxGuidance', guidance=3.5, conditioning=['6', 0]),
    '12': node('UNETLoader', unet_name='f.safetensors'), '5': graph['5'], '6': graph['6'],
}
add('ComfyUI, parts put together', text('prompt', flux), **{**SAID, 'negative': '', 'guidance': None, 'scheduler': 'euler', 'tool': 'ComfyUI'})
for image_format in ('JPEG', 'WEBP'):
    add(f'ComfyUI, {image_format}, as the camera', save(image_format, exif=pillow_exif({0x0110: f'prompt:{json.dumps(graph)}', 0x010f: 'workflow:{"nodes": []}'})), **comfy_said)
    add(f'ComfyUI, {image_format}, as the maker', save(image_format, exif=pillow_exif({0x010f: f'Prompt:{json.dumps(graph)}', 0x010e: 'Workflow:{"nodes": []}'})), **comfy_said)
    comment = piexif.helper.UserComment.dump(json.dumps({'prompt': graph, 'workflow': {'nodes': []}}), encoding='unicode')
    add(f'ComfyUI, {image_format}, as the comment', save(image_format, exif=exif(comment)), **comfy_said)
add('ComfyUI, with A1111 text beside', png([('parameters', INFOTEXT, 'text'), ('prompt', json.dumps({**graph, '3': node('KSampler', **{**sampler, 'seed': 1})}), 'text')]), **SAID)

infotext('unknown JSON with words of the field', json.dumps({'prompt': PROMPT, 'steps': 24, 'seed': 77, 'maker': 'somebody'}), prompt=PROMPT, negative='', steps=24, seed=77, tool='unknown')
add('unknown JSON', text('parameters', {'scene': 'a boat', 'Steps: 1, Seed: 2, Size': 'x: 1, yy: 2, zz: 3'}))
add('JSON that is cut off', text('parameters', json.dumps(swarm)[:90]))
add('what Python prints of an object', text('parameters', str({'prompt': 'a boat', 'steps': 3})))
add('a list as JSON', text('parameters', [{'prompt': 'a boat'}]))
add('a workflow alone', text('workflow', {'nodes': [], 'links': []}))

(GOLDEN / 'metadata').mkdir(exist_ok=True)
(GOLDEN / 'metadata' / 'pictures.json').write_text(json.dumps({
    'provenance': 'scripts/golden/metadata.py, Pillow 13.0.0, piexif 1.1.3',
    'pictures': pictures,
}, ensure_ascii=False, indent=1) + '\n')
print(len(pictures), 'pictures')
