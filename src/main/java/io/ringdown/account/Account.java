package io.ringdown.account;

import io.ringdown.call.AccountSid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Twilio account that Ringdown serves.
 *
 * @param authTokens what Twilio signs its webhooks with: the primary and, during a rotation, the
 *     secondary; any of them verifies
 * @param apiKeys what the account's apps sign their access tokens with
 */
public record Account(
    AccountSid sid,
    @Nullable String friendlyName,
    List<Secret> authTokens,
    List<ApiKey> apiKeys,
    AccountPolicy policy,
    Instant created,
    Instant updated) {

  public Account {
    authTokens = List.copyOf(authTokens);
    apiKeys = List.copyOf(apiKeys);
  }

  /** The API key with this SID, when the account has it. */
  public Optional<ApiKey> apiKey(String keySid) {
    return apiKeys.stream().filter(key -> key.sid().equals(keySid)).findFirst();
  }
}
