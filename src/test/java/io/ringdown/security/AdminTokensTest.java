package io.ringdown.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.Secret;
import io.ringdown.config.AdminSettings;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdminTokensTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:10:00Z");

  private final FakeAdminTokenStore store = new FakeAdminTokenStore();

  @Test
  void theConfiguredTokenIsTheOnlyOne() {
    String made = firstToken(tokens(null));
    AdminTokens tokens = tokens("configured-token");

    assertThat(tokens.verify("configured-token")).contains(new Caller.Admin("configured"));
    assertThat(tokens.verify("configured-tokem")).isEmpty();
    assertThat(tokens.verify("")).isEmpty();
    assertThat(tokens.verify(made)).isEmpty();
    assertThat(tokens.firstStart()).isEmpty();
  }

  @Test
  void withoutOneTheFirstStartMakesOne() {
    AdminTokens tokens = tokens(null);

    String token = firstToken(tokens);

    assertThat(token).matches("rda_[A-Za-z0-9_-]{43}");
    assertThat(tokens.verify(token)).contains(new Caller.Admin("first"));
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
              assertThat(kept.created()).isEqualTo(NOW);
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
    return new AdminTokens(
        new AdminSettings(configured), store, new SecureRandom(), InstantSource.fixed(NOW));
  }

  private static String firstToken(AdminTokens tokens) {
    return tokens.firstStart().map(Secret::reveal).orElseThrow();
  }
}
