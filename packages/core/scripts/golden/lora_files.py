"""Small LoRA files with random weights and, written down once more in torch, what each kind of layer adds to a weight.

The formulas are LyCORIS's (https://github.com/KohakuBlueleaf/LyCORIS, arXiv 2309.14859): LoRA and LoCon (2106.09685), LoHa (2108.06098), LoKr,
DoRA (2402.09353). `loras.py` compares them with what the library itself paints.
"""
import json
import re

import torch
from lycoris.functional import factorization
from lycoris.modules.full import FullModule
from lycoris.modules.locon import LoConModule
from lycoris.modules.loha import LohaModule
from lycoris.modules.lokr import LokrModule
from lycoris.modules.norms import NormModule
from safetensors.torch import save_file

KINDS = {'lora': LoConModule, 'loha': LohaModule, 'lokr': LokrModule, 'full': FullModule, 'norm': NormModule}


def change(known, shape):
    """What a layer's tensors add to a weight of this shape at full strength, in float64; DoRA left out."""
    t = {name: value.double() for name, value in known.items()}
    if 'diff' in t:
        return t['diff'].reshape(shape)
    if 'w_norm' in t:
        return t['w_norm']
    alpha = t.get('alpha')

    def scale(rank):
        return 1.0 if alpha is None or alpha == 0 else float(alpha) / rank

    if 'lora_down.weight' in t:
        up, down = t['lora_up.weight'], t['lora_down.weight']
        rank = down.shape[0]
        if 'lora_mid.weight' in t:
            added = torch.einsum('op,pq...,qi->oi...', up.flatten(1), t['lora_mid.weight'], down.flatten(1))
        else:
            added = up.flatten(1) @ down.flatten(1)
    elif 'hada_w1_a' in t:
        rank = t['hada_w1_b'].shape[0]
        halves = []
        for n in '12':
            a, b, core = t[f'hada_w{n}_a'], t[f'hada_w{n}_b'], t.get(f'hada_t{n}')
            halves.append(a @ b if core is None else torch.einsum('pq...,po,qi->oi...', core, a, b).contiguous())
        added = halves[0] * halves[1]
    else:
        rank = None
        if 'lokr_w1' in t:
            first = t['lokr_w1']
        else:
            first, rank = t['lokr_w1_a'] @ t['lokr_w1_b'], t['lokr_w1_b'].shape[0]
        if 'lokr_w2' in t:
            second = t['lokr_w2']
        else:
            a, b, core = t['lokr_w2_a'], t['lokr_w2_b'], t.get('lokr_t2')
            second = a @ b if core is None else torch.einsum('pq...,po,qi->oi...', core, a, b).contiguous()
            rank = b.shape[0]
        if rank is None:
            return torch.kron(first.reshape(*first.shape, *[1] * (second.dim() - 2)), second).reshape(shape)
        added = torch.kron(first.reshape(*first.shape, *[1] * (second.dim() - 2)), second)
    return added.reshape(shape) * scale(rank)


def norms(weight, like):
    """Norms over all axes but the one that `dora_scale` spans: [out, 1, …] rows, [1, in, …] columns."""
    over = [axis for axis in range(weight.dim()) if axis != (0 if like.shape[0] == weight.shape[0] and like.shape[1] == 1 else 1)]
    return weight.square().sum(over, keepdim=True).sqrt()


def changed(known, weight, multiplier, reading='line'):
    """The weight under a LoRA of this multiplier.

    DoRA has two readings for multipliers other than 1. `line`: from the plain weight towards the decomposed one (ComfyUI, A1111, and
    `apply_dora_scale` of LyCORIS). `lycoris`: LyCORIS's modules, which bring in the low-rank part whole and scale only the magnitude.
    """
    plain = weight.double()
    if 'dora_scale' not in known:
        return plain + multiplier * change(known, weight.shape)
    moved = plain + change(known, weight.shape)
    quotient = known['dora_scale'].double() / norms(moved, known['dora_scale'])
    if reading == 'lycoris':
        return moved * (1 + multiplier * (quotient - 1))
    return plain + multiplier * (moved * quotient - plain)


