"""Errors of child processes come back as what they were."""

from __future__ import annotations

from noktvrn.errors import NoktvrnError, NoSpaceError, ProviderUnavailableError
from noktvrn.pipeline.restoring import restore


def test_an_error_comes_back_as_its_own_kind():
    told = NoSpaceError("The disk is full.", remedy="Free some space.", stage="song")
    back = restore(told.as_dict())
    assert isinstance(back, NoSpaceError)
    assert (back.as_dict(), str(back)) == (told.as_dict(), "The disk is full.")


def test_an_error_of_a_provider_keeps_whose_it_was():
    told = ProviderUnavailableError("It is down.", remedy="Wait.", provider="studio", operation="song")
    back = restore(told.as_dict() | {"provider": "studio"})
    assert isinstance(back, ProviderUnavailableError)
    assert (back.provider, back.operation, back.retryable) == ("studio", "unknown", True)


def test_an_unknown_kind_comes_back_as_an_error_all_the_same():
    back = restore({"code": "of_another_version", "message": "It broke.", "remedy": "Look.", "stage": None})
    assert (type(back), back.message, back.remedy, back.stage) == (NoktvrnError, "It broke.", "Look.", None)
