//! Where the key of a store may be kept outside of its folder. Only the key: a record is larger than some keychains take, and its two copies are what
//! survives a loss of power.
use super::KEY_BYTES;
use crate::license::Fault;
use std::fmt;

/// Keeps the 32 bytes that seal a store: the keychain of the system ([`SystemKeychain`](crate::SystemKeychain), with the feature `keychain`), or another.
pub trait Keychain: fmt::Debug + Send + Sync {
    /// `None`: there is none under this name. A fault is "ask again" and never damage; what is stored stays as it is.
    fn read_key(&self, account: &str) -> Result<Option<[u8; KEY_BYTES]>, Fault>;
    /// Keeps a key, in the place of the one before.
    fn write_key(&self, account: &str, key: &[u8; KEY_BYTES]) -> Result<(), Fault>;
}

#[cfg(feature = "keychain")]
pub(crate) use system::is_key_in_keychain;
#[cfg(feature = "keychain")]
pub use system::SystemKeychain;

#[cfg(feature = "keychain")]
mod system {
    use super::{Fault, Keychain, KEY_BYTES};
    use crate::store::evidence::{bytes_from_base64, to_base64url};
    use crate::store::{IN_KEYCHAIN, KEY};
    use keyring_core::api::CredentialStoreApi;
    use keyring_core::{Entry, Error};
    use std::fs;
    use std::path::Path;

    #[cfg(target_os = "macos")]
    use apple_native_keyring_store::keychain::Store;
    #[cfg(windows)]
    use windows_native_keyring_store::Store;
    #[cfg(all(unix, not(any(target_os = "android", target_os = "ios", target_os = "macos"))))]
    use zbus_secret_service_keyring_store::Store;

    const SERVICE: &str = "latchkey";
    const UNLOCK: &str = "unlock it and try again, or keep the key in a file.";

    /// The keychain of the operating system: Credential Manager, Keychain, or the Secret Service.
    #[derive(Debug, Clone, Copy, Default)]
    pub struct SystemKeychain;

    impl Keychain for SystemKeychain {
        fn read_key(&self, account: &str) -> Result<Option<[u8; KEY_BYTES]>, Fault> {
            match entry(account).and_then(|entry| entry.get_password()) {
                // What is no key of ours is damage, and seen as such by the store.
                Ok(text) => Ok(bytes_from_base64(&text)),
                Err(Error::NoEntry | Error::BadEncoding(_)) => Ok(None),
                Err(_) => Err(Fault::NotReadable(format!("The system's keychain does not answer: {UNLOCK}"))),
            }
        }

        fn write_key(&self, account: &str, key: &[u8; KEY_BYTES]) -> Result<(), Fault> {
            let written = entry(account).and_then(|entry| entry.set_password(&to_base64url(key)));
            written.map_err(|_| Fault::NotWritable(format!("Nothing can be stored in the system's keychain: {UNLOCK}")))
        }
    }

    /// Connected anew each time: a keychain that did not answer once may do so now.
    fn entry(account: &str) -> keyring_core::Result<Entry> {
        Store::new()?.build(SERVICE, account, None)
    }

