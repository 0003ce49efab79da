package io.ringdown.storage;

import static io.ringdown.storage.Some.NOW;
import static io.ringdown.storage.Some.TAKEOVER;
import static io.ringdown.storage.Some.attempt;
import static io.ringdown.storage.Some.owed;
import static io.ringdown.storage.Some.phone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.binding.BindingCensus.Count;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.Channel;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every count of bindings tells. */
interface BindingCensusContract {
  TestDatabase database();

  @Test
  default void countsByChannelAndStatus() {
    var account = Some.account();
    var rare = new Channel("rare-" + account.value().substring(26));
    for (var i = 0; i < 3; i++) {
      database()
          .bindings
          .register(phone(account, "bob", rare, "t" + i, "d" + i, null, NOW), TAKEOVER);
    }
    var delivery = owed(database().calls.admit(Some.call(account, "bob"), TAKEOVER)).get(0);
    database()
        .calls
        .record(List.of(attempt(delivery, new BindingGone(Optional.empty(), "gone", "gone"))));

    assertThat(database().census.count())
        .filteredOn(count -> count.channel().equals(rare))
        .containsExactlyInAnyOrder(
            new Count(rare, BindingStatus.ACTIVE, 2), new Count(rare, BindingStatus.INVALID, 1));
  }
}
