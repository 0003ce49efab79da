package io.ringdown.delivery.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.audit.AuditEntry;
import io.ringdown.account.audit.AuditFilter;
import io.ringdown.account.audit.AuditLog;
import io.ringdown.account.audit.PagedEntry;
import io.ringdown.delivery.SteppedTime;
import io.ringdown.delivery.event.Event;
import io.ringdown.delivery.event.EventStore;
import io.ringdown.delivery.event.KeptEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HousekeepingTest implements ExpiryStore, EventStore {
  private final SteppedTime time = new SteppedTime();
  private final Instant now = time.instant();
  private final Housekeeping housekeeping =
      new Housekeeping(
          this,
          this,
          new PurgedAudit(),
          time,
          Duration.ofDays(7),
          Duration.ofDays(2),
          Duration.ofDays(365));
  private final List<String> asked = new ArrayList<>();
  private int left = 450;

  @Test
  void endsAllCallsOfWhichTheLastOutcomeIsIn() {
    housekeeping.endCalls();

    assertThat(asked).hasSize(3).containsOnly("end " + now.minusSeconds(1));
    assertThat(left).isZero();
  }

  @Test
  void deletesWhatIsOlderThanItIsKept() {
    left = 0;
    housekeeping.purge();

    assertThat(asked)
        .containsExactly(
            "events " + now.minus(Duration.ofMinutes(5)),
            "audit " + now.minus(Duration.ofDays(365)),
            "calls " + now.minus(Duration.ofDays(7)),
            "bindings " + now.minus(Duration.ofDays(2)),
            "histories " + now.minus(Duration.ofDays(2)));
  }

  @Override
  public int endCalls(Instant deadlineBefore, int limit) {
    return batch("end " + deadlineBefore, limit);
  }

  @Override
  public int deleteCalls(Instant deadlineBefore, int limit) {
    return batch("calls " + deadlineBefore, limit);
  }

  @Override
  public int deleteBindings(Instant deadSince, Instant at, int limit) {
    assertThat(at).isEqualTo(now);
    return batch("bindings " + deadSince, limit);
  }

  @Override
  public int deleteHistories(Instant endedBefore, int limit) {
    return batch("histories " + endedBefore, limit);
  }

  @Override
  public int purge(Instant before, int limit) {
    return batch("events " + before, limit);
  }

  @Override
  public long last() {
    throw new AssertionError("not to be asked");
  }

  @Override
  public void append(List<Event> events, Instant at) {
    throw new AssertionError("not to be asked");
  }

  @Override
  public List<KeptEvent> after(long id, int limit) {
    throw new AssertionError("not to be asked");
  }

  private final class PurgedAudit implements AuditLog {
    @Override
    public int purge(Instant before, int limit) {
      return batch("audit " + before, limit);
    }

    @Override
    public void record(AuditEntry entry) {
      throw new AssertionError("not to be asked");
    }

    @Override
    public List<PagedEntry> list(AuditFilter filter, Optional<Position> after, int limit) {
      throw new AssertionError("not to be asked");
    }
  }

  private int batch(String what, int limit) {
    asked.add(what);
    var done = Math.min(left, limit);
    left -= done;
    return done;
  }
}
