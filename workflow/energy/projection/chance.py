"""Repeatable chance: the same name gives the same series, on every machine, so that a projection can be done again."""

import hashlib

import numpy as np

from workflow.energy.hours import Floats


def generator(name: str) -> np.random.Generator:
    """Return a generator that depends on the name alone."""
    digest = hashlib.sha256(name.encode("utf-8")).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8], "big")))


def positive_noise(name: str, count: int, variation: float) -> Floats:
    """Return positive factors of mean one and of the given coefficient of variation; all one for no variation."""
    if variation <= 0:
        return np.ones(count)
    spread = np.log1p(variation**2)
    noise: Floats = np.exp(generator(name).normal(-spread / 2, np.sqrt(spread), count))
    return noise


def persistent_steps(name: str, count: int, persistence: float) -> Floats:
    """Return steps of mean zero and deviation one, each like the one before as far as `persistence` says."""
    fresh = generator(name).normal(0.0, 1.0, count)
    steps = np.empty(count)
    steps[0] = fresh[0]
    innovation = np.sqrt(1.0 - persistence**2)
    for index in range(1, count):
        steps[index] = persistence * steps[index - 1] + innovation * fresh[index]
    return steps
