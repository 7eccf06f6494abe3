//! Which IP addresses are not on the open internet.
//!
//! After the IANA special-purpose address registries (RFC 6890 and its updates), with what lies in unicast space but is
//! a machine's own neighbourhood. Addresses of IPv6 that stand for one of IPv4 (mapped, NAT64, 6to4, Teredo) are refused
//! as a whole: no host of the web needs one.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What is not fetched from in IPv4: first address, length of the prefix in bits, and what it is.
const V4: &[([u8; 4], u32, &str)] = &[
    ([0, 0, 0, 0], 8, "an unspecified address"),
    ([10, 0, 0, 0], 8, "a private address"),
    ([100, 64, 0, 0], 10, "an address of a provider's own network"),
    ([127, 0, 0, 0], 8, "a loopback address"),
    ([168, 63, 129, 16], 32, "an address of a cloud's metadata"),
    ([169, 254, 0, 0], 16, "a link-local or metadata address"),
    ([172, 16, 0, 0], 12, "a private address"),
    ([192, 0, 0, 0], 24, "an address of protocols"),
    ([192, 0, 2, 0], 24, "a documentation address"),
    ([192, 31, 196, 0], 24, "an address of protocols"),
    ([192, 52, 193, 0], 24, "an address of protocols"),
    ([192, 88, 99, 0], 24, "a 6to4 address"),
    ([192, 168, 0, 0], 16, "a private address"),
    ([192, 175, 48, 0], 24, "an address of protocols"),
    ([198, 18, 0, 0], 15, "a benchmark address"),
    ([198, 51, 100, 0], 24, "a documentation address"),
    ([203, 0, 113, 0], 24, "a documentation address"),
    ([224, 0, 0, 0], 4, "a multicast address"),
    ([240, 0, 0, 0], 4, "a reserved address"),
];

/// The same in IPv6, with the first 64 bits in four groups; where none fits, only 2000::/3 is the open internet.
const V6: &[([u16; 4], u32, &str)] = &[
    ([0x0064, 0xff9b, 0, 0], 96, "a NAT64 address"),
    ([0x0064, 0xff9b, 1, 0], 48, "a NAT64 address"),
    ([0x0100, 0, 0, 0], 64, "a discard address"),
    ([0x2001, 0, 0, 0], 32, "a Teredo address"),
    ([0x2001, 0, 0, 0], 23, "an address of protocols"),
    ([0x2001, 0x0db8, 0, 0], 32, "a documentation address"),
    ([0x2002, 0, 0, 0], 16, "a 6to4 address"),
    ([0x2620, 0x004f, 0x8000, 0], 48, "an address of protocols"),
    ([0x3fff, 0, 0, 0], 20, "a documentation address"),
    ([0xfc00, 0, 0, 0], 7, "a private address"),
    ([0xfe80, 0, 0, 0], 10, "a link-local address"),
    ([0xfec0, 0, 0, 0], 10, "a private address"),
    ([0xff00, 0, 0, 0], 8, "a multicast address"),
];

/// What an address is if it is not on the open internet; none if it is.
pub(super) fn refused(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => refused_v4(address),
        IpAddr::V6(address) => refused_v6(address),
    }
}

fn refused_v4(address: Ipv4Addr) -> Option<&'static str> {
    let within = |&&(first, prefix, _): &&([u8; 4], u32, &str)| {
        (address.to_bits() ^ u32::from_be_bytes(first)) >> (32 - prefix) == 0
    };
    V4.iter().find(within).map(|(.., name)| *name)
}

fn refused_v6(address: Ipv6Addr) -> Option<&'static str> {
    if address.is_unspecified() {
        return Some("an unspecified address");
    }
    if address.is_loopback() {
        return Some("a loopback address");
    }
    if address.to_ipv4_mapped().is_some() {
        return Some("an IPv4-mapped address");
    }
    let within = |&&([a, b, c, d], prefix, _): &&([u16; 4], u32, &str)| {
        let first = Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0);
        (address.to_bits() ^ first.to_bits()) >> (128 - prefix) == 0
    };
    let named = V6.iter().find(within).map(|(.., name)| *name);
    let global = address.segments()[0] & 0xe000 == 0x2000;
    named.or((!global).then_some("a reserved address"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<&'static str> {
        refused(text.parse().expect("an address"))
    }

    #[test]
    fn the_open_internet_is_open() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "168.63.129.15",
            "168.63.129.17",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "203.0.114.0",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2001:4860:4860::8888",
            "2001:200::1",
            "2a00:1450:4001::1",
            "2003::1",
        ] {
            assert_eq!(of(address), None, "{address}");
        }
    }

    #[test]
    fn all_else_is_named() {
        for (address, name) in [
            ("0.0.0.0", "unspecified"),
            ("0.1.2.3", "unspecified"),
            ("10.0.0.0", "private"),
            ("10.255.255.255", "private"),
            ("100.64.0.0", "provider"),
            ("100.100.100.200", "provider"),
            ("100.127.255.255", "provider"),
            ("127.0.0.1", "loopback"),
            ("127.255.255.255", "loopback"),
            ("168.63.129.16", "metadata"),
            ("169.254.169.254", "metadata"),
            ("172.16.0.0", "private"),
            ("172.31.255.255", "private"),
            ("192.0.0.8", "protocols"),
            ("192.0.2.1", "documentation"),
            ("192.88.99.1", "6to4"),
            ("192.168.0.0", "private"),
            ("192.168.255.255", "private"),
            ("198.18.0.0", "benchmark"),
            ("198.19.255.255", "benchmark"),
            ("198.51.100.7", "documentation"),
            ("203.0.113.255", "documentation"),
            ("224.0.0.1", "multicast"),
            ("239.255.255.255", "multicast"),
            ("240.0.0.0", "reserved"),
            ("255.255.255.255", "reserved"),
            ("::", "unspecified"),
            ("::1", "loopback"),
            ("::2", "reserved"),
            ("::7f00:1", "reserved"),
            ("::ffff:127.0.0.1", "IPv4-mapped"),
            ("::ffff:8.8.8.8", "IPv4-mapped"),
            ("::ffff:0:8.8.8.8", "reserved"),
            ("64:ff9b::7f00:1", "NAT64"),
            ("64:ff9b:1::1", "NAT64"),
            ("100::1", "discard"),
            ("2001::1", "Teredo"),
            ("2001:1ff::1", "protocols"),
            ("2001:db8::1", "documentation"),
            ("2002:7f00:1::", "6to4"),
            ("3fff:fff::1", "documentation"),
            ("4000::1", "reserved"),
            ("5f00::1", "reserved"),
            ("fc00::1", "private"),
            ("fd00:ec2::254", "private"),
            ("fe80::1", "link-local"),
            ("febf::1", "link-local"),
            ("fec0::1", "private"),
            ("ff02::1", "multicast"),
        ] {
            let found = of(address).unwrap_or_else(|| panic!("{address} is open"));
            assert!(found.contains(name), "{address}: {found}");
        }
    }
}
