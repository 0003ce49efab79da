package io.ringdown.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.call.AccountSid;
import io.ringdown.delivery.event.Event;
import io.ringdown.delivery.event.EventStore;
import io.ringdown.delivery.event.KeptEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of events keeps, and in which order. */
interface EventStoreContract {
  EventStore store();

  @Test
  default void eventsComeBackInTheirOrderBehindAnId() {
    var before = store().last();
    store().append(List.of(event(1), event(2), event(3)), Some.NOW);

    var kept = store().after(before, 10);

    assertThat(kept).extracting(KeptEvent::event).containsExactly(event(1), event(2), event(3));
    assertThat(store().last()).isEqualTo(kept.get(2).id());
    assertThat(store().after(kept.get(0).id(), 1)).containsExactly(kept.get(1));
    assertThat(store().after(store().last(), 10)).isEmpty();
  }

  @Test
  default void noneAppearsBehindAReaderWhoeverWrites() throws Exception {
    var begin = store().last();
    var seen = new ArrayList<Long>();
    var counts =
        Together.run(
            5,
            number -> {
              if (number == 0) {
                var position = begin;
                while (seen.size() < 4 * 50) {
                  for (var one : store().after(position, 1000)) {
                    position = one.id();
                    seen.add(position);
                  }
                }
                return seen.size();
              }
              IntStream.range(0, 25)
                  .forEach(i -> store().append(List.of(event(i), event(number)), Some.NOW));
              return 50;
            });

    assertThat(counts).containsExactly(200, 50, 50, 50, 50);
    assertThat(seen).doesNotHaveDuplicates().isSorted();
  }

  @Test
  default void theOldestArePurged() {
    while (store().purge(Some.NOW.plusSeconds(60), 100) > 0) {
      // what other tests left
    }
    var before = store().last();
    store().append(List.of(event(1), event(2)), Some.NOW);
    store().append(List.of(event(3)), Some.NOW.plusSeconds(10));

    assertThat(store().purge(Some.NOW.plusSeconds(10), 100)).isEqualTo(2);
    assertThat(store().purge(Some.NOW.plusSeconds(10), 100)).isZero();

    assertThat(store().after(before, 10)).extracting(KeptEvent::event).containsExactly(event(3));
  }

  private static Event event(int number) {
    return new Event(
        new AccountSid("AC" + "0".repeat(32)), Event.BINDING, "BS" + number, "registered");
  }
}
