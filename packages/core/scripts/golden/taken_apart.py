"""Writes the text encoder of a pipeline as exporters before opset 17 do: normalisations taken apart into means and differences.

    pip install onnx==1.19.1 numpy==2.4.6
    python packages/core/scripts/golden/taken_apart.py packages/core/golden
"""
import sys

import numpy as np
import onnx
from onnx import helper, numpy_helper

golden = sys.argv[1]
model = onnx.load(golden + '/pipelines/sd15-tiny/text_encoder/model.onnx')
graph, nodes = model.graph, []
for node in graph.node:
    if node.op_type != 'LayerNormalization':
        nodes.append(node)
        continue
    x, weight, bias = node.input
    at = node.output[0]
    epsilon = next(attribute.f for attribute in node.attribute if attribute.name == 'epsilon')
    for name, value in (('/two', 2), ('/epsilon', epsilon)):
        graph.initializer.append(numpy_helper.from_array(np.array(value, np.float32), at + name))
    for operator, inputs, output, attributes in (
        ('ReduceMean', [x], '/mean', {'axes': [-1]}),
        ('Sub', [x, at + '/mean'], '/centred', {}),
        ('Pow', [at + '/centred', at + '/two'], '/squared', {}),
        ('ReduceMean', [at + '/squared'], '/variance', {'axes': [-1]}),
        ('Add', [at + '/variance', at + '/epsilon'], '/safe', {}),
        ('Sqrt', [at + '/safe'], '/deviation', {}),
        ('Div', [at + '/centred', at + '/deviation'], '/normed', {}),
        ('Mul', [at + '/normed', weight], '/scaled', {}),
        ('Add', [at + '/scaled', bias], '', {}),
    ):
        nodes.append(helper.make_node(operator, inputs, [at + output], **attributes))
del graph.node[:]
graph.node.extend(nodes)
for entry in model.opset_import:
    entry.version = 17 if entry.domain == '' else entry.version  # the axes of ReduceMean are an attribute up to 17
onnx.checker.check_model(model)
onnx.save(model, golden + '/graphs/text-encoder/taken-apart.onnx')
