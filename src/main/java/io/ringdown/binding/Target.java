package io.ringdown.binding;

import io.ringdown.account.CredentialSid;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a notification goes: a channel, the address there, and what is needed to use it.
 *
 * @param address null where the channel has none ({@code websocket}, {@code external})
 * @param credential null where the channel needs none
 * @param environment null, {@code production} or {@code sandbox}: which of a provider's two
 *     services knows the address; kept as told where the channel has but one
 * @param keys what the channel needs beside the address, such as {@code p256dh} and {@code auth}
 */
public record Target(
    Channel channel,
    @Nullable Address address,
    @Nullable CredentialSid credential,
    @Nullable String environment,
    Map<String, String> keys) {

  public Target {
    keys = Map.copyOf(keys);
  }
}
