"""Writes a graph of one node for each operator of com.microsoft, to find out which of them a build of ONNX Runtime has.

    pip install onnx==1.23.2 onnxruntime==1.30.0
    python one-node-graphs.py FOLDER
    node measure.mjs FOLDER        # opens them, and prints the table

Schemas are ONNX Runtime's own. A kernel may exist for some element types only and for some numbers of inputs, so each operator
gets several graphs. Inputs have no shape, and attributes that must be given get a value of their type: whether the operator would
run with these does not matter, since a missing kernel is told of before.
"""

import itertools
import sys
from pathlib import Path

import onnx
from onnx import TensorProto, helper
from onnxruntime.capi.onnxruntime_pybind11_state import get_all_operator_schema

NUMBERS = {
    "tensor(float)": TensorProto.FLOAT,
    "tensor(float16)": TensorProto.FLOAT16,
    "tensor(int8)": TensorProto.INT8,
    "tensor(uint8)": TensorProto.UINT8,
    "tensor(int32)": TensorProto.INT32,
    "tensor(int64)": TensorProto.INT64,
    "tensor(bool)": TensorProto.BOOL,
    "tensor(string)": TensorProto.STRING,
    "tensor(double)": TensorProto.DOUBLE,
}
ORDERS = [
    ["tensor(float)", "tensor(int32)", "tensor(int64)", "tensor(uint8)", "tensor(int8)", "tensor(bool)", "tensor(string)"],
    ["tensor(float)", "tensor(uint8)", "tensor(int8)", "tensor(int32)", "tensor(int64)", "tensor(bool)", "tensor(string)"],
    ["tensor(uint8)", "tensor(int8)", "tensor(float)", "tensor(int32)", "tensor(int64)", "tensor(string)"],
    ["tensor(int8)", "tensor(uint8)", "tensor(float)", "tensor(int32)", "tensor(int64)", "tensor(string)"],
    ["tensor(int64)", "tensor(int32)", "tensor(float)", "tensor(string)", "tensor(bool)"],
    ["tensor(string)", "tensor(float)", "tensor(int64)"],
    ["tensor(float16)", "tensor(float)", "tensor(int32)", "tensor(uint8)", "tensor(int8)", "tensor(int64)"],
]


def attributes(schema):
    values = {"INT": 1, "FLOAT": 1.0, "STRING": "x", "INTS": [1], "FLOATS": [1.0], "STRINGS": ["x"]}
    for name, one in schema.attributes.items():
        kind = str(one.type).split(".")[-1]
        if one.required:
            yield name, values.get(kind)


def graph(schema, count, order):
    allowed = {one.type_param_str: one.allowed_type_strs for one in schema.type_constraints}
    chosen = {}

    def element(formal):
        types = allowed.get(formal.typeStr, [formal.typeStr])
        if formal.typeStr not in chosen:
            fits = [one for one in order if one in types] or [one for one in NUMBERS if one in types]
            if not fits:
                return None
            chosen[formal.typeStr] = fits[0]
        return NUMBERS[chosen[formal.typeStr]]

    formals = list(schema.inputs)
    while formals and len(formals) < count:
        formals.append(formals[-1])  # of any number
    inputs = []
    for index, formal in enumerate(formals[:count]):
        kind = element(formal)
        if kind is None:
            return None
        inputs.append(helper.make_tensor_value_info(f"in{index}", kind, None))
    outputs = []
    for index, formal in enumerate(list(schema.outputs)[: max(1, schema.min_output)]):
        outputs.append(onnx.ValueInfoProto(name=f"out{index}"))  # its type follows
    given = dict(attributes(schema))
    if None in given.values():
        return None
    node = helper.make_node(
        schema.name, [one.name for one in inputs], [one.name for one in outputs], domain=schema.domain, **given
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(schema.domain, 1)]
    return helper.make_model(helper.make_graph([node], "one", inputs, outputs), opset_imports=opsets, ir_version=8)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    schemas = {one.name: one for one in get_all_operator_schema() if one.domain == "com.microsoft"}
    for name, schema in sorted(schemas.items()):
        most = min(schema.max_input, max(len(schema.inputs), schema.min_input))
        counts = sorted({max(schema.min_input, 0), most})
        made = set()
        for count, order in itertools.product(counts, ORDERS):
            model = graph(schema, count, order)
            if model is None or (text := model.SerializeToString()) in made:
                continue
            made.add(text)
            (folder / f"{name}.{len(made)}.onnx").write_bytes(text)
        if not made:
            (folder / f"{name}.untried").touch()


main(Path(sys.argv[1]))
