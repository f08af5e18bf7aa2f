"""How the original code of FLUX.1, SD3 and SD 2.x names what diffusers names otherwise.

A layer of the original may be several of diffusers one above the other (rows of the weight): `img_attn.qkv` is to_q, to_k, to_v.
`~` before a name: its two halves lie the other way round (shift, scale against scale, shift).
"""


def flux(doubles, singles):
    names = {
        'img_in': ['x_embedder'],
        'txt_in': ['context_embedder'],
        'final_layer.linear': ['proj_out'],
        'final_layer.adaLN_modulation.1': ['~norm_out.linear'],
    }
    for ours, theirs in (('time_in', 'timestep_embedder'), ('vector_in', 'text_embedder'), ('guidance_in', 'guidance_embedder')):
        names[ours + '.in_layer'] = [f'time_text_embed.{theirs}.linear_1']
        names[ours + '.out_layer'] = [f'time_text_embed.{theirs}.linear_2']
    for i in range(doubles):
        block = f'transformer_blocks.{i}.'
        for side, attention, out, feed, norm in (
            ('img', ('to_q', 'to_k', 'to_v'), 'to_out.0', 'ff', 'norm1'),
            ('txt', ('add_q_proj', 'add_k_proj', 'add_v_proj'), 'to_add_out', 'ff_context', 'norm1_context'),
        ):
            at = f'double_blocks.{i}.{side}_'
            names[at + 'attn.qkv'] = [f'{block}attn.{one}' for one in attention]
            names[at + 'attn.proj'] = [f'{block}attn.{out}']
            names[at + 'mlp.0'] = [f'{block}{feed}.net.0.proj']
            names[at + 'mlp.2'] = [f'{block}{feed}.net.2']
            names[at + 'mod.lin'] = [f'{block}{norm}.linear']
    for i in range(singles):
        block = f'single_transformer_blocks.{i}.'
        names[f'single_blocks.{i}.linear1'] = [block + one for one in ('attn.to_q', 'attn.to_k', 'attn.to_v', 'proj_mlp')]
        names[f'single_blocks.{i}.linear2'] = [block + 'proj_out']
        names[f'single_blocks.{i}.modulation.lin'] = [block + 'norm.linear']
    return names


def sd3(blocks):
    names = {
        'x_embedder.proj': ['pos_embed.proj'],
        'context_embedder': ['context_embedder'],
        'final_layer.linear': ['proj_out'],
        'final_layer.adaLN_modulation.1': ['~norm_out.linear'],
    }
    for ours, theirs in (('t_embedder', 'timestep_embedder'), ('y_embedder', 'text_embedder')):
        names[ours + '.mlp.0'] = [f'time_text_embed.{theirs}.linear_1']
        names[ours + '.mlp.2'] = [f'time_text_embed.{theirs}.linear_2']
    for i in range(blocks):
        block, last = f'transformer_blocks.{i}.', i == blocks - 1
        at = f'joint_blocks.{i}.x_block.'
        names[at + 'attn.qkv'] = [f'{block}attn.{one}' for one in ('to_q', 'to_k', 'to_v')]
        names[at + 'attn.proj'] = [block + 'attn.to_out.0']
        names[at + 'mlp.fc1'] = [block + 'ff.net.0.proj']
        names[at + 'mlp.fc2'] = [block + 'ff.net.2']
        names[at + 'adaLN_modulation.1'] = [block + 'norm1.linear']
        at = f'joint_blocks.{i}.context_block.'
        names[at + 'attn.qkv'] = [f'{block}attn.{one}' for one in ('add_q_proj', 'add_k_proj', 'add_v_proj')]
        names[at + 'adaLN_modulation.1'] = [('~' if last else '') + block + 'norm1_context.linear']
        if not last:
            names[at + 'attn.proj'] = [block + 'attn.to_add_out']
            names[at + 'mlp.fc1'] = [block + 'ff_context.net.0.proj']
            names[at + 'mlp.fc2'] = [block + 'ff_context.net.2']
    return names


def unet(paths, layers):
    """Original names of a UNet's layers, for models with `layers` residual blocks a block whose up blocks all but the last have upsamplers."""
    inside = {'conv1': 'in_layers.2', 'conv2': 'out_layers.3', 'time_emb_proj': 'emb_layers.1', 'conv_shortcut': 'skip_connection'}
    alone = {
        'conv_in': 'input_blocks.0.0', 'conv_out': 'out.2', 'time_embedding.linear_1': 'time_embed.0', 'time_embedding.linear_2': 'time_embed.2',
    }
    crossed = {path.split('.')[1] for path in paths if path.startswith('up_blocks.') and 'attentions' in path}
    names = {}
    for path in paths:
        if path in alone:
            names[alone[path]] = [path]
            continue
        side, *rest = path.split('.')
        if side == 'mid_block':
            kind, at, *tail = rest
            spot = 'middle_block.' + str(1 if kind == 'attentions' else 2 * int(at))
        else:
            block, kind, at, *tail = rest
            down = side == 'down_blocks'
            step = int(block) * (layers + 1) + (int(at) if kind in ('resnets', 'attentions') else layers)
            entry = {'resnets': 0, 'attentions': 1, 'downsamplers': 0, 'upsamplers': 2 if block in crossed else 1}[kind]
            spot = f'{"input" if down else "output"}_blocks.{step + (1 if down else 0)}.{entry}'
            if kind == 'downsamplers':
                tail = ['op']
        names['.'.join([spot, *(inside.get(part, part) for part in tail)])] = [path]
    return names
