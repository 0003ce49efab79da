package io.ringdown.storage.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.config.DatabaseSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupFlushTest {
  private static final int COMMITS = 200;

  /** A copy of the file is what a killed process leaves behind. */
  @Test
  void whatWasAwaitedIsInTheFile(@TempDir Path directory) throws Exception {
    var database = new ConfiguredDataSource(settings(directory.resolve("live")));
    try (var flush = new GroupFlush(database);
        var keptOpen = database.getConnection()) {
      try (var statement = keptOpen.createStatement()) {
        statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
      }
      var pool = Executors.newFixedThreadPool(8);
      var commits = new ArrayList<CompletableFuture<Void>>();
      for (var i = 0; i < COMMITS; i++) {
        var id = i;
        commits.add(
            CompletableFuture.runAsync(
                () -> {
                  insert(database, id);
                  flush.await();
                },
                pool));
      }
      CompletableFuture.allOf(commits.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
      pool.shutdown();
      Files.copy(
          directory.resolve("live.mv.db"),
          directory.resolve("left.mv.db"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    var left = new ConfiguredDataSource(settings(directory.resolve("left")));
    try (var connection = left.getConnection();
        var statement = connection.createStatement();
        var count = statement.executeQuery("SELECT COUNT(*) FROM t")) {
      assertThat(count.next()).isTrue();
      assertThat(count.getInt(1)).isEqualTo(COMMITS);
    }
  }

  private static void insert(ConfiguredDataSource database, int id) {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("INSERT INTO t VALUES (" + id + ")");
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static DatabaseSettings settings(Path file) {
    return new DatabaseSettings("jdbc:h2:file:" + file, "sa", "", 8);
  }
}
