package io.ringdown.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.call.AccountSid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfiguredAccountTest {
  private static final AccountSid SID = new AccountSid("AC" + "0".repeat(32));
  private static final Instant NOW = Instant.parse("2026-11-23T08:10:00Z");
  private static final Secret TOKEN = new Secret("configured");
  private static final Secret OTHER = new Secret("other");
  private static final ApiKey KEY = new ApiKey("SK" + "1".repeat(32), new Secret("secret"));

  @Test
  void anAccountThatIsNotThereIsMade() {
    assertThat(new ConfiguredAccount(SID, TOKEN, KEY).missingFrom(Optional.empty(), NOW))
        .contains(
            new Account(SID, null, List.of(TOKEN), List.of(KEY), AccountPolicy.DEFAULT, NOW, NOW));
  }

  @Test
  void whatWasSetBesideTheConfiguredSecretsStays() {
    var before = account(List.of(OTHER, TOKEN), List.of(KEY));

    assertThat(new ConfiguredAccount(SID, TOKEN, KEY).missingFrom(before, NOW)).isEmpty();
    assertThat(new ConfiguredAccount(SID, TOKEN, null).missingFrom(before, NOW)).isEmpty();
  }

  @Test
  void aSecretThatIsConfiguredAnewTakesThePlaceOfAllOthers() {
    var before = account(List.of(OTHER), List.of());

    assertThat(new ConfiguredAccount(SID, TOKEN, KEY).missingFrom(before, NOW))
        .hasValueSatisfying(
            account -> {
              assertThat(account.authTokens()).containsExactly(TOKEN);
              assertThat(account.apiKeys()).containsExactly(KEY);
              assertThat(account.friendlyName()).isEqualTo("Support");
              assertThat(account.created()).isEqualTo(Instant.EPOCH);
              assertThat(account.updated()).isEqualTo(NOW);
            });
  }

  private static Optional<Account> account(List<Secret> tokens, List<ApiKey> keys) {
    return Optional.of(
        new Account(
            SID, "Support", tokens, keys, AccountPolicy.DEFAULT, Instant.EPOCH, Instant.EPOCH));
  }
}
