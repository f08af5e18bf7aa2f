#!/usr/bin/env bash
# Everything from nothing: packages, photographs, painted pixels, training, export, evaluation. Each step can be repeated alone.
#     ./make_all.sh [minutes of training, 30] [folder of pictures to measure with, ../../shared/photos]
set -euo pipefail
cd "$(dirname "$0")"
minutes=${1:-30}; measuring=${2:-../../shared/photos}
python3 -m venv data/venv
data/venv/bin/pip install --quiet -r requirements.txt
python=data/venv/bin/python
$python gather.py --out data/photos --packages data/packages --measuring "$measuring"
cores=$(nproc); painting=()
for i in $(seq 0 $((cores - 1))); do
  $python render.py --photos data/photos --out data/shards --shards 96 --first "$i" --step "$cores" & painting+=($!)
done
for process in "${painting[@]}"; do wait "$process"; done
$python train_tokenizer.py --out run/tokenizer
$python train_reader.py --run run --steps 7000
$python train_painter.py --shards data/shards --run run --minutes "$minutes"
$python export.py --run run --out run/model
$python export.py --run run --out run/full --full
$python evaluate.py --model run/model --full run/full --library 3 --photos "$measuring" --others data/photos --out run/evaluation
