#!/usr/bin/env bash
# Everything from nothing: packages, photographs, painted tiles, training, export, evaluation. Each line can be repeated alone.
#     ./make_all.sh [hours of training, 12] [folder of pictures to measure with, ../../shared/photos]
set -euo pipefail
cd "$(dirname "$0")"
hours=${1:-12}; measuring=${2:-../../shared/photos}
python3 -m venv data/venv
data/venv/bin/pip install --quiet -r requirements.txt
python=data/venv/bin/python
$python gather.py --out data/photos --packages data/packages --measuring "$measuring"
$python render.py --photos data/photos --out data/shards --shards 160
$python train_reader.py --run run --steps 6000
$python fit_bank.py --shards data/shards --run run
$python train_painter.py --shards data/shards --run run --minutes "$(python3 -c "print(60 * $hours)")"
$python export.py --run run --out run/model
$python evaluate.py --model run/model --photos "$measuring" --others data/photos --out run/evaluation
