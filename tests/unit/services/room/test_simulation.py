"""In simulated worlds the mode best comes near an oracle and leaves a fixed order behind."""

from __future__ import annotations

from statistics import mean

from benchmarks import bench_router


def test_best_comes_near_the_oracle_and_beats_the_ranking(monkeypatch):
    wanted = {name: bench_router.POLICIES[name] for name in ("oracle", "best", "ranked", "round-robin")}
    monkeypatch.setattr(bench_router, "POLICIES", wanted)
    shares = {name: mean(late) for name, (_, late) in bench_router.shares(3, 150, 100).items()}
    assert shares["best"] > 0.75
    assert shares["best"] > max(shares["ranked"], shares["round-robin"]) + 0.05
