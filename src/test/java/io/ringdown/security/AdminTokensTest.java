package io.ringdown.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.Secret;
import io.ringdown.account.access.AdminScope;
import io.ringdown.account.access.AdminTokenSid;
import io.ringdown.account.access.AdminTokenStore.Revocation;
import io.ringdown.account.audit.Actor;
import io.ringdown.call.AccountSid;
import io.ringdown.config.AdminSettings;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdminTokensTest {
  private static final Actor SOMEBODY = new Actor(Actor.Kind.OIDC, "somebody", null);
  private static final AccountSid ACCOUNT = new AccountSid("AC" + "0".repeat(32));

  private Instant now = Instant.parse("2026-11-23T08:10:00Z");

  private final FakeAdminTokenStore store = new FakeAdminTokenStore();

  @Test
  void theConfiguredTokenTakesThePlaceOfTheFirst() {
    String first = firstToken(tokens(null));
    AdminTokens tokens = tokens("configured-token");

    assertThat(tokens.verify("configured-token"))
        .contains(new Caller.Admin(Actor.CONFIGURED_TOKEN, AdminScope.ALL));
    assertThat(tokens.verify("configured-tokem")).isEmpty();
    assertThat(tokens.verify("")).isEmpty();
    assertThat(tokens.verify(first)).isEmpty();
    assertThat(tokens.state(store.tokens.get(0))).isEqualTo(AdminTokens.State.SUPERSEDED);
    assertThat(tokens.firstStart()).isEmpty();
    assertThat(tokens(null).verify(first)).as("when it is no longer configured").isPresent();
  }

  @Test
  void tokensThatWereMadeAreGoodBesideAConfiguredOne() {
    AdminScope scope = new AdminScope(Optional.of(ACCOUNT), true);
    AdminTokens.Made made = tokens("configured-token").make("ci", scope, null, SOMEBODY);

    for (AdminTokens tokens : List.of(tokens("configured-token"), tokens(null))) {
      assertThat(tokens.verify(made.token().reveal()))
          .contains(new Caller.Admin(made.kept().actor(), scope));
    }
    assertThat(made.kept().actor().name()).isEqualTo("ci");
  }

  @Test
  void aTokenEndsAtItsTime() {
    AdminTokens tokens = tokens(null);
    String token =
        tokens.make("ci", AdminScope.ALL, now.plusSeconds(60), SOMEBODY).token().reveal();

    now = now.plusSeconds(59);
    assertThat(tokens.verify(token)).isPresent();
    now = now.plusSeconds(1);
    assertThat(tokens.verify(token)).isEmpty();
    assertThat(tokens.state(store.tokens.get(0))).isEqualTo(AdminTokens.State.EXPIRED);
  }

  @Test
  void aRevokedTokenIsGoneAtOnceForEverybody() {
    AdminTokens.Made made = tokens("configured").make("ci", AdminScope.ALL, null, SOMEBODY);
    AdminTokens anotherNode = tokens("configured");
    assertThat(anotherNode.verify(made.token().reveal())).isPresent();

    assertThat(tokens("configured").revoke(made.kept().sid(), SOMEBODY))
        .isEqualTo(Revocation.REVOKED);

    assertThat(anotherNode.verify(made.token().reveal())).isEmpty();
  }

  @Test
  void theLastWayInStays() {
    AdminTokens tokens = tokens(null);
    firstToken(tokens);
    AdminTokenSid first = store.tokens.get(0).sid();
    tokens.make("reader", new AdminScope(Optional.empty(), true), null, SOMEBODY);
    tokens.make("of one", new AdminScope(Optional.of(ACCOUNT), false), null, SOMEBODY);
    tokens.make("for a day", AdminScope.ALL, now.plusSeconds(86_400), SOMEBODY);

    assertThat(tokens.revoke(first, SOMEBODY)).isEqualTo(Revocation.LAST);

    tokens.make("another", AdminScope.ALL, null, SOMEBODY);
    assertThat(tokens.revoke(first, SOMEBODY)).isEqualTo(Revocation.REVOKED);
    assertThat(tokens.firstStart()).as("the other one is a way in").isEmpty();
  }

  @Test
  void useIsNotedOnceAnHourAndNeedNotBe() {
    AdminTokens tokens = tokens(null);
    String token = firstToken(tokens);

    tokens.verify(token);
    now = now.plusSeconds(3_599);
    tokens.verify(token);
    assertThat(store.notes).isEqualTo(1);
    now = now.plusSeconds(1);
    tokens.verify(token);
    assertThat(store.notes).isEqualTo(2);
    assertThat(store.tokens.get(0).used()).isEqualTo(now);

    now = now.plusSeconds(3_600);
    store.writable = false;
    assertThat(tokens.verify(token)).isPresent();
  }

  @Test
  void withoutOneTheFirstStartMakesOne() {
    AdminTokens tokens = tokens(null);

    String token = firstToken(tokens);

    assertThat(token).matches("rda_[A-Za-z0-9_-]{43}");
    assertThat(tokens.verify(token))
        .hasValueSatisfying(
            admin -> {
              assertThat(admin.name()).isEqualTo("first");
              assertThat(admin.scope()).isEqualTo(AdminScope.ALL);
            });
    assertThat(tokens.verify(token + "x")).isEmpty();
    assertThat(tokens(null).verify(token)).as("after a restart").isPresent();
  }

  @Test
  void onlyItsHashIsKept() {
    String token = firstToken(tokens(null));

    assertThat(store.tokens)
        .singleElement()
        .satisfies(
            kept -> {
              assertThat(kept.hash())
                  .isEqualTo(
                      HexFormat.of()
                          .formatHex(Hashes.sha256(token.getBytes(StandardCharsets.UTF_8))));
              assertThat(kept.created()).isEqualTo(now);
              assertThat(kept.toString()).doesNotContain(token);
            });
  }

  @Test
  void theSecondStartMakesNone() {
    firstToken(tokens(null));

    assertThat(tokens(null).firstStart()).isEmpty();
    assertThat(store.tokens).hasSize(1);
  }

  @Test
  void whatIsNotOfOurMakingCostsNoQuery() {
    firstToken(tokens(null));

    assertThat(tokens(null).verify("eyJhbGciOiJIUzI1NiJ9.e30.x")).isEmpty();
    assertThat(store.reads).isZero();
  }

  private AdminTokens tokens(@Nullable String configured) {
    return new AdminTokens(new AdminSettings(configured), store, new SecureRandom(), () -> now);
  }

  private static String firstToken(AdminTokens tokens) {
    return tokens.firstStart().map(Secret::reveal).orElseThrow();
  }
}
