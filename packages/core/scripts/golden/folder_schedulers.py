"""Writes golden/schedulers/folders.json: which scheduler a model folder means, for every class that its model_index.json may name.

    python packages/core/scripts/golden/folder_schedulers.py        (diffusers 0.39.0, torch, scipy, torchsde)

The class named there reads a scheduler_config.json that another class may have saved, as `from_pretrained` does it; then
StableDiffusionImg2ImgPipeline changes its config and cuts the timesteps by the strength. The texts are what Python writes, infinities
included.
"""

import json
import tempfile
import warnings
from pathlib import Path

import diffusers
from diffusers import StableDiffusionImg2ImgPipeline

warnings.filterwarnings("ignore")
diffusers.utils.logging.set_verbosity_error()

SD = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000}

CLASSES = [
    "DDIMScheduler",
    "DDIMParallelScheduler",
    "DDPMScheduler",
    "DDPMParallelScheduler",
    "PNDMScheduler",
    "LCMScheduler",
    "TCDScheduler",
    "LMSDiscreteScheduler",
    "EulerDiscreteScheduler",
    "EulerAncestralDiscreteScheduler",
    "HeunDiscreteScheduler",
    "KDPM2DiscreteScheduler",
    "KDPM2AncestralDiscreteScheduler",
    "DPMSolverSDEScheduler",
    "DPMSolverMultistepScheduler",
    "DPMSolverSinglestepScheduler",
    "UniPCMultistepScheduler",
    "DEISMultistepScheduler",
    "SASolverScheduler",
]

CONFIGS = {
    "empty": {},
    "without a class": {**SD, "steps_offset": 1, "timestep_spacing": "trailing"},
    "of an unknown class": {**SD, "_class_name": "MyScheduler", "steps_offset": 2},
    "PNDM, old": {**SD, "_class_name": "PNDMScheduler", "skip_prk_steps": True, "steps_offset": 1, "set_alpha_to_one": False},
    "DPM, saved": {**diffusers.DPMSolverMultistepScheduler(**SD, use_karras_sigmas=True).config, "_class_name": "DPMSolverMultistepScheduler"},
    "singlestep, saved": {**diffusers.DPMSolverSinglestepScheduler(**SD).config, "_class_name": "DPMSolverSinglestepScheduler"},
    "SA-Solver, saved": {**diffusers.SASolverScheduler(**SD, timestep_spacing="leading").config, "_class_name": "SASolverScheduler"},
    "Euler, saved": {
        **diffusers.EulerDiscreteScheduler(**SD, prediction_type="v_prediction", timestep_spacing="trailing").config,
        "_class_name": "EulerDiscreteScheduler",
    },
    "LCM, saved": {**diffusers.LCMScheduler(original_inference_steps=40).config, "_class_name": "LCMScheduler"},
}


def timesteps(class_name, text, steps, strength):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "scheduler_config.json").write_text(text)
        scheduler = getattr(diffusers, class_name).from_pretrained(folder)
    pipeline = StableDiffusionImg2ImgPipeline(None, None, None, None, scheduler, None, None, requires_safety_checker=False)
    scheduler.set_timesteps(steps)
    kept, _ = pipeline.get_timesteps(steps, strength, "cpu")
    return [float(value) for value in kept]


cases = []
texts = {}
for c, (name, config) in enumerate(CONFIGS.items()):
    config.pop("_use_default_values", None)
    texts[name] = json.dumps(config, indent=2, sort_keys=True)
    for k, class_name in enumerate(CLASSES):
        steps, strength = [(5, 0.8), (8, 0.6), (10, 0.25)][(c + k) % 3]
        try:
            cases.append([class_name, name, steps, strength, timesteps(class_name, texts[name], steps, strength)])
        except Exception as error:  # what diffusers itself cannot run
            print(class_name, name, type(error).__name__, str(error)[:120])

target = Path(__file__).parents[2] / "golden/schedulers/folders.json"
rows = ",\n".join("  " + json.dumps(case) for case in cases)
target.write_text(f'{{"configs": {json.dumps(texts, indent=1)},\n "cases": [\n{rows}\n]}}\n')
print(len(cases), "cases")
