"""Writes a torch module as an ONNX graph, and opens graphs with ONNX Runtime."""
import os
import warnings

os.environ['ORT_DISABLE_TELEMETRY'] = '1'  # before the library is loaded
import onnxruntime as ort
import torch


def write_graph(path, module, inputs, names, outputs, dynamic):
    """dynamic: for every input and output the axes whose size may change, with a name for each."""
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter('ignore')                              # that weights are constants is what is wanted
        torch.onnx.export(module.eval(), inputs, path, input_names=names, output_names=outputs, dynamic_axes=dynamic, opset_version=17, dynamo=False)


def open_graph(path, threads):
    options = ort.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = threads, 3
    options.add_session_config_entry('session.intra_op.allow_spinning', '0')     # waiting threads would take the cores of other processes
    return ort.InferenceSession(path, options, providers=['CPUExecutionProvider'])
