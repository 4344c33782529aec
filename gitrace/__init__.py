"""gitrace: traceability for a product with a geographical indication."""

from importlib.metadata import version

__version__ = version("gitrace")
