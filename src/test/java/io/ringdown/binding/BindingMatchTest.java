package io.ringdown.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.AccountPolicy;
import io.ringdown.account.AccountPolicy.Ring;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BindingMatchTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:10:00Z");
  private static final Random RANDOM = new Random(5);

  private final Binding old =
      binding(BindingStatus.ACTIVE, NOW.minusSeconds(100), NOW.plusSeconds(1));
  private final Binding recent =
      binding(BindingStatus.ACTIVE, NOW.minusSeconds(1), NOW.plusSeconds(1));
  private final Binding dead = binding(BindingStatus.INVALID, NOW, NOW.plusSeconds(1));
  private final Binding expired = binding(BindingStatus.ACTIVE, NOW, NOW);

  @Test
  void ringsAllThatAreAliveTheNewestFirst() {
    assertThat(match(AccountPolicy.DEFAULT).bindings()).containsExactly(recent, old);
  }

  @Test
  void ringsTheNewestOnlyWhenThePolicySaysSo() {
    assertThat(match(newest(null)).bindings()).containsExactly(recent);
    assertThat(match(newest(1)).bindings()).containsExactly(recent);
    assertThat(match(newest(5)).bindings()).containsExactly(recent, old);
  }

  @Test
  void isEmptyWhenNobodyIsAlive() {
    assertThat(BindingMatch.choose(List.of(dead, expired), AccountPolicy.DEFAULT, NOW).isEmpty())
        .isTrue();
  }

  private BindingMatch match(AccountPolicy policy) {
    return BindingMatch.choose(List.of(old, dead, recent, expired), policy, NOW);
  }

  private static AccountPolicy newest(@Nullable Integer count) {
    var d = AccountPolicy.DEFAULT;
    return new AccountPolicy(
        null,
        d.onLimit(),
        true,
        Ring.NEWEST,
        count,
        d.answerWhen(),
        d.answerWithin(),
        d.ringWindow(),
        true);
  }

  private static Binding binding(BindingStatus status, Instant registered, Instant expires) {
    return new Binding(
        BindingSid.generate(RANDOM),
        new AccountSid("AC" + "0".repeat(32)),
        new Identity("bob"),
        new Target(new Channel("external"), null, null, null, Map.of()),
        null,
        List.of(),
        status,
        null,
        registered,
        expires,
        registered,
        registered,
        null,
        1);
  }
}
