"""Results of twelve samples in two groups, one sample in both; R's metafor and clubSandwich pooled them."""

import numpy as np

ROWS = (
    (0.28, 66, 0, "a", 5), (0.24, 66, 0, "a", 1), (0.33, 66, 0, "a", 5), (0.13, 64, 1, "a", 2),
    (-0.05, 245, 2, "a", 7), (0.02, 245, 2, "a", 8), (0.34, 164, 3, "a", 8), (0.24, 164, 3, "a", 5),
    (0.19, 164, 3, "a", 7), (0.29, 164, 3, "a", 3), (0.12, 189, 4, "a", 2), (0.0, 192, 5, "a", 5),
    (-0.19, 192, 5, "a", 4), (0.14, 222, 6, "b", 6), (0.13, 222, 6, "b", 8), (0.06, 222, 6, "b", 3),
    (0.26, 37, 7, "b", 7), (0.29, 37, 7, "b", 2), (0.08, 161, 8, "b", 3), (0.21, 69, 9, "b", 7),
    (0.16, 69, 9, "b", 2), (0.38, 138, 10, "b", 6), (0.36, 138, 10, "b", 4), (0.4, 138, 10, "b", 5),
    (0.35, 280, 11, "b", 8), (0.5, 280, 11, "a", 7),
)  # fmt: skip
Y = [row[0] for row in ROWS]
V = [1 / (row[1] - 3) for row in ROWS]
CLUSTER = [row[2] for row in ROWS]
GROUP = [row[3] for row in ROWS]
DESIGN = np.array([[1.0, row[4], row[3] == "b"] for row in ROWS])
NAMES = ("intrcpt", "x", "gb")
CROSSING = 2  # rows at the end: of the sample that is in both groups
