package io.ringdown.binding;

import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks to be bound, checked for its channel.
 *
 * @param tags at most 64, each 1 to 128 characters
 * @param expiresAt null for one year after {@code at}
 * @param node the process that holds the connection, for a channel that is one; else null
 * @param at when it was asked
 * @param by who asked
 */
public record Registration(
    AccountSid account,
    Identity identity,
    Target target,
    @Nullable DeviceId deviceId,
    List<String> tags,
    @Nullable Instant expiresAt,
    @Nullable NodeId node,
    Instant at,
    ChangedBy by) {

  public Registration {
    tags = List.copyOf(tags);
  }
}
