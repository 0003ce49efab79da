package io.ringdown.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.CredentialContent;
import io.ringdown.account.CredentialRef;
import io.ringdown.account.CredentialSid;
import io.ringdown.account.CredentialType;
import io.ringdown.account.PushCredential;
import io.ringdown.call.AccountSid;
import io.ringdown.provider.OpenCredentials.Found;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OpenCredentialsTest {
  private static final AccountSid ACCOUNT = new AccountSid("AC" + "0".repeat(32));
  private static final CredentialType TYPE = new CredentialType("fcm");

  private final PinnedClock clock = new PinnedClock();
  private final FakeCredentialStore store = new FakeCredentialStore();
  private final AtomicInteger opened = new AtomicInteger();
  private final List<Integer> forgotten = new ArrayList<>();
  private final OpenCredentials<Integer> credentials =
      new OpenCredentials<>(
          store,
          Runnable::run,
          clock,
          TYPE,
          kept -> Optional.of(opened.incrementAndGet()),
          forgotten::add);

  @Test
  void oneInUseStaysOpenWithAllThatItHolds() {
    var sid = kept('1', 1);
    find(sid, 1);
    for (var minute = 0; minute < 180; minute++) {
      clock.advance(Duration.ofMinutes(1));
      store.down(minute >= 60);
      assertThat(find(sid, 1)).isEqualTo(new Found.Usable<>(1));
    }
    assertThat(forgotten).isEmpty();
  }

  @Test
  void aNewVersionIsOpenedAtOnce() {
    var sid = kept('1', 1);
    find(sid, 1);
    kept('1', 2);

    assertThat(find(sid, 2)).isEqualTo(new Found.Usable<>(2));
    assertThat(find(sid, 1)).isEqualTo(new Found.Usable<>(2));
    assertThat(forgotten).containsExactly(1);
  }

  @Test
  void oneThatNobodyUsedForLongIsForgotten() {
    var idle = kept('1', 1);
    find(idle, 1);
    clock.advance(Duration.ofMinutes(61));
    find(kept('2', 1), 1);
    assertThat(forgotten).containsExactly(1);

    find(idle, 1);

    assertThat(opened).hasValue(3);
    assertThat(forgotten).containsExactly(1);
  }

  private CredentialSid kept(char digit, int version) {
    var sid = new CredentialSid("CR" + String.valueOf(digit).repeat(32));
    store.keep(
        new PushCredential(
            sid,
            ACCOUNT,
            null,
            TYPE,
            new CredentialContent(Map.of(), Map.of()),
            version,
            clock.instant(),
            clock.instant()));
    return sid;
  }

  private Found<Integer> find(CredentialSid sid, int version) {
    return credentials.find(ACCOUNT, new CredentialRef(sid, version)).toCompletableFuture().join();
  }
}
