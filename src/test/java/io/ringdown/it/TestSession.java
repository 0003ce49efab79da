package io.ringdown.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * What has to be there before any server starts: the data directory, and on WildFly a PostgreSQL.
 * Does nothing in a run of the unit tests.
 */
public final class TestSession implements LauncherSessionListener {
  private @Nullable EmbeddedPostgres postgres;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (System.getProperty("io.ringdown.it.server") == null || postgres != null) {
      return;
    }
    try {
      Files.createDirectories(RunningServer.target().resolve("it"));
      if (RunningServer.isWildFly()) {
        postgres = EmbeddedPostgres.builder().setPort(RunningServer.postgresPort()).start();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (postgres != null) {
      try {
        postgres.close();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
