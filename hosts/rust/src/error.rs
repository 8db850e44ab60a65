use std::fmt;

/// A mistake of the program, never of a customer's input: a bad key, a wrong module, an argument out of its limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// In kebab case, for programs.
    pub name: String,
    /// One sentence for people.
    pub sentence: String,
}

impl Error {
    pub(crate) fn new(name: &str, sentence: impl Into<String>) -> Self {
        Error { name: name.into(), sentence: sentence.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)
    }
}

impl std::error::Error for Error {}
