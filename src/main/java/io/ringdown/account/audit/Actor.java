package io.ringdown.account.audit;

import org.jspecify.annotations.Nullable;

/**
 * Who changes something.
 *
 * @param id which one of its kind: a token's SID, a subject at the issuer, an identity
 * @param name what people call it, where that is another
 */
public record Actor(Kind kind, String id, @Nullable String name) {
  /** The settings, applied at the start. */
  public static final Actor CONFIGURATION = new Actor(Kind.CONFIGURATION, "configuration", null);

  /** Whoever holds the token of the configuration. */
  public static final Actor CONFIGURED_TOKEN = new Actor(Kind.CONFIGURED_TOKEN, "configured", null);

  /** How one comes in. */
  public enum Kind {
    /** By an admin token that is kept here. */
    ADMIN_TOKEN,
    /** By the admin token of the configuration. */
    CONFIGURED_TOKEN,
    /** By a token of the company's issuer. */
    OIDC,
    /** By a Twilio access token. */
    APP,
    /** Not at all: the settings say so. */
    CONFIGURATION
  }

  /** The name, or the id of one without. */
  public String shown() {
    return name == null ? id : name;
  }
}
