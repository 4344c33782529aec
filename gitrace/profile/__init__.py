"""The product profile: facts and figures of one geographical indication, versioned, typed, each with its source."""

from gitrace.profile.findings import Finding, Outcome, failures
from gitrace.profile.product import Profile, seed_profile

__all__ = ["Finding", "Outcome", "Profile", "failures", "seed_profile"]
