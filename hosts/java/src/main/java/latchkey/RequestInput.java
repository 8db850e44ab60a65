package latchkey;

import java.util.List;

/**
 * What a machine puts into its activation request.
 *
 * @param nonce 8 random bytes
 * @param components 1 to 8 of 16 bytes, all different
 * @param secret 16 random bytes that the machine keeps; null: no receipt can free the seat
 * @param witness the stored witness, or null
 * @param label a name for the machine, at most 64 bytes
 * @param licenseKey then one scan is enough, and the picture of the request is a secret; empty: none
 */
public record RequestInput(
    byte[] nonce, String product, List<byte[]> components, byte[] secret, byte[] witness, String label, String licenseKey) {}
