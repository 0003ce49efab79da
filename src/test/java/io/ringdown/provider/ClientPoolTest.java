package io.ringdown.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.provider.ClientPool.Member;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClientPoolTest {
  private final List<Object> closed = new ArrayList<>();
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final ClientPool<Object> pool = new ClientPool<>(Object::new, closed::add, now::get);

  @Test
  void oneClientServesWhatOneConnectionCarries() {
    assertThat(clients(take(ClientPool.STREAMS))).hasSize(1);
  }

  @Test
  void anotherGetsOnlyOneUntilItIsAnswered() {
    take(ClientPool.STREAMS);
    var scout = pool.take();
    assertThat(pool.width()).isEqualTo(ClientPool.STREAMS + 1);

    pool.answered(scout);

    assertThat(pool.width()).isEqualTo(2 * ClientPool.STREAMS + 1);
    assertThat(clients(take(ClientPool.STREAMS))).isEqualTo(Set.of(scout.client()));
    assertThat(pool.take().client()).isNotSameAs(scout.client());
  }

  @Test
  void thereIsAnEndToIt() {
    for (var i = 0; i < 2 * OutboundHttp.WIDEST; i++) {
      pool.answered(pool.take());
      pool.take();
    }

    assertThat(pool.width()).isEqualTo(OutboundHttp.WIDEST);
    assertThat(clients(take(100))).hasSizeLessThanOrEqualTo(ClientPool.MOST_CLIENTS);
  }

  @Test
  void silentOneIsNotUsedAgain() {
    var silent = pool.take();
    var beside = pool.take();
    pool.silent(silent);

    assertThat(pool.take().client()).isNotSameAs(silent.client());
    assertThat(closed).isEmpty();
    pool.answered(beside);
    assertThat(closed).containsExactly(silent.client());
    assertThat(pool.width()).isEqualTo(ClientPool.STREAMS + 1);
  }

  @Test
  void oneThatFailedOrWasBusyStays() {
    var first = pool.take();
    pool.failed(first);
    var second = pool.take();
    assertThat(second.client()).isSameAs(first.client());

    now.addAndGet(2 * ClientPool.IDLE.toNanos());
    assertThat(pool.take().client()).isSameAs(first.client());
  }

  @Test
  void oneThatWasIdleForLongIsNotUsedAgain() {
    var first = pool.take();
    pool.answered(first);
    now.addAndGet(ClientPool.IDLE.toNanos());
    assertThat(pool.take().client()).isSameAs(first.client());
    pool.answered(first);

    now.addAndGet(ClientPool.IDLE.toNanos() + 1);

    assertThat(pool.take().client()).isNotSameAs(first.client());
    assertThat(closed).containsExactly(first.client());
  }

  @Test
  void allAreClosedWhenTheyAreBack() {
    var busy = pool.take();
    pool.close();
    assertThat(closed).isEmpty();

    pool.failed(busy);
    assertThat(closed).containsExactly(busy.client());
    var late = pool.take();
    pool.answered(late);
    assertThat(closed).containsExactlyInAnyOrder(busy.client(), late.client());
  }

  private List<Member<Object>> take(int count) {
    List<Member<Object>> taken = new ArrayList<>();
    for (var i = 0; i < count; i++) {
      taken.add(pool.take());
    }
    return taken;
  }

  private static Set<Object> clients(List<Member<Object>> members) {
    Set<Object> clients = new HashSet<>();
    members.forEach(member -> clients.add(member.client()));
    return clients;
  }
}
