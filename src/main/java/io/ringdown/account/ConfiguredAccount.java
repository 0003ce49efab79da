package io.ringdown.account;

import io.ringdown.call.AccountSid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The account that the configuration gives. At each start its secrets must be among those of the
 * account; where they are, what was set through the API beside them stays, a secondary auth token
 * for instance. Where they are not, the configuration was changed, and its secrets take the place
 * of all others: who replaces a secret that leaked wants the old one gone.
 *
 * @param apiKey null when none is given
 */
public record ConfiguredAccount(AccountSid sid, Secret authToken, @Nullable ApiKey apiKey) {

  /** What the account must become, or nothing when it has all that is configured. */
  public Optional<Account> missingFrom(Optional<Account> before, Instant now) {
    var tokens =
        before
            .map(Account::authTokens)
            .filter(known -> known.contains(authToken))
            .orElse(List.of(authToken));
    var given = apiKey == null ? List.<ApiKey>of() : List.of(apiKey);
    var keys = before.map(Account::apiKeys).filter(known -> known.containsAll(given)).orElse(given);
    if (before.isPresent()
        && before.get().authTokens().equals(tokens)
        && before.get().apiKeys().equals(keys)) {
      return Optional.empty();
    }
    return Optional.of(
        new Account(
            sid,
            before.map(Account::friendlyName).orElse(null),
            tokens,
            keys,
            before.map(Account::policy).orElse(AccountPolicy.DEFAULT),
            before.map(Account::created).orElse(now),
            now));
  }
}
