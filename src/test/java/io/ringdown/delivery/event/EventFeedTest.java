package io.ringdown.delivery.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.call.AccountSid;
import io.ringdown.delivery.SteppedTime;
import io.ringdown.delivery.node.Rounds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventFeedTest implements EventStore {
  private static final AccountSid ONE = new AccountSid("AC" + "1".repeat(32));
  private static final AccountSid OTHER = new AccountSid("AC" + "2".repeat(32));

  private final SteppedTime time = new SteppedTime();
  private final List<KeptEvent> kept = new ArrayList<>();
  private final EventFeed feed =
      new EventFeed(
          this,
          new Rounds(time),
          event -> Optional.of(event.subject()).filter(s -> !s.equals("gone")));
  private final EventRecorder recorder = new EventRecorder(this, time, time, feed::look);
  private int reads;
  private boolean isAway;

  @Test
  void everyListenerHearsItsAccountFromItsPlaceOn() {
    recorder.record(event(ONE, "a"));
    recorder.record(event(OTHER, "b"));
    recorder.record(event(ONE, "c"));
    time.advance(Duration.ofSeconds(1));
    var fromStart = new Heard(ONE, 0);
    var fromNow = new Heard(ONE, last());
    var other = new Heard(OTHER, 0);
    feed.join(fromStart);
    feed.join(fromNow);
    feed.join(other);
    recorder.record(event(ONE, "d"));
    time.advance(Duration.ofSeconds(1));

    assertThat(fromStart.heard).containsExactly("1 a", "3 c", "4 d");
    assertThat(fromNow.heard).containsExactly("4 d");
    assertThat(other.heard).containsExactly("2 b");
  }

  @Test
  void whatIsNotThereAnyMoreIsPassedOver() {
    var listener = new Heard(ONE, 0);
    feed.join(listener);
    recorder.record(event(ONE, "gone"));
    recorder.record(event(ONE, "a"));
    time.advance(Duration.ofSeconds(1));

    assertThat(listener.heard).containsExactly("2 a");
    assertThat(listener.position).isEqualTo(2);
  }

  @Test
  void withoutListenersNothingIsRead() {
    feed.start();
    recorder.record(event(ONE, "a"));
    time.advance(Duration.ofMinutes(1));

    assertThat(reads).isZero();
    assertThat(kept).hasSize(1);
  }

  @Test
  void whoDoesNotKeepUpIsForgottenAndHoldsNobodyUp() {
    var slow = new Heard(ONE, 0);
    slow.gone = true;
    var well = new Heard(ONE, 0);
    feed.join(slow);
    feed.join(well);
    recorder.record(event(ONE, "a"));
    recorder.record(event(ONE, "b"));
    time.advance(Duration.ofSeconds(1));

    assertThat(slow.heard).isEmpty();
    assertThat(well.heard).containsExactly("1 a", "2 b");
  }

  @Test
  void aLostWordIsMadeUpForByALookEachSecond() {
    feed.start();
    var listener = new Heard(ONE, 0);
    feed.join(listener);
    append(List.of(event(ONE, "a")), time.instant());
    time.advance(Duration.ofSeconds(2));

    assertThat(listener.heard).containsExactly("1 a");
  }

  @Test
  void aDatabaseThatIsAwayCostsTheEventsOfThatTime() {
    var listener = new Heard(ONE, 0);
    feed.join(listener);
    isAway = true;
    recorder.record(event(ONE, "a"));
    time.advance(Duration.ofSeconds(1));
    isAway = false;
    recorder.record(event(ONE, "b"));
    time.advance(Duration.ofSeconds(3));

    assertThat(listener.heard).containsExactly("1 b");
  }

  @Test
  void whatWaitsAtTheEndIsKeptWithoutTheExecutor() {
    recorder.record(event(ONE, "a"));
    recorder.record(event(ONE, "b"));
    recorder.flush();

    assertThat(kept).extracting(one -> one.event().subject()).containsExactly("a", "b");
    time.advance(Duration.ofSeconds(1));
    assertThat(kept).hasSize(2);
  }

  @Test
  void anEndWithoutTheDatabaseIsAnEnd() {
    recorder.record(event(ONE, "a"));
    isAway = true;

    recorder.flush();

    assertThat(kept).isEmpty();
  }

  @Test
  void theLineIsShownToBeAlive() {
    feed.start();
    var listener = new Heard(ONE, 0);
    feed.join(listener);
    time.advance(Duration.ofSeconds(31));

    assertThat(listener.pings).isEqualTo(2);
    feed.close();
    assertThat(listener.ended).isTrue();
  }

  @Test
  void aListenerThatFailsEndsNothing() {
    feed.start();
    var broken = new Heard(ONE, 0);
    broken.broken = true;
    var well = new Heard(ONE, 0);
    feed.join(broken);
    time.advance(Duration.ofSeconds(16));

    feed.leave(broken);
    feed.join(well);
    append(List.of(event(ONE, "a")), time.instant());
    time.advance(Duration.ofSeconds(30));

    assertThat(well.heard).containsExactly("1 a");
    assertThat(well.pings).isEqualTo(2);
  }

  @Override
  public long last() {
    return kept.size();
  }

  @Override
  public void append(List<Event> events, Instant at) {
    if (isAway) {
      throw new IllegalStateException("away");
    }
    events.forEach(event -> kept.add(new KeptEvent(kept.size() + 1L, event)));
  }

  @Override
  public List<KeptEvent> after(long id, int limit) {
    reads++;
    return kept.stream().filter(one -> one.id() > id).limit(limit).toList();
  }

  @Override
  public int purge(Instant before, int limit) {
    return 0;
  }

  private static Event event(AccountSid account, String subject) {
    return new Event(account, Event.CALL, subject, "");
  }

  private static final class Heard implements EventFeed.Listener {
    private final AccountSid account;
    private final List<String> heard = new ArrayList<>();
    private long position;
    private boolean gone;
    private boolean broken;
    private int pings;
    private boolean ended;

    Heard(AccountSid account, long position) {
      this.account = account;
      this.position = position;
    }

    @Override
    public AccountSid account() {
      return account;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void passed(long id) {
      position = id;
    }

    @Override
    public boolean send(KeptEvent event, String data) {
      if (!gone) {
        heard.add(event.id() + " " + data);
      }
      return !gone;
    }

    @Override
    public boolean ping() {
      if (broken) {
        throw new IllegalStateException("broken");
      }
      pings++;
      return !gone;
    }

    @Override
    public void end() {
      ended = true;
    }
  }
}