def layer(module, kind, generator, *, rank=2, alpha=1.0, gain=0.5, dora=None, dtype=torch.float32, stated=None, **options):
    """One layer's tensors under LyCORIS's names, random, changing the weight by about `gain` of its size.

    `dora`: 'out' or 'in', the axis that keeps its own norms. `stated`: an alpha to write that LyCORIS does not heed.
    """
    if kind in ('full', 'norm'):
        made = KINDS[kind]('', module)
    else:
        made = KINDS[kind]('', module, 1, rank, alpha, weight_decompose=bool(dora), wd_on_out=dora != 'in', **options)
    known = {name: value.detach().clone() for name, value in made.state_dict().items()}
    for name, value in known.items():
        if name not in ('alpha', 'dora_scale'):
            known[name] = torch.randn(value.shape, generator=generator)
    if 'alpha' in known:
        known['alpha'] = torch.tensor(float(alpha if stated is None else stated))
    size = gain * module.weight.detach().norm() / change(known, module.weight.shape).norm()
    first = next(name for name in known if name not in ('alpha', 'dora_scale'))
    known[first] = known[first] * size
    for name in ('diff_b', 'b_norm'):
        if name in known:
            known[name] = known[name] * 0.2
    known = {name: value.to(dtype) for name, value in known.items()}
    if dora:
        whole = {name: value for name, value in known.items() if name != 'dora_scale'}
        moved = module.weight.detach().double() + change(whole, module.weight.shape)
        known['dora_scale'] = (norms(moved, known['dora_scale']) * (0.5 + torch.rand(known['dora_scale'].shape, generator=generator))).to(dtype)
    return {name: value.contiguous() for name, value in known.items()}


def lycoris_module(module, known, multiplier):
    """LyCORIS's own module over `module`, holding these tensors. Built by hand: its loader takes the wrong rank from `lokr_t2` files and cannot hold
    a `dora_scale` of input norms."""
    t = {name: value.float() for name, value in known.items()}
    if 'diff' in t or 'w_norm' in t:
        made = (FullModule if 'diff' in t else NormModule)('', module, multiplier)
        names = {'diff': 'weight', 'diff_b': 'bias'}
    else:
        kind = next(kind for kind, mark in (('lora', 'lora_'), ('loha', 'hada_'), ('lokr', 'lokr_')) if any(mark in name for name in t))
        pairs = [name for name in ('lora_down.weight', 'hada_w1_b', 'lokr_w1_b', 'lokr_w2_b') if name in t]
        rank = t[pairs[-1]].shape[0] if pairs else 1
        options = {}
        if kind == 'lokr':
            first = t['lokr_w1'].shape if 'lokr_w1' in t else (t['lokr_w1_a'].shape[0], t['lokr_w1_b'].shape[1])
            wide = module.weight.shape[:2]
            factor = next(one for one in (-1, *range(1, 99)) if all(factorization(side, one)[0] == part for side, part in zip(wide, first)))
            options = {'factor': factor, 'decompose_both': 'lokr_w1' not in t, 'full_matrix': 'lokr_w2' in t}
        dora = t.get('dora_scale')
        made = KINDS[kind](
            '', module, multiplier, rank, float(t['alpha']), use_tucker=any('mid' in name or '_t' in name for name in t),
            weight_decompose=dora is not None, wd_on_out=dora is None or dora.shape[0] != 1, **options,
        )
        names = {}
    own = dict(made.named_parameters())
    for name, value in t.items():
        if name != 'alpha':
            assert own[names.get(name, name)].shape == value.shape, (name, own[names.get(name, name)].shape, value.shape)
            own[names.get(name, name)].data.copy_(value)
    made.eval()
    return made


def by_layer(tensors):
    layers = {}
    for key, value in tensors.items():
        name, part = key.split('.', 1)
        layers.setdefault(name, {})[part] = value
    return layers


def underscored(prefix, module):
    """Layers by kohya's name: the path with `_` for `.`."""
    return {f'{prefix}_{path}'.replace('.', '_'): inner for path, inner in module.named_modules() if path}


def write(file, tensors, metadata=None):
    save_file({name: value.contiguous() for name, value in tensors.items()}, file, metadata)


def dumped(case):
    """JSON with a few digits where many say nothing."""
    return re.sub(r'(\d\.\d{6})\d+', r'\1', json.dumps(case)) + '\n'
