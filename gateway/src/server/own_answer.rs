//! What hyper answers by itself, where no request could be read: a status and nothing else. It is given the headers and
//! the problem that every other refusal has.

use crate::headers;
use std::io::IoSlice;

/// What is sent instead of `written`, where that is an answer of hyper's own.
pub(super) fn instead_of(written: &[IoSlice<'_>]) -> Option<Vec<u8>> {
    let status = written.iter().find(|slice| !slice.is_empty())?.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
    let (line, problem) = match status {
        b"400" => (
            "400 Bad Request",
            api::Problem::new(400, "bad_request", "this is no request that can be read (RFC 9112)"),
        ),
        b"414" => ("414 URI Too Long", api::Problem::new(414, "address_too_long", "the address is too long")),
        b"431" => (
            "431 Request Header Fields Too Large",
            api::Problem::new(431, "head_too_large", "the headers of the request are too large, or too many")
                .with_detail("delete this site's cookies in the browser"),
        ),
        _ => return None,
    };
    let body = serde_json::to_string(&problem).unwrap_or_default();
    let mut answer = format!("HTTP/1.1 {line}\r\nconnection: close\r\n");
    for (name, value) in headers::of_refusals() {
        answer.push_str(&format!("{name}: {value}\r\n"));
    }
    let (media_type, length) = (api::Problem::MEDIA_TYPE, body.len());
    answer.push_str(&format!("content-type: {media_type}\r\ncontent-length: {length}\r\n\r\n{body}"));
    Some(answer.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_refusals_are_replaced() {
        let instead = |text: &[u8]| instead_of(&[IoSlice::new(b""), IoSlice::new(text)]);
        let answer = instead(b"HTTP/1.1 431 Request Header Fields Too Large\r\n\r\n").expect("an answer");
        let text = String::from_utf8(answer).expect("text");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        assert!(head.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"), "{head}");
        assert!(head.contains("\r\nx-content-type-options: nosniff\r\n"), "{head}");
        assert!(head.contains(&format!("\r\ncontent-length: {}", body.len())), "{head}");
        for text in ["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 4", "", "data"] {
            assert!(instead(text.as_bytes()).is_none(), "{text}");
        }
        assert!(instead_of(&[]).is_none());
    }
}
