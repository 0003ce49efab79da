package io.ringdown.it;

import io.ringdown.provider.apns.FakeApns;
import io.ringdown.provider.fcm.FakeFcm;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * What has to be there before any server starts: a Google that judges, the certificate authority it
 * is trusted by, and on WildFly a PostgreSQL. Does nothing in a run of the unit tests.
 */
public final class TestSession implements LauncherSessionListener {
  private static @Nullable FakeFcm fcm;
  private static @Nullable FakeApns apns;

  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static @Nullable EmbeddedPostgres postgres;

  /** The Apple of this session. */
  static FakeApns apns() {
    return Objects.requireNonNull(apns, "started with the session");
  }

  /** The Google of this session. */
  static FakeFcm fcm() {
    return Objects.requireNonNull(fcm, "started with the session");
  }

  /** Where a node finds a new and empty database on the PostgreSQL of this session. */
  static Map<String, String> newDatabase() {
    var name = "node_" + DATABASES.incrementAndGet();
    var server = Objects.requireNonNull(postgres, "started with the session");
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return Map.of(
        "RINGDOWN_DB_URL",
        "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name,
        "RINGDOWN_DB_USER",
        "postgres",
        "RINGDOWN_DB_PASSWORD",
        "postgres");
  }

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (System.getProperty("io.ringdown.it.server") == null || fcm != null) {
      return;
    }
    try {
      Files.createDirectories(RunningServer.caFile().getParent());
      keepConsole();
      fcm = FakeFcm.start(RunningServer.fcmPort());
      apns = FakeApns.start(RunningServer.apnsPort(), RunningServer.apnsSandboxPort());
      Files.writeString(RunningServer.caFile(), fcm().caPem() + apns().caPem());
      if (RunningServer.isWildFly()) {
        postgres = EmbeddedPostgres.builder().setPort(RunningServer.postgresPort()).start();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    close();
    if (System.getProperty("io.ringdown.it.server") != null) {
      searchLogs();
    }
  }

  /** What the deployed servers write comes out of the console of the tests, and is kept. */
  private static void keepConsole() throws IOException {
    var console = System.out;
    var file = Files.newOutputStream(RunningServer.target().resolve("it").resolve("console.log"));
    System.setOut(
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
              }

              @Override
              public void write(byte[] bytes, int from, int length) throws IOException {
                console.write(bytes, from, length);
                file.write(bytes, from, length);
              }

              @Override
              public void flush() throws IOException {
                console.flush();
                file.flush();
              }
            },
            true,
            StandardCharsets.UTF_8));
  }

  /** No secret that any test used is in anything that any server wrote. */
  private static void searchLogs() {
    try {
      var logs = UsedSecrets.logs(RunningServer.target());
      var found = UsedSecrets.foundIn(logs);
      if (!found.isEmpty()) {
        throw new AssertionError("secrets in the logs:\n" + String.join("\n", found));
      }
      System.out.printf(
          "None of %d secrets is in any of %d logs.%n", UsedSecrets.count(), logs.size());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void close() {
    if (fcm != null) {
      fcm.close();
    }
    if (apns != null) {
      apns.close();
    }
    if (postgres != null) {
      try {
        postgres.close();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
