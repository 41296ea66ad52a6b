"""Addresses that authors write: what they say, and whether they are any."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, unquote

from nkbook.reading.parsed import unprintable

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_WEB = frozenset(("http", "https", "ftp"))
# Registered with IANA, of those that EPUBCheck knows (HTM-025): readers open no others. Not among
# them are what runs programs, or leads to what is on one machine only (EPUB 3.3 §3.7).
_REGISTERED = """
http https ftp mailto tel fax modem urn info tag cid mid news nntp gopher telnet tn3270 wais
prospero irc xmpp sip sips im pres h323 rtsp tv imap pop ldap dav nfs afs tftp snmp dns dict crid
go ipp icap iris iris.beep iris.xpc iris.xpcs iris.lwz msrp msrps mtqp mupdate opaquelocktoken
service shttp soap.beep soap.beeps thismessage tip vemmi xmlrpc.beep xmlrpc.beeps z39.50r z39.50s
aaa aaas acap cap dtn iax mailserver pack snews videotex
"""
_KNOWN = frozenset(_REGISTERED.split())
_PLACE = re.compile(r"//(?:[^/?#@]*@)?(\[[^\]/?#]*\]|[^/?#:\[\]]*)(?::([0-9]*))?(?=[/?#]|\Z)")
_ENCODED_HOST = re.compile(r"xn--[\w.-]+")
_NOT_IN_HOSTS = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")  # WHATWG URL, §3.2
_ESCAPED = re.compile(r"[\x00-\x20\"<>\[\\\]^`{|}\x7f]|%(?![0-9A-Fa-f]{2})")
_LAST_PORT = 65535


def decoded(address: str) -> str:
    """Return an address as its author reads it; one with escapes of what XML cannot have as it is.

    So ``%E5%B3%B6`` is 島, and ``%00`` stays.
    """
    plain = unquote(address)
    return address if unprintable(plain) else plain


def with_readable_hosts(text: str) -> str:
    """Return a text with the names of hosts as they are read: ``xn--fsqu00a`` is 例."""
    return _ENCODED_HOST.sub(_readable, text) if "xn--" in text else text


def _readable(host: re.Match[str]) -> str:
    for coding in ("idna", "punycode"):  # the second for letters that a host should not have
        try:
            labels = host[0].split(".")
            return ".".join(
                label.removeprefix("xn--" if coding == "punycode" else "").encode().decode(coding)
                if label.startswith("xn--")
                else label
                for label in labels
            )
        except UnicodeError:
            continue
    return host[0]


def usable(address: str) -> str | None:
    """Return an address with a scheme as a book's files may have it, None for one that is none.

    Web addresses are those of the WHATWG's URL standard; what such an address cannot have after its
    host, a blank or a second # for instance, is escaped.
    """
    found = _SCHEME.fullmatch(address)
    if not found or not found[2] or found[1].lower() not in _KNOWN:
        return None
    begin = found.start(2)
    if found[1].lower() in _WEB:
        place = _PLACE.match(found[2])
        if not place or not _is_host(unquote(place[1])) or int(place[2] or 0) > _LAST_PORT:
            return None
        begin += place.end()
    before, mark, fragment = address[begin:].partition("#")
    rest = before + mark + fragment.replace("#", "%23")
    return address[:begin] + _ESCAPED.sub(lambda sign: quote(sign[0]), rest)


def _is_host(host: str) -> bool:
    try:
        if host.startswith("["):
            IPv6Address(host[1:-1])
            return True
        if host.rstrip(".").rpartition(".")[2].isdecimal():
            IPv4Address(host.rstrip("."))
            return True
        return bool(host) and not _NOT_IN_HOSTS.search(host) and _is_name(host)
    except AddressValueError:
        return False


def _is_name(host: str) -> bool:
    """Return True for a name of labels that the domain name system can have."""
    try:
        written = host.encode("idna")
        return all(label != b"xn--" for label in written.lower().split(b".")) and bool(
            written.decode("idna")
        )
    except UnicodeError:
        return False
