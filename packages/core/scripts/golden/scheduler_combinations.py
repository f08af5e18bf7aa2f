"""Writes golden/schedulers/combinations.json: img2img runs of diffusers' schedulers with settings thrown together at random.

    python packages/core/scripts/golden/scheduler_combinations.py        (diffusers 0.39.0, torch, scipy, torchsde)

The hand-picked cases beside it try one thing at a time; these try what meets by chance: spacings with sigmas, orders with prediction types,
thresholding, cuts, the caller's own timesteps. What diffusers refuses or turns into NaN is left out. Each case also runs in float64 (the same
code, its float32 replaced); `float32Deviation` is the distance, by which the test knows how far float32 itself is from the answer.
"""

import base64
import importlib
import inspect
import json
import math
import random
import types
import warnings
from pathlib import Path

import diffusers
import numpy as np
import torch

warnings.filterwarnings("ignore")
diffusers.utils.logging.set_verbosity_error()
torch.set_num_threads(1)

MODULES = {
    "DDIMScheduler": "ddim",
    "DDPMScheduler": "ddpm",
    "PNDMScheduler": "pndm",
    "LMSDiscreteScheduler": "lms_discrete",
    "EulerDiscreteScheduler": "euler_discrete",
    "EulerAncestralDiscreteScheduler": "euler_ancestral_discrete",
    "HeunDiscreteScheduler": "heun_discrete",
    "KDPM2DiscreteScheduler": "k_dpm_2_discrete",
    "KDPM2AncestralDiscreteScheduler": "k_dpm_2_ancestral_discrete",
    "DPMSolverMultistepScheduler": "dpmsolver_multistep",
    "DPMSolverSinglestepScheduler": "dpmsolver_singlestep",
    "DPMSolverSDEScheduler": "dpmsolver_sde",
    "UniPCMultistepScheduler": "unipc_multistep",
    "DEISMultistepScheduler": "deis_multistep",
    "SASolverScheduler": "sasolver",
    "LCMScheduler": "lcm",
    "TCDScheduler": "tcd",
    "FlowMatchEulerDiscreteScheduler": "flow_match_euler_discrete",
    "FlowMatchHeunDiscreteScheduler": "flow_match_heun_discrete",
    "EDMEulerScheduler": "edm_euler",
    "EDMDPMSolverMultistepScheduler": "edm_dpmsolver_multistep",
}
SHAPE = (1, 4, 4, 4)
SPACED = ["use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas"]
BETAS = [
    {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"},
    {"beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "linear"},
    {"beta_start": 0.0015, "beta_end": 0.0195, "beta_schedule": "scaled_linear"},
    {"beta_schedule": "squaredcos_cap_v2"},
    {},
]

# Settings of one class, each with its choices; every one is left out now and then.
OWN = {
    "PNDMScheduler": {"skip_prk_steps": [True, True, False]},
    "DDPMScheduler": {"variance_type": ["fixed_small", "fixed_small_log", "fixed_large"]},
    "EulerDiscreteScheduler": {
        "interpolation_type": ["linear", "linear", "log_linear"],
        "timestep_type": ["discrete", "discrete", "continuous"],
    },
    "DPMSolverMultistepScheduler": {
        "solver_order": [1, 2, 3],
        "solver_type": ["midpoint", "heun", "bh2"],
        "algorithm_type": ["dpmsolver++", "sde-dpmsolver++", "dpmsolver"],
        "lower_order_final": [True, False],
        "euler_at_final": [True, False],
        "use_lu_lambdas": [False, False, False, True],
        "lambda_min_clipped": [-float("inf"), -5.1],
    },
    "DPMSolverSinglestepScheduler": {
        "solver_order": [1, 2, 3],
        "solver_type": ["midpoint", "heun"],
        "algorithm_type": ["dpmsolver++", "sde-dpmsolver++", "dpmsolver"],
        "lower_order_final": [True, False],
    },
    "UniPCMultistepScheduler": {
        "solver_order": [1, 2, 3],
        "solver_type": ["bh1", "bh2"],
        "predict_x0": [True, True, False],
        "lower_order_final": [True, True, False],
        "disable_corrector": [[], [0, 2, 5]],
    },
    "DEISMultistepScheduler": {"solver_order": [1, 2, 3], "lower_order_final": [True, False]},
    "SASolverScheduler": {
        "predictor_order": [1, 2, 3],
        "corrector_order": [1, 2, 3, 4],
        "algorithm_type": ["data_prediction", "data_prediction", "noise_prediction"],
        "lower_order_final": [True, False],
    },
    "LCMScheduler": {"original_inference_steps": [50, 100], "timestep_scaling": [10.0, 3.0]},
    "TCDScheduler": {"original_inference_steps": [50, 100]},
    "FlowMatchEulerDiscreteScheduler": {
        "use_dynamic_shifting": [True, False, False],
        "time_shift_type": ["exponential", "linear"],
        "shift_terminal": [None, None, 0.02, 0.1],
        "stochastic_sampling": [False, False, True],
    },
    "EDMDPMSolverMultistepScheduler": {
        "solver_order": [1, 2, 3],
        "solver_type": ["midpoint", "heun"],
        "algorithm_type": ["dpmsolver++", "sde-dpmsolver++"],
        "euler_at_final": [True, False],
    },
}


def some(dice, choices):
    return {key: dice.choice(values) for key, values in choices.items() if dice.random() < 0.7}


def settings(name, dice):
    own = some(dice, OWN.get(name, {}))
    if name.startswith("FlowMatch"):
        spaced = {dice.choice(SPACED): True} if "Euler" in name and dice.random() < 0.3 else {}
        return {"shift": dice.choice([1.0, 2.0, 3.0, 5.5]), **own, **spaced}
    if name.startswith("EDM"):
        edm = {
            "prediction_type": ["epsilon", "v_prediction"],
            "sigma_schedule": ["karras", "exponential"],
            "sigma_min": [0.002, 0.02],
            "sigma_max": [20.0, 80.0],
            "sigma_data": [0.5, 1.0],
            "rho": [3.0, 7.0],
        }
        return {**some(dice, edm), **own}
    common = {
        "prediction_type": ["epsilon", "epsilon", "v_prediction", "sample"],
        "timestep_spacing": ["leading", "linspace", "trailing"],
        "steps_offset": [0, 1, 1, 3],
        "rescale_betas_zero_snr": [False, False, False, True],
        "thresholding": [False, False, False, True],
        "sample_max_value": [1.0, 1.5],
        "clip_sample": [False, False, True],
        "set_alpha_to_one": [True, False],
        "final_sigmas_type": ["zero", "zero", "sigma_min"],
    }
    config = {**dice.choice(BETAS), **some(dice, common), **own}
    if dice.random() < 0.4:
        config[dice.choice(SPACED)] = True
    if config.get("algorithm_type") == "dpmsolver":
        config["final_sigmas_type"] = "sigma_min"
    return config


def network(x, t):
    v = x.detach().numpy().astype(np.float64)
    flat = v.ravel()
    out = 0.6 * flat + 0.3 * np.sin(3 * np.roll(flat, -1)) + 0.1 * math.cos(float(t) / 1000)
    return torch.from_numpy(out.reshape(v.shape)).to(x.dtype)


doubled = {}


def in_double(name):
    """The module of a scheduler with every float32 replaced by float64."""
    if name not in doubled:
        module = importlib.import_module(f"diffusers.schedulers.scheduling_{MODULES[name]}")
        source = Path(module.__file__).read_text()
        for single in ("torch.float32", "np.float32"):
            source = source.replace(single, single.replace("32", "64"))
        source = source.replace("torch.Tensor([0.25", "torch.tensor([0.25")
        copy = types.ModuleType(module.__name__ + "_double")
        copy.__package__, copy.__file__ = "diffusers.schedulers", module.__file__
        exec(compile(source, module.__file__, "exec"), copy.__dict__)
        doubled[name] = copy
    return doubled[name]


def run(name, module, config, call, latents, noise, draw, told=None):
    """One img2img run: what the network is told, the noisy start and every prev_sample."""
    known = inspect.signature(getattr(module, name).__init__).parameters
    scheduler = getattr(module, name)(**{key: value for key, value in config.items() if key in known})
    if hasattr(module, "randn_tensor"):
        module.randn_tensor = lambda *args, **kwargs: draw()
    scheduler.set_timesteps(**call["set"])
    steps = len(scheduler.timesteps) if call["own"] else call["set"]["num_inference_steps"]
    if call["slicing"] == "flow":
        start = int(max(steps - min(steps * call["strength"], steps), 0))
    else:
        start = 0 if call["slicing"] == "lcm" else steps - min(int(steps * call["strength"]), steps)
    if start >= steps or start * scheduler.order >= len(scheduler.timesteps):
        return None
    timesteps = scheduler.timesteps[start * scheduler.order :]
    if call["slicing"] != "lcm" and hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(start * scheduler.order)
    if name.startswith("FlowMatch"):
        first = timesteps[:1] if "Euler" in name else timesteps[0]
        x = scheduler.scale_noise(latents, first, noise)
    else:
        x = scheduler.add_noise(latents, noise, timesteps[:1])
    noisy = x
    if name == "DPMSolverSDEScheduler":
        scheduler.noise_sampler = lambda *args: draw()
    samples = []
    for index, t in enumerate(timesteps):
        scaled = scheduler.scale_model_input(x, t) if hasattr(scheduler, "scale_model_input") else x
        out = network(scaled, told[index] if told else t)
        x = scheduler.step(out, t, x, **call["step"]).prev_sample
        samples.append(x.double().numpy().copy())
    whole = scheduler.timesteps.dtype == torch.int64
    return [float(t) for t in timesteps], whole, noisy, np.stack(samples)


def packed(array):
    array = np.asarray(array, dtype="<f4")
    return {"dims": list(array.shape), "f32": base64.b64encode(array.tobytes()).decode()}


def calls(name, config, dice):
    """How a run is started: the arguments of set_timesteps and step, strength and the rule that cuts."""
    module = importlib.import_module(f"diffusers.schedulers.scheduling_{MODULES[name]}")
    scheduler = getattr(module, name)
    steps, strength = dice.choice([1, 2, 3, 4, 5, 6, 8, 12, 16, 20]), dice.choice([1.0, 0.8, 0.6, 0.5, 0.35, 0.1])
    item = {"steps": steps, "strength": strength, "slicing": "flow" if name.startswith("FlowMatch") else "sd"}
    arguments, step = {"num_inference_steps": steps}, {}
    if config.get("use_dynamic_shifting"):
        item["mu"] = arguments["mu"] = dice.choice([0.6, 1.1])
    accepts = inspect.signature(scheduler.set_timesteps).parameters
    own = "timesteps" in accepts and dice.random() < 0.15 and not any(config.get(key) for key in [*SPACED, "use_lu_lambdas"])
    if own:
        own_steps = sorted(dice.sample(range(1, 1000), min(steps, 6)), reverse=True)
        arguments = {"timesteps": own_steps, **({"mu": item["mu"]} if "mu" in item else {})}
        item["customTimesteps"] = own_steps
    elif name in ("LCMScheduler", "TCDScheduler") and dice.random() < 0.5:
        item["slicing"], arguments["strength"] = "lcm", strength
    if "eta" in inspect.signature(scheduler.step).parameters:
        item["eta"] = step["eta"] = dice.choice([0.0, 0.3, 1.0])
    return item, {"set": arguments, "step": step, "own": own, "strength": strength, "slicing": item["slicing"]}


def case(name, seed):
    dice = random.Random(f"{name} {seed}")
    config = settings(name, dice)
    item, call = calls(name, config, dice)
    generator = torch.Generator().manual_seed(seed)
    draws = []

    def draw():
        draws.append(torch.randn(SHAPE, generator=generator, dtype=torch.float32))
        return draws[-1]

    module = importlib.import_module(f"diffusers.schedulers.scheduling_{MODULES[name]}")
    single = run(name, module, config, call, LATENTS, NOISE, draw)
    if single is None or len(single[0]) > 8:
        return None
    told, whole, noisy, samples = single
    torch.set_default_dtype(torch.float64)
    try:
        again = iter(draws)
        exact = run(name, in_double(name), config, call, LATENTS.double(), NOISE.double(), lambda: next(again).double(), told)
    finally:
        torch.set_default_dtype(torch.float32)
    if not np.isfinite(samples).all() or not np.isfinite(exact[3]).all() or np.abs(samples).max() > 1e5:
        return None
    deviation = max(np.abs(a - b).max() / (1 + np.abs(b).max()) for a, b in zip(samples, exact[3]))
    if deviation > 1e-4:
        return None  # float32 says too little here
    item = {"name": f"{seed}", "config": {"_class_name": name, **config}, **item}
    item |= {"timesteps": [float(f"{t:.9g}") for t in told], "timestepType": "int64" if whole else "float32"}
    item |= {"noisy": packed(noisy), "prevSamples": packed(samples), "float32Deviation": float(f"{deviation:.3g}")}
    if draws:
        item["noise"] = packed(torch.stack(draws).numpy())
    return item


generator = torch.Generator().manual_seed(99)
LATENTS = torch.randn(SHAPE, generator=generator) * 0.8
NOISE = torch.randn(SHAPE, generator=generator)
files = []
for name in MODULES:
    cases, seed = [], 0
    while len(cases) < 8 and seed < 400:
        try:
            found = case(name, seed)
        except (ValueError, NotImplementedError, UnboundLocalError, RuntimeError, AssertionError):
            found = None  # diffusers refuses this combination
        if found:
            cases.append(found)
        seed += 1
    files.append({"scheduler": name, "latents": packed(LATENTS), "startNoise": packed(NOISE), "cases": cases})
    print(name, len(cases), "of", seed)

path = Path(__file__).parents[2] / "golden/schedulers/combinations.json"
# JSON has no infinity; diffusers writes it bare, but this file is read with JSON.parse.
text = json.dumps(files, separators=(",", ":")).replace('"lambda_min_clipped":-Infinity,', "")
path.write_text(text.replace(',"lambda_min_clipped":-Infinity', "") + "\n")
