package latchkey.client;

import java.util.Optional;

/**
 * What a system is. Copies of a container or of a virtual machine share identifiers, so people are told.
 *
 * @param form computer, virtual machine or container
 * @param provider who provides it, as far as it says so: "VirtualBox", "Docker"
 */
public record Nature(String form, Optional<String> provider) {}
