package io.ringdown.it;

import io.ringdown.provider.apns.FakeApns;
import io.ringdown.provider.fcm.FakeFcm;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Objects;
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

  private @Nullable EmbeddedPostgres postgres;

  /** The Apple of this session. */
  static FakeApns apns() {
    return Objects.requireNonNull(apns, "started with the session");
  }

  /** The Google of this session. */
  static FakeFcm fcm() {
    return Objects.requireNonNull(fcm, "started with the session");
  }

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (System.getProperty("io.ringdown.it.server") == null || fcm != null) {
      return;
    }
    try {
      Files.createDirectories(RunningServer.caFile().getParent());
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
