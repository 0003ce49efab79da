package io.ringdown.config;

/**
 * How much of a kind the doors that are open to the world take, each a second and in the long run;
 * for a while it may be {@link #BURST_SECONDS} times that at once.
 *
 * @param enabled whether anything is limited at all
 * @param wrongTokens bearer tokens that are not good, of an address
 * @param appRequests requests of apps that change something, of an address
 * @param appRequestsPerIdentity the same, of a person
 * @param handshakes WebSocket handshakes, of an address
 * @param refusalsLogged log lines about webhooks that were not believed, of an address
 */
public record LimitSettings(
    boolean enabled,
    int wrongTokens,
    int appRequests,
    int appRequestsPerIdentity,
    int handshakes,
    int refusalsLogged) {
  /** For how many seconds' worth a door is patient. */
  public static final int BURST_SECONDS = 50;

  private static final int MOST = 1_000_000;

  static LimitSettings read(SettingsReader reader) {
    return new LimitSettings(
        reader.flag("ringdown.limits.enabled", true),
        reader.value("ringdown.limits.wrong-tokens", LimitSettings::rate).orElse(20),
        reader.value("ringdown.limits.app-requests", LimitSettings::rate).orElse(100),
        reader.value("ringdown.limits.app-requests-per-identity", LimitSettings::rate).orElse(50),
        reader.value("ringdown.limits.handshakes", LimitSettings::rate).orElse(100),
        reader.value("ringdown.limits.refusals-logged", LimitSettings::rate).orElse(20));
  }

  private static int rate(String text) {
    if (text.matches("[1-9][0-9]{0,6}") && Integer.parseInt(text) <= MOST) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException("must be a whole number, 1 to 1000000");
  }
}
