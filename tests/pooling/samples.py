"""Data of published examples and simulated studies, shared by the tests of pooling."""

import numpy as np

# Colditz et al. 1994: vaccinated and control group, cases and people without the disease.
BCG_TABLES = np.array(
    [
        [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619], [33, 5036, 47, 5761],
        [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892], [29, 7470, 45, 7232],
        [17, 1699, 65, 1600], [186, 50448, 141, 27197], [5, 2493, 3, 2338], [27, 16886, 29, 17825],
    ],
    dtype=float,
)  # fmt: skip
LATITUDE = np.array([44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33], dtype=float)


def bcg():
    """Return log relative risks and their variances."""
    a, b, c, d = BCG_TABLES.T
    return np.log(a / (a + b)) - np.log(c / (c + d)), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


# Craft et al. 2003, as tabled by Becker 2009: size, then correlations of cognitive anxiety, somatic
# anxiety and confidence with performance, and among themselves (01, 02, 12).
CRAFT = (
    (142, (-0.55, -0.48, 0.66, 0.47, -0.38, -0.46)),
    (37, (0.53, -0.12, 0.03, 0.52, -0.48, -0.40)),
    (16, (0.44, 0.46, None, 0.67, None, None)),
    (14, (-0.39, -0.17, 0.19, 0.21, -0.54, -0.43)),
    (100, (0.23, 0.08, 0.51, 0.45, -0.29, -0.44)),
    (51, (-0.52, -0.43, 0.16, 0.57, -0.18, -0.26)),
    (128, (0.14, 0.02, 0.13, 0.56, -0.53, -0.27)),
    (70, (-0.01, -0.16, 0.42, 0.62, -0.46, -0.54)),
    (30, (-0.27, -0.13, 0.15, 0.63, -0.68, -0.71)),
)
CRAFT_PAIRS = ((0, 3), (1, 3), (2, 3), (0, 1), (0, 2), (1, 2))


def craft():
    """Return correlation matrices (4 x 4) and sizes."""
    matrices = []
    for _, values in CRAFT:
        matrix = np.eye(4)
        for (i, j), value in zip(CRAFT_PAIRS, values, strict=True):
            matrix[i, j] = matrix[j, i] = np.nan if value is None else value
        matrices.append(matrix)
    return matrices, [n for n, _ in CRAFT]


def studies(k, *, seed, tau2=0.02, mean=0.25, smallest=20, largest=2000):
    """Return simulated Fisher z values and variances; sizes are even on the log scale."""
    rng = np.random.default_rng(seed)
    n = np.exp(rng.uniform(np.log(smallest), np.log(largest), k)).round()
    v = 1 / (n - 3)
    return rng.normal(mean, np.sqrt(tau2 + v)), v


def clustered(m, *, seed, most=5, between=0.02, within=0.01):
    """Return effects, variances and clusters of uneven sizes, shuffled."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, most + 1, m)
    cluster = np.repeat(np.arange(m), sizes)
    v = np.repeat(1 / rng.integers(30, 400, m), sizes) * rng.uniform(0.7, 1.4, len(cluster))
    y = 0.2 + rng.normal(0, np.sqrt(between), m)[cluster] + rng.normal(0, np.sqrt(within + v))
    order = rng.permutation(len(y))
    return y[order], v[order], [f"s{c}" for c in cluster[order]]
