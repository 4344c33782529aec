"""A replay of a test's home."""

from gitrace.ledger.readers import evidence, evidence_engine
from gitrace.replay.run import Replay, Replayed
from gitrace.storage import Store


def replayed(store: Store) -> Replayed:
    """What the entries come to beside the tables."""
    engine = evidence_engine(store.settings)
    with evidence(engine) as reader:
        replay = Replay(reader)
        for _ in replay.run():
            pass
    engine.dispose()
    return replay.outcome
