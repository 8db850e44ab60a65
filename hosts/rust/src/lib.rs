//! Checks licenses without a network.
//!
//! Behind this crate works the project's one verifier, a WebAssembly module that is part of the crate. Nothing about licenses is decided here: bytes go
//! in, verdicts come out. What they mean is written in the project's `docs/decisions.md`.
//!
//! [`Verifier`] is all that a program needs which holds codes itself; [`License`] (feature `client`, on by default) also knows the machine, keeps a sealed
//! store and lives the life of a license from the request to the receipt.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod answer;
mod engine;
mod error;
mod module;
mod record;
mod verdict;
mod verifier;

pub use error::Error;
pub use verdict::{Accepted, Claims, Evidence, FeatureValue, MachineMatch, Place, Problem, Receipt, Refused, Request, Spelled, Verdict};
pub use verifier::{Component, DecodedLetter, MadeRequest, RequestInput, Verifier, MODULE};

#[cfg(feature = "client")]
mod license;
#[cfg(feature = "client")]
mod machine;
#[cfg(feature = "client")]
mod store;

#[cfg(feature = "client")]
pub use license::{Fault, Installation, Judged, JudgedState, License, LicenseOptions, Release, Standing, StandingRequest};
#[cfg(feature = "client")]
pub use machine::{read_machine, read_machine_from, Finding, Machine, MachineSource, Nature, ThisMachine};
#[cfg(feature = "client")]
pub use store::Keychain;
#[cfg(feature = "client")]
#[cfg(feature = "keychain")]
pub use store::SystemKeychain;

#[cfg(feature = "command")]
pub mod command;
