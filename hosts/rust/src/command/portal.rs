//! The address of the vendor's portal, for the picture of a request.
use super::Stop;

/// Ends with a slash or a path; has no query and no fragment, because the request becomes the fragment.
pub(super) fn read_portal(text: &str) -> Result<String, Stop> {
    address(text).ok_or_else(|| Stop::usage("--portal is the https address of the portal, such as https://licenses.example.com"))
}

/// Only what everybody reads in the same way: no name and password, no symbols that mean something elsewhere, no names in other alphabets.
fn address(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let (authority, path) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
    if !path.bytes().all(|symbol| symbol.is_ascii_graphic() && !b"?#\\\"<>^`{|}".contains(&symbol)) {
        return None;
    }
    let authority = authority.to_ascii_lowercase();
    let (name, port) = authority.split_once(':').map_or((authority.as_str(), None), |(name, port)| (name, Some(port)));
    if name.is_empty() || !name.bytes().all(|symbol| symbol.is_ascii_alphanumeric() || b"-._".contains(&symbol)) {
        return None;
    }
    let own_port = match scheme.as_str() {
        "https" => 443,
        "http" if name == "localhost" => 80,
        _ => return None,
    };
    let port = port.filter(|port| !port.is_empty()).map_or(Some(own_port), read_port)?;
    let port = if port == own_port { String::new() } else { format!(":{port}") };
    Some(format!("{scheme}://{name}{port}{path}"))
}

/// Digits only: Rust would take a plus, too.
fn read_port(text: &str) -> Option<u16> {
    text.bytes().all(|symbol| symbol.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_ends_with_a_slash_or_a_path() {
        assert_eq!(address("https://licenses.example.com").as_deref(), Some("https://licenses.example.com/"));
        assert_eq!(address("HTTPS://Licenses.Example.com:443/Activate").as_deref(), Some("https://licenses.example.com/Activate"));
        assert_eq!(address("http://localhost:4321/").as_deref(), Some("http://localhost:4321/"));
    }

    #[test]
    fn what_a_request_could_leak_through_is_no_address() {
        let refused = [
            "",
            "licenses.example.com",
            "https://",
            "https:///activate",
            "http://licenses.example.com",
            "http://localhost.example.com",
            "https://ada:secret@example.com",
            "https://example.com?to=x",
            "https://example.com/?to=x",
            "https://example.com/#x",
            "https://example.com#x",
            "https://example.com:65536",
            "https://example.com:+1",
            "https://exa mple.com",
            "https://example.com/a b",
            "https://example.com\\@elsewhere.example",
            "javascript://example.com",
        ];
        for text in refused {
            assert_eq!(address(text), None, "{text}");
        }
    }
}
