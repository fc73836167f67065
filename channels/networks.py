"""From which network a request comes: what limits count by."""

import ipaddress


def network(remote: str, forwarded: str, trusted_proxies: int) -> str:
    """The visitor's address, an IPv6 one as its /64, which is what one household has.

    Only what our own proxies wrote is believed: the last entries of X-Forwarded-For, as many as
    there are proxies. What a visitor writes into that header stands before them.
    """
    address = remote
    if trusted_proxies:
        hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
        if hops:
            address = hops[-min(trusted_proxies, len(hops))]
    try:
        parsed = ipaddress.ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
