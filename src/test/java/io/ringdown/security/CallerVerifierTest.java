package io.ringdown.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.ApiKey;
import io.ringdown.account.Secret;
import io.ringdown.account.access.AdminScope;
import io.ringdown.account.audit.Actor;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.config.AdminSettings;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class CallerVerifierTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:10:00Z");
  private static final AccountSid ACCOUNT = new AccountSid("AC00000000000000000000000000000001");
  private static final String SECRET = "abcdefghijklmnopqrstuvwxyz012345";
  private static final String DOTTED_TOKEN = "an.admin.token";

  private final FakeAccountStore accounts = new FakeAccountStore();
  private final CallerVerifier verifier =
      new CallerVerifier(
          new AdminTokens(
              new AdminSettings(DOTTED_TOKEN),
              new FakeAdminTokenStore(),
              new SecureRandom(),
              InstantSource.fixed(NOW)),
          new AccessTokenVerifier(accounts, InstantSource.fixed(NOW)));

  @Test
  void anAdminTokenIsAnAdminWhateverItLooksLike() {
    assertThat(verifier.identify(DOTTED_TOKEN))
        .contains(new Caller.Admin(Actor.CONFIGURED_TOKEN, AdminScope.ALL));
  }

  @Test
  void anAccessTokenIsAnApp() {
    accounts.add(ACCOUNT, new ApiKey("SK00000000000000000000000000000001", new Secret(SECRET)));
    String claims =
        """
        {"iss":"SK00000000000000000000000000000001","sub":"AC00000000000000000000000000000001",
         "exp":1795422000,"grants":{"identity":"bob","voice":{}}}""";

    assertThat(verifier.identify(TokenForge.token(TokenForge.HEADER, claims, SECRET)))
        .contains(new Caller.App(ACCOUNT, new Identity("bob"), NOW.plusSeconds(600)));
  }

  @Test
  void anythingElseIsNobody() {
    assertThat(verifier.identify("")).isEmpty();
    assertThat(verifier.identify("another.admin.token")).isEmpty();
    assertThat(verifier.identify("x".repeat(1_000_000))).isEmpty();
    assertThat(accounts.reads).isZero();
  }
}
