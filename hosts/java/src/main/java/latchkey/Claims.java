package latchkey;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an accepted license says. Times are seconds since 1970.
 *
 * @param expiresAt exclusive end of the license; empty: perpetual
 * @param refreshAt when an online client should refresh
 * @param checkInBy when a check-in is required
 * @param features name → {@code Boolean.TRUE} (granted), a {@code Long} or a {@code String}, in the order of the code
 */
public record Claims(
    String licenseId,
    String product,
    byte[] tokenId,
    long issuedAt,
    OptionalLong notBefore,
    OptionalLong expiresAt,
    OptionalLong refreshAt,
    OptionalLong checkInBy,
    long renewWindowSeconds,
    OptionalLong epoch,
    Optional<byte[]> nonce,
    Optional<String> issuer,
    Optional<String> customerId,
    Optional<String> plan,
    List<String> domains,
    Map<String, Object> features) {}
