package io.ringdown.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.binding.NodeId;
import io.ringdown.config.FakeConfig;
import io.ringdown.config.RingdownSettings;
import io.ringdown.delivery.event.EventLog;
import io.ringdown.storage.database.Durability;
import io.ringdown.storage.node.SoleNodeSignals;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageBeansTest {
  private static final int POOL_SIZE = 4;

  private final StorageBeans beans = new StorageBeans();
  private final RingdownSettings settings =
      RingdownSettings.load(
          new FakeConfig(Map.of("ringdown.db.pool-size", Integer.toString(POOL_SIZE))));

  @Test
  void aNodeLivesHoweverManyWaitForTheDatabase(@TempDir Path files) throws Exception {
    try (var h2 = TestDatabase.h2(files)) {
      var crowd = beans.database(h2.transactions(), settings, Durability.AT_COMMIT);
      var node = new NodeId("busy");
      var nodes =
          beans.nodes(
              h2.transactions(), Durability.AT_COMMIT, node, new SoleNodeSignals(), EventLog.NONE);
      var inside = new CountDownLatch(POOL_SIZE - 2);
      var leave = new CountDownLatch(1);
      var threads = Executors.newCachedThreadPool();
      try {
        for (var i = 0; i < 10 * POOL_SIZE; i++) {
          var unused =
              threads.submit(
                  () ->
                      crowd.reading(
                          entities -> {
                            inside.countDown();
                            return awaited(leave);
                          }));
        }
        inside.await();

        nodes.beat();

        assertThat(nodes.beat()).isTrue();
        assertThat(leave.getCount()).isOne();
      } finally {
        leave.countDown();
        threads.shutdown();
      }
    }
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
