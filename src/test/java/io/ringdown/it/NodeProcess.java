package io.ringdown.it;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * How the process tests configure a node: the tests' Google, one public URL, one key, and where the
 * suite runs on PostgreSQL a new database there, unless they name one.
 */
final class NodeProcess {
  static final String ADMIN_TOKEN = "admin-token-of-the-nodes";
  static final String PUBLIC_URL = "https://calls.example.com";
  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  private NodeProcess() {}

  /** Starts a node with these settings beside the usual ones, and does not wait. */
  static ServerProcess start(Map<String, String> settings, String... arguments) throws IOException {
    var environment = new HashMap<String, String>();
    if (RunningServer.isWildFly() && !settings.containsKey("RINGDOWN_DB_URL")) {
      environment.putAll(TestSession.newDatabase());
    }
    environment.put("RINGDOWN_ADMIN_TOKEN", ADMIN_TOKEN);
    environment.put("RINGDOWN_PUBLIC_URL", PUBLIC_URL);
    environment.put("RINGDOWN_SECRETS_KEY", KEY);
    environment.put("RINGDOWN_FCM_URL", TestSession.fcm().url());
    environment.put("RINGDOWN_TLS_CA_FILE", RunningServer.caFile().toString());
    environment.putAll(settings);
    return ServerProcess.start(environment, arguments);
  }

  static Ringdown ringdown(ServerProcess process) {
    return process.ringdown(PUBLIC_URL, ADMIN_TOKEN);
  }
}
