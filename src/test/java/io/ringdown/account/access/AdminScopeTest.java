package io.ringdown.account.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.call.AccountSid;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminScopeTest {
  private static final Optional<AccountSid> OWN =
      Optional.of(new AccountSid("AC" + "1".repeat(32)));
  private static final Optional<AccountSid> OTHER =
      Optional.of(new AccountSid("AC" + "2".repeat(32)));
  private static final Optional<AccountSid> NONE = Optional.empty();

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "BREW"})
  void oneThatIsUnlimitedMayDoEverything(String method) {
    assertThat(AdminScope.ALL.permits(method, OWN)).isTrue();
    assertThat(AdminScope.ALL.permits(method, NONE)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
  void oneOfAnAccountMayDoEverythingInIt(String method) {
    var scope = new AdminScope(OWN, false);
    assertThat(scope.permits(method, OWN)).isTrue();
    assertThat(scope.permits(method, OTHER)).isFalse();
    assertThat(scope.permits(method, NONE)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "get", "BREW"})
  void oneThatReadsChangesNothing(String method) {
    assertThat(new AdminScope(NONE, true).permits(method, OWN)).isFalse();
    assertThat(new AdminScope(OWN, true).permits(method, OWN)).isFalse();
  }

  @Test
  void oneThatReadsSeesWhatIsInItsReach() {
    assertThat(new AdminScope(NONE, true).permits("GET", OTHER)).isTrue();
    assertThat(new AdminScope(NONE, true).permits("HEAD", NONE)).isTrue();
    assertThat(new AdminScope(OWN, true).permits("GET", OWN)).isTrue();
    assertThat(new AdminScope(OWN, true).permits("GET", OTHER)).isFalse();
    assertThat(new AdminScope(OWN, true).permits("GET", NONE)).isFalse();
  }
}
