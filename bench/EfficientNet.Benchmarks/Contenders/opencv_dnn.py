"""Times OpenCV's DNN module on a network, one picture at a time, pixels ready.

Use: opencv_dnn.py MODEL.onnx THREADS HEIGHT WIDTH
Says "ready", then for each line with a number N on its input how many seconds N pictures took.
"""

import sys
import time

import cv2
import numpy

model = sys.argv[1]
threads, height, width = (int(argument) for argument in sys.argv[2:5])
cv2.setNumThreads(threads)
net = cv2.dnn.readNetFromONNX(model)
net.setPreferableBackend(cv2.dnn.DNN_BACKEND_OPENCV)
net.setPreferableTarget(cv2.dnn.DNN_TARGET_CPU)
pixels = numpy.random.default_rng(1).uniform(-2, 2, (1, 3, height, width)).astype(numpy.float32)


def run(count):
    start = time.perf_counter()
    for _ in range(count):
        net.setInput(pixels)
        output = net.forward()
    assert numpy.isfinite(output).all(), "the network's output is not a number"
    return time.perf_counter() - start


run(1)
print("ready", flush=True)
for line in sys.stdin:
    print(run(int(line)), flush=True)
