//! Records as `docs/abi.md` draws them: little-endian, unaligned, `data` behind a u32 length.
use crate::Error;

/// An input record. What the area does not hold is noticed when the module is called.
#[derive(Default)]
pub(crate) struct Writer {
    pub bytes: Vec<u8>,
}

impl Writer {
    pub fn u32(&mut self, value: u32) -> &mut Self {
        self.raw(&value.to_le_bytes())
    }

    pub fn f64(&mut self, value: f64) -> &mut Self {
        self.raw(&value.to_le_bytes())
    }

    /// Bytes as they are, without a length in front.
    pub fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// Exactly N bytes; zeros when there are none.
    pub fn bytes<const N: usize>(&mut self, value: Option<&[u8; N]>) -> &mut Self {
        self.raw(value.unwrap_or(&[0; N]))
    }

    pub fn data(&mut self, bytes: &[u8]) -> &mut Self {
        self.u32(u32::try_from(bytes.len()).unwrap_or(u32::MAX)).raw(bytes)
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        self.data(text.as_bytes())
    }

    pub fn components(&mut self, components: &[[u8; 16]]) -> &mut Self {
        self.data(components.as_flattened())
    }
}

/// Reads an output record.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(record: &'a [u8]) -> Self {
        Reader { rest: record }
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(broken)?;
        self.rest = rest;
        Ok(taken)
    }

    pub fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let mut bytes = [0; N];
        bytes.copy_from_slice(self.take(N)?);
        Ok(bytes)
    }

    pub fn u32(&mut self) -> Result<u32, Error> {
        Ok(u32::from_le_bytes(self.bytes()?))
    }

    /// A whole number; `None` for -1, "absent".
    pub fn i64(&mut self) -> Result<Option<i64>, Error> {
        let value = i64::from_le_bytes(self.bytes()?);
        Ok((value >= 0).then_some(value))
    }

    pub fn data(&mut self) -> Result<&'a [u8], Error> {
        let length = self.u32()? as usize;
        self.take(length)
    }

    pub fn text(&mut self) -> Result<String, Error> {
        String::from_utf8(self.data()?.to_vec()).map_err(|_| broken())
    }

    /// `None` when it is empty.
    pub fn optional_text(&mut self) -> Result<Option<String>, Error> {
        Ok(Some(self.text()?).filter(|text| !text.is_empty()))
    }
}

fn broken() -> Error {
    Error::new("bad-module", "the module answered a broken record")
}
