package io.ringdown.cli;

import io.ringdown.cli.service.ApiPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which bindings. */
final class BindingFilters {
  @Option(names = "--identity", paramLabel = "NAME", description = "Of this identity.")
  @Nullable String identity;

  @Option(names = "--channel", paramLabel = "NAME", description = "fcm, apns-voip, apns …")
  @Nullable String channel;

  @Option(names = "--status", paramLabel = "NAME", description = "active or invalid.")
  @Nullable String status;

  @Option(names = "--device-id", paramLabel = "ID", description = "Of this device.")
  @Nullable String deviceId;

  @Option(names = "--address", paramLabel = "TEXT", description = "With this address.")
  @Nullable String address;

  @Option(names = "--tag", paramLabel = "TEXT", description = "With this tag.")
  @Nullable String tag;

  @Option(names = "--credential", paramLabel = "SID", description = "With this credential.")
  @Nullable String credential;

  ApiPath of(ApiPath bindings) {
    return bindings
        .with("identity", identity)
        .with("channel", channel)
        .with("status", status)
        .with("device_id", deviceId)
        .with("address", address)
        .with("tag", tag)
        .with("credential", credential);
  }
}
