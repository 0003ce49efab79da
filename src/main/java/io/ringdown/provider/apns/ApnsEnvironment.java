package io.ringdown.provider.apns;

import org.jspecify.annotations.Nullable;

/** The two worlds of APNs: a device token is known in one of them only. */
enum ApnsEnvironment {
  PRODUCTION("production"),
  SANDBOX("sandbox");

  private final String word;

  ApnsEnvironment(String word) {
    this.word = word;
  }

  /** The one that a binding names; production when it names none. */
  static ApnsEnvironment of(@Nullable String word) {
    return SANDBOX.word.equals(word) ? SANDBOX : PRODUCTION;
  }

  /** As the API writes it. */
  String word() {
    return word;
  }

  ApnsEnvironment other() {
    return this == PRODUCTION ? SANDBOX : PRODUCTION;
  }
}
