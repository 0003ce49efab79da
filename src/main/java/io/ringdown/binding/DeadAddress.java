package io.ringdown.binding;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A provider's word that an address is dead.
 *
 * @param since a binding that was registered later is not meant
 * @param code the provider's own word
 * @param detail what that means, without the address
 * @param twilioCode Twilio's error with the same meaning, where it has one
 * @param at when it was said
 */
public record DeadAddress(
    Instant since, String code, String detail, @Nullable Integer twilioCode, Instant at) {}
