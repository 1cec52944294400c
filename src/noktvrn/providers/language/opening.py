"""From the settings to an account: whose key, which address, and whether the packages are there."""

from __future__ import annotations

from importlib.util import find_spec

from noktvrn.ports.language import Missing, ModelRef
from noktvrn.providers.language.accounts import Account, UnusableError, is_private, sendable_key, usable_address
from noktvrn.providers.language.vendors import VENDOR_BY_NAME, VENDORS, Vendor
from noktvrn.settings import CompatibleSettings, ModelsSettings, VendorSettings

LIBRARY = "pydantic_ai"
INSTALL = "Install the packages: pip install 'noktvrn[llm]'"


def vendor_section(settings: ModelsSettings, vendor: Vendor) -> VendorSettings:
    """Return the section of a vendor."""
    section: VendorSettings = getattr(settings, vendor.section)
    return section


def account_of(name: str, settings: ModelsSettings) -> Account | Missing:
    """Return how a vendor or endpoint is reached, or why it is not.

    Args:
        name: Of the vendor or endpoint, as in ``vendor:model``.
        settings: The section ``models``.
    """
    vendor, endpoint = VENDOR_BY_NAME.get(name), settings.compatible.get(name)
    try:
        if vendor is not None:
            return _of_vendor(vendor, vendor_section(settings, vendor), settings.allow_plain_http)
        if endpoint is not None:
            return _of_endpoint(name, endpoint, settings.allow_plain_http)
    except UnusableError as exc:
        return Missing(ModelRef(name, ""), f"{exc}.", f"{exc.remedy}.")
    known = ", ".join([*(vendor.name for vendor in VENDORS), *settings.compatible])
    return Missing(
        ModelRef(name, ""),
        f"There is no vendor and no endpoint {name!r}.",
        f"Known are {known}; set models.compatible.{name}.url for an endpoint of your own.",
    )


def _of_vendor(vendor: Vendor, section: VendorSettings, allow_plain_http: bool) -> Account:
    if section.api_key is None or not section.api_key.get_secret_value().strip():
        raise UnusableError(f"{vendor.title} needs a key", f"Get one at {vendor.console} and set {vendor.key_setting}")
    key = sendable_key(section.api_key.get_secret_value(), vendor.key_setting)
    written = section.base_url.strip() or vendor.base_url
    address = usable_address(written, vendor.url_setting, allow_plain_http=allow_plain_http)
    _require(vendor.title, vendor.package)
    return Account(
        vendor=vendor.name,
        title=vendor.title,
        base_url=address.removesuffix(vendor.added_path),
        key=key,
        key_setting=vendor.key_setting,
        url_setting=vendor.url_setting,
        console=vendor.console,
    )


def _of_endpoint(name: str, endpoint: CompatibleSettings, allow_plain_http: bool) -> Account:
    key_setting, url_setting = f"models.compatible.{name}.api_key", f"models.compatible.{name}.url"
    address = usable_address(endpoint.url, url_setting, allow_plain_http=allow_plain_http)
    given = "" if endpoint.api_key is None else endpoint.api_key.get_secret_value()
    key = sendable_key(given, key_setting)
    _require(name, "openai")
    return Account(
        vendor=name,
        title=name,
        base_url=address,
        key=key,
        key_setting=key_setting,
        url_setting=url_setting,
        console="",
        is_local=is_local_endpoint(endpoint),
    )


def is_local_endpoint(endpoint: CompatibleSettings) -> bool:
    """Return whether calls of an endpoint cost no money: as the operator says, else by its address."""
    return is_private(endpoint.url) if endpoint.local is None else endpoint.local


def _require(title: str, package: str) -> None:
    for module in (LIBRARY, package):
        try:
            found = find_spec(module) is not None
        except ModuleNotFoundError:  # of a parent package
            found = False
        if not found:
            raise UnusableError(
                f"{title} needs the package {module.partition('.')[0]}, which is not installed", INSTALL
            )
