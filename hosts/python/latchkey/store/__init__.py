"""The sealed store. What one language has stored here, every other opens (hosts/README.md)."""

from .folder import Folder, state_folder
from .record import PendingRequest, StoredEvidence
from .store import Kept, Store

__all__ = ["Folder", "Kept", "PendingRequest", "Store", "StoredEvidence", "state_folder"]