    /// Whether the key of the store in a folder is in a keychain.
    pub(crate) fn is_key_in_keychain(folder: &Path) -> bool {
        fs::read(folder.join(KEY)).is_ok_and(|key| key == IN_KEYCHAIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{hex, random, Damage, Evidence, Store};
    use std::collections::HashMap;
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::sync::{Arc, Mutex};

    /// Stands for the system's; without keys it is one that does not answer.
    #[derive(Debug)]
    struct InMemory(Mutex<Option<HashMap<String, [u8; KEY_BYTES]>>>);

    impl Keychain for InMemory {
        fn read_key(&self, account: &str) -> Result<Option<[u8; KEY_BYTES]>, Fault> {
            let keys = self.0.lock().expect("no panic");
            keys.as_ref().map(|keys| keys.get(account).copied()).ok_or_else(|| Fault::NotReadable("locked".into()))
        }

        fn write_key(&self, account: &str, key: &[u8; KEY_BYTES]) -> Result<(), Fault> {
            let mut keys = self.0.lock().expect("no panic");
            let keys = keys.as_mut().ok_or_else(|| Fault::NotWritable("locked".into()))?;
            keys.insert(account.into(), *key);
            Ok(())
        }
    }

    fn keychain() -> Arc<InMemory> {
        Arc::new(InMemory(Mutex::new(Some(HashMap::new()))))
    }

    /// A folder that is removed at the end of a test.
    struct Place(PathBuf);

    impl Place {
        fn new() -> Self {
            let name = format!("latchkey-{}", hex(&random::<8>().expect("randomness")));
            Place(std::env::temp_dir().join(name))
        }

        fn store(&self, keychain: Option<Arc<InMemory>>) -> Store {
            Store::new(self.0.clone(), "acme-cad", keychain.map(|it| it as Arc<dyn Keychain>))
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn keep(store: &Store, code: &str) -> Result<(), Fault> {
        store.update(|_| Ok(((), Some(Evidence { code: Some(code.into()), ..Evidence::default() }))))
    }

    fn code_in(store: &Store) -> Option<String> {
        store.read().ok()?.evidence.code
    }

    fn file_key(folder: &Path) -> Vec<u8> {
        fs::read(folder.join("key")).expect("the file key")
    }

    #[test]
    fn a_new_store_keeps_its_key_there_and_in_no_file() {
        let (place, chain) = (Place::new(), keychain());
        keep(&place.store(Some(chain.clone())), "LKA1-X").expect("stored");
        assert_eq!(file_key(&place.0), b"LKK1");
        assert_eq!(chain.0.lock().unwrap().as_ref().map(HashMap::len), Some(1));
        assert_eq!(code_in(&place.store(Some(chain))).as_deref(), Some("LKA1-X"));
    }

    #[test]
    fn the_name_is_the_digest_of_the_absolute_folder_as_in_every_host() {
        let chain = keychain();
        let place = Place::new();
        let roundabout = place.0.join("..").join(place.0.file_name().unwrap());
        keep(&Store::new(roundabout, "acme-cad", Some(chain.clone())), "LKA1-X").expect("stored");
        use sha2::{Digest, Sha256};
        let account = hex(&Sha256::digest(place.0.to_str().unwrap()));
        assert!(chain.read_key(&account).expect("an answer").is_some());
    }

    #[test]
    fn one_whose_key_lies_in_its_folder_is_opened_as_before() {
        let (place, chain) = (Place::new(), keychain());
        keep(&place.store(None), "LKA1-X").expect("stored");
        let with = place.store(Some(chain.clone()));
        assert_eq!(code_in(&with).as_deref(), Some("LKA1-X"));
        keep(&with, "LKA1-Y").expect("stored");
        assert_eq!(file_key(&place.0).len(), KEY_BYTES);
        assert_eq!(chain.0.lock().unwrap().as_ref().map(HashMap::len), Some(0));
        assert_eq!(code_in(&place.store(None)).as_deref(), Some("LKA1-Y"));
    }

    #[test]
    fn a_locked_one_is_no_damage_and_changes_nothing() {
        let (place, chain) = (Place::new(), keychain());
        let store = place.store(Some(chain.clone()));
        keep(&store, "LKA1-X").expect("stored");
        let keys = chain.0.lock().unwrap().take();
        assert!(matches!(store.read(), Err(Fault::NotReadable(_))));
        assert!(matches!(keep(&store, "LKA1-Y"), Err(Fault::NotReadable(_))));
        assert!(matches!(place.store(None).read(), Err(Fault::NotReadable(sentence)) if sentence.contains("keychain")));
        *chain.0.lock().unwrap() = keys;
        assert_eq!(code_in(&store).as_deref(), Some("LKA1-X"));
    }

    #[test]
    fn one_that_takes_nothing_leaves_no_store_behind_that_cannot_be_opened() {
        let (place, chain) = (Place::new(), keychain());
        let keys = chain.0.lock().unwrap().take();
        let store = place.store(Some(chain.clone()));
        assert!(matches!(keep(&store, "LKA1-X"), Err(Fault::NotWritable(_))));
        assert!(!place.0.join("key").exists());
        *chain.0.lock().unwrap() = keys;
        keep(&store, "LKA1-X").expect("stored");
        assert_eq!(code_in(&store).as_deref(), Some("LKA1-X"));
    }

    #[test]
    fn a_key_that_it_has_lost_is_damage_and_a_new_one_is_made() {
        let (place, chain) = (Place::new(), keychain());
        let store = place.store(Some(chain.clone()));
        keep(&store, "LKA1-X").expect("stored");
        chain.0.lock().unwrap().as_mut().unwrap().clear();
        assert!(matches!(store.read(), Ok(kept) if kept.damage == Damage::Lost));
        keep(&store, "LKA1-Y").expect("stored");
        assert_eq!((code_in(&store).as_deref(), file_key(&place.0).as_slice()), (Some("LKA1-Y"), b"LKK1".as_slice()));
        let names = fs::read_dir(&place.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert_eq!(names.filter(|name| name.contains(".damaged-")).count(), 2);
    }
}
